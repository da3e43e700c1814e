"""The main menu: all of it in a panel on a phone, one line on a wide page."""

import re

import pytest
from django.urls import reverse

from involvement.templatetags.portal import menu_bar
from tests import make

pytestmark = pytest.mark.django_db


def test_a_wide_page_has_the_menu_in_one_line_and_what_is_seldom_needed_below_more(client):
    advisor = make.advisor("Amal")
    page = make.sign_in(client, advisor).get(reverse("public:help")).content.decode()
    panel, bar = re.findall(r"<nav [^>]*>(.*?)</nav>", page, re.S)[:2]
    first, more = bar.split("<details>")
    assert "Audit" in panel and "<details>" not in panel and "Audit" not in first and "People" in first
    assert "<summary>More</summary>" in more and "Audit" in more and "Messages" in more
    bar = client.get(reverse("advisor:audit")).content.decode().partition('class="nav-main"')[2]
    assert '<summary class="current">More</summary>' in bar and 'aria-current="page">Audit' in bar
    # One alone needs no folder.
    assert "More" not in str(menu_bar([{"label": "Home", "url": "/", "current": True, "more": True}]))
