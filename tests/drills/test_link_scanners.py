"""Machines that open every link of every mail before its reader does change nothing (RELIABILITY rule 19)."""

import html
import re

import pytest
from django.conf import settings as conf
from django.urls import reverse

from involvement.backup.rows import digest_of
from involvement.backup.tables import kept_tables
from involvement.mail import message_for
from involvement.models.sessions import PortalSession
from involvement.queries.telling import tellings
from tests import make
from tests.involvement.test_notices import ABOUT_A_THING, GATHERED, KINDS, row_of, thing_for

pytestmark = pytest.mark.django_db
LINK = re.compile(r"https?://[^\s\"'<>)]+")


def links_of(message) -> set[str]:
    """Every address of ours in the words, the HTML and the headers of a mail."""
    texts = [message.body, *(part.content for part in message.alternatives), *map(str, message.extra_headers.values())]
    found = {html.unescape(link).rstrip(".,") for text in texts for link in LINK.findall(text)}
    return {link for link in found if link.startswith(conf.SITE_URL)}


def mailed_links(invitation: str) -> set[str]:
    """The links of a mail of every kind, and the one with which an account begins."""
    house = make.service()
    who = make.resident("Patrick", service=house, email="patrick@example.org")
    rows = []
    for kind in KINDS:
        thing, values = thing_for(kind, house, who) if kind in ABOUT_A_THING + GATHERED else (None, {})
        row = row_of(kind, who, thing, values)
        row.secret = invitation
        rows.append(row)
    found = set()
    for telling in tellings(rows):
        found |= links_of(message_for(telling))
    return found


@pytest.mark.parametrize("times", [1, pytest.param(3, marks=pytest.mark.drill)])
def test_get_and_head_on_every_mailed_link_change_nothing(client, world, times):
    links = mailed_links(world.secrets["invitation"])
    assert conf.SITE_URL + reverse("public:invitation", args=[world.secrets["invitation"]]) in links
    before = {table.name: digest_of(table) for table in kept_tables()}, PortalSession.objects.count()
    answers = [
        ask(link.removeprefix(conf.SITE_URL)).status_code
        for _time in range(times)
        for link in sorted(links)
        for ask in (client.get, client.head)
    ]
    after = {table.name: digest_of(table) for table in kept_tables()}, PortalSession.objects.count()
    changed = [name for name in before[0] if before[0][name] != after[0][name]]
    print(
        f"\n{len(links)} links of {len(KINDS)} kinds of mail, GET and HEAD {times} times: {len(changed)} tables changed"
    )
    assert set(answers) <= {200, 302} and len(answers) == 2 * times * len(links)
    assert before == after
