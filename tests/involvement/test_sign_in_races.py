"""Thirty people behind one address sign in at the same moment: nobody is refused, and no lock is too long."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client

from tests import make


@pytest.mark.django_db(transaction=True)
def test_thirty_people_at_the_same_moment():
    caches["default"].clear()
    house = make.service()
    for number in range(30):
        make.resident(service=house, user=make.user(f"guest{number}", password="river lamp tea moon"))

    def sign_in(number):
        try:
            client = Client(REMOTE_ADDR="198.51.100.7")
            data = {"login": f"guest{number}", "password": "river lamp tea moon", "device": "shared"}
            return client.post("/sign-in/", data).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as threads:
        answers = list(threads.map(sign_in, range(30)))
    assert answers == [302] * 30
