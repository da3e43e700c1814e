"""The advisor reads every message that the portal can send, and no private word of anybody's."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from involvement.models import Action, OutboxRow, Reach
from involvement.queries.notice_previews import carriers_of, is_said, preview
from involvement.registry.notices import notices
from tests import make

pytestmark = pytest.mark.django_db

KINDS = [name for name, _notice in notices.items()]


@pytest.fixture
def advisor():
    return make.advisor("Amal")


@pytest.mark.parametrize("language", ["en-gb", "pl", "ar"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_notice_can_be_previewed(client, advisor, kind, language):
    before = OutboxRow.objects.count(), Action.objects.count()
    make.sign_in(client, advisor)
    page = client.get(reverse("advisor:notice", args=[kind]), {"language": language})
    assert page.status_code == 200
    text = page.content.decode()
    words, real = preview(kind, make.viewer(advisor), language)
    assert not real and "invented" in text and words.subject in text
    for said in (words.body, words.html, words.said, words.text):
        assert "{" not in said.partition("</style>")[2] if said is words.html else "{" not in said
    assert bool(words.text) is bool(words.said) is is_said(notices.get(kind))
    assert f'lang="{language}"' in words.html and "Sam" in words.body
    assert (OutboxRow.objects.count(), Action.objects.count()) == before


def test_the_list_names_every_notice_with_its_carriers(client, advisor):
    page = make.sign_in(client, advisor).get(reverse("advisor:notices")).content.decode()
    assert all(reverse("advisor:notice", args=[kind]) in page for kind in KINDS)
    assert "by text message" in page and "sms" in carriers_of(notices.get("action.yours"))
    assert carriers_of(notices.get("account.sign_in_code")) == ["email"]
    assert "noticeboard" in carriers_of(notices.get("minutes.out")) and "sms" in carriers_of(notices.get("minutes.out"))
    assert "portal" in carriers_of(notices.get("account.move_answered"))
    # Many have the same subject: their words tell them apart. What it is called in the code helps nobody.
    assert "Staff made a new card for you." in page and "“Mend the light on the stairs”" in page
    assert "account.new_card<" not in page and "suggestion.for_team<" not in page
    assert reverse("advisor:notices") in client.get("/").content.decode()
    assert reverse("advisor:notices") in client.get(reverse("admin:index")).content.decode()


def told_of(kind, thing, values=None, **fields):
    return OutboxRow.objects.create(
        kind=kind,
        carrier="email",
        about_label=thing._meta.label_lower,
        about_id=thing.pk,
        values=values or {},
        key=f"{kind}{thing.pk}",
        secret="777999",
        **fields,
    )


def test_it_is_about_the_newest_real_thing_and_names_nobody_who_was_told(client, advisor):
    house = make.service()
    day = timezone.localdate() + dt.timedelta(days=3)
    who = make.resident("Zebedee", service=house)
    for title in ("Old work", "Paint <b>the hall</b>"):
        work = Action.objects.create(title=title, service=house, due_on=day, first_due_on=day)
        told_of("action.yours", work, person=who)
    page = make.sign_in(client, advisor).get(reverse("advisor:notice", args=["action.yours"])).content.decode()
    assert "Paint &lt;b&gt;the hall&lt;/b&gt;" in page and "newest real thing" in page
    assert "Zebedee" not in page and "777999" not in page and "Sam" in page


def test_what_the_advisor_may_not_read_is_not_in_it(client, advisor):
    house = make.service()
    who = make.resident("Zebedee", service=house)
    secret = make.suggestion("Quillfeather", title="Quillfeather", service=house, author=who, reach=Reach.RESTRICTED)
    told_of("suggestion.moved", secret, {"status": "no"}, person=who)
    page = make.sign_in(client, advisor).get(reverse("advisor:notice", args=["suggestion.moved"])).content.decode()
    assert "Quillfeather" not in page and "invented" in page
    type(secret).objects.filter(pk=secret.pk).update(reach=Reach.SERVICE)
    page = client.get(reverse("advisor:notice", args=["suggestion.moved"])).content.decode()
    assert "You said: “Quillfeather”" in page


def test_the_news_and_the_reminders_show_one_of_each_kind_in_their_order(advisor):
    words, _real = preview("digest", make.viewer(advisor), "en-gb")
    headings = ["What you said", "What you agreed with", "The next meeting", "What you help with", "You said, we did"]
    places = [words.body.index(f"\n{heading}") for heading in headings]
    assert places == sorted(places)
    words, _real = preview("reminders", make.viewer(advisor), "en-gb")
    assert words.body.count("\n* ") == 2 and "the next meeting is on" in words.said and "How is it going?" in words.said


def test_what_is_counted_and_over_by_now_is_shown_with_an_invented_number(advisor):
    house = make.service()
    told_of("suggestion.unread", house, person=make.staff("Sam", service=house))
    words, real = preview("suggestion.unread", make.viewer(advisor), "en-gb")
    assert not real and "3 suggestions have waited" in words.body


def test_a_text_fits_into_one_whatever_it_is_about_and_names_no_home(advisor, settings):
    settings.SITE_URL = "https://your-voice.wherrygatehomes.org.uk"
    for kind in KINDS:
        words, _real = preview(kind, make.viewer(advisor), "en-gb")
        assert len(words.text) <= 160, words.text
        assert "Maple" not in words.text and "washing" not in words.text and "light" not in words.text


def test_the_mail_is_shown_without_script_or_anything_loaded(client, advisor):
    make.sign_in(client, advisor)
    answer = client.get(reverse("advisor:notice-page", args=["action.yours"]), {"language": "ar"})
    assert "sandbox" in answer["Content-Security-Policy"] and "default-src 'none'" in answer["Content-Security-Policy"]
    assert 'dir="rtl"' in answer.content.decode()


@pytest.mark.parametrize("kind", ["nothing", "action.yours\x00", "..", "x" * 300])
def test_what_is_no_notice_is_not_there(client, advisor, kind):
    make.sign_in(client, advisor)
    for name in ("notice", "notice-page"):
        assert client.get(reverse(f"advisor:{name}", args=[kind])).status_code == 404


def test_a_language_that_is_none_is_english(client, advisor):
    make.sign_in(client, advisor)
    page = client.get(reverse("advisor:notice", args=["action.yours"]), {"language": "xx\x00"})
    assert page.status_code == 200 and "Hello Sam," in page.content.decode()


def test_it_costs_the_same_queries_however_many_were_told(client, advisor):
    house = make.service()
    make.sign_in(client, advisor)
    day = timezone.localdate()

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("advisor:notice", args=["action.yours"]))
        return len(queries)

    def tell_one():
        work = Action.objects.create(title="Work", service=house, due_on=day, first_due_on=day)
        told_of("action.yours", work, person=make.resident(service=house))

    tell_one()
    cost()
    one = cost()
    for _number in range(12):
        tell_one()
    assert cost() == one <= 20
