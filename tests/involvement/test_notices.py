"""Every notice of every app: its subject is safe, and what it says is rendered with the recipient's eyes."""

import datetime as dt

import pytest
from django.db import connection
from django.template.loader import get_template
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from involvement.mail import message_for, words_of
from involvement.models import Action, ActionOwner, Concern, Organisation, OutboxRow, Post, Reach
from involvement.operations import outbox, sweep
from involvement.queries.telling import tellings
from involvement.registry.notices import notices
from meetings.models import Suggestion
from tests import make

pytestmark = pytest.mark.django_db

KINDS = [name for name, _notice in notices.items()]
GATHERED = ["digest", "reminders"]
ABOUT_A_THING = [name for name, notice in notices.items() if notice.needs_thing]
PLACE, TITLE = "Quillfeather House", "The zanzibar machine"


AT_A_SERVICE = {
    "telling.overdue",
    "meeting.none",
    "suggestion.unread",
    "suggestion.undecided",
    "suggestion.unreleased",
    "suggestion.for_team",
}


def what_waits_at(house, owner):
    """Something of each kind that waits too long at a service, and the owner works there."""
    long_ago = timezone.now() - dt.timedelta(days=80)
    Post.objects.get_or_create(person=owner, service=house, defaults={"starts_on": long_ago.date()})
    waits = {"kind": "action.yours", "carrier": "phone", "service": house, "made_at": long_ago}
    OutboxRow.objects.get_or_create(key=f"w{owner.pk}", defaults=waits)
    team = Suggestion.WhoSees.TEAM
    for fields in (
        {"status": "sent"},
        {"status": "read", "waiting_since": long_ago},
        {"status": "sent", "who_sees": team, "reach": Reach.TEAM},
        {"status": "done", "done_on": long_ago.date()},
    ):
        make.suggestion(service=house, author=make.resident(service=house), posted_at=long_ago, **fields)
    # Every day is near the end of its month.
    organisation = Organisation.objects.get_or_create(pk=1)[0]
    organisation.month_end_days = 40
    organisation.save()
    make.remember_organisation()


def thing_for(kind, house, owner):
    """What a row of this kind is about, so that it is true; and the row's values."""
    days = {"action.today": 0, "action.late": -3, "action.late_here": -9}.get(kind, 7)
    day = timezone.localdate() + dt.timedelta(days=days)
    head = kind.split(".")[0]
    if kind in AT_A_SERVICE:
        what_waits_at(house, owner)
        return house, {}
    if head in ("action", "digest", "reminders"):
        action = Action.objects.create(title=TITLE, service=house, first_due_on=day, due_on=day)
        ActionOwner.objects.create(action=action, person=owner)
        return (None, {"helping": [action.pk]}) if head != "action" else (action, {})
    if head == "concern":
        return Concern.objects.create(words=TITLE, service=house, due_at=timezone.now()), {}
    if head in ("meeting", "minutes"):
        state = {"meeting.cancelled": "cancelled", "minutes.out": "held"}.get(kind, "planned")
        fields = {"chair": owner, "starts_at": timezone.now() + dt.timedelta(days=1, minutes=owner.pk)}
        fields = {} if kind in ("minutes.out", "meeting.unwritten") else fields
        return make.meeting(service=house, state=state, place=PLACE, **fields), {"version": 0}
    status = {"suggestion.nobody_on_it": "agreed", "suggestion.for_you": "read"}.get(kind, "no")
    suggestion = make.suggestion(
        f"{TITLE} would help us.",
        title=TITLE,
        service=house,
        author=owner,
        status=status,
        reason="It costs too much.",
        public_answer="We will see.",
        put_together_with=make.suggestion(service=house),
    )
    return suggestion, {"status": status, "round": 1}


def row_of(kind, who, thing, values):
    row = OutboxRow.objects.create(
        kind=kind,
        person=who,
        carrier="email",
        about_label=thing._meta.label_lower if thing else "",
        about_id=thing.pk if thing else None,
        key=f"{kind}{who.pk}",
        values=values,
        secret="428913",
    )
    if kind == "reminders":
        about = {"about_label": "involvement.action", "about_id": values["helping"][0]}
        OutboxRow.objects.create(
            kind="action.due", person=who, carrier="email", state="held", bundle=row, key=f"part{who.pk}", **about
        )
    return row


@pytest.fixture
def house():
    return make.service(PLACE, staffed_round_the_clock=True)


def roles(house, owner):
    elsewhere = make.service()
    return {
        "owner": owner,
        "customer": make.resident(service=house, email="a@example.org"),
        "ended customer": make.ended_resident(service=house, email="b@example.org"),
        "customer elsewhere": make.resident(service=elsewhere, email="c@example.org"),
        "champion": make.champion(service=house, email="d@example.org"),
        "staff": make.staff(service=house, email="e@example.org"),
        "ended staff": make.ended_staff(service=house, email="f@example.org"),
        "staff elsewhere": make.staff(service=elsewhere, email="g@example.org"),
        "manager": make.manager(service=house, email="h@example.org"),
        "advisor": make.advisor(email="i@example.org"),
        "lead": make.safeguarding_lead(email="j@example.org"),
        "board": make.board_member(email="k@example.org"),
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_subject_is_fixed_words_and_both_parts_are_there(kind):
    notice = notices.get(kind)
    assert "{" not in str(notice.subject) and "%" not in str(notice.subject)
    for end in ("txt", "html"):
        get_template(f"{notice.template}.{end}")


@pytest.mark.parametrize("kind", ABOUT_A_THING)
def test_a_mail_is_rendered_with_the_recipients_eyes(house, kind):
    owner = make.resident("Olive", service=house, email="olive@example.org")
    thing, values = thing_for(kind, house, owner)
    rows = [row_of(kind, who, thing, values) for who in roles(house, owner).values()]
    sent = 0
    for telling in tellings(rows):
        if telling.why_not:
            continue
        assert telling.thing.seen_by(telling.viewer)
        message = message_for(telling)
        assert PLACE not in message.subject and TITLE not in message.subject
        for body in (message.body, message.alternatives[0].content):
            assert "{{" not in body and "{%" not in body
            assert "http://testserver/" in body and PLACE not in body
        sent += 1
    assert sent >= 1, "a notice that nobody could get tests nothing"


@pytest.mark.parametrize("kind", ABOUT_A_THING)
def test_what_was_closed_to_a_recipient_is_not_sent(house, kind):
    owner = make.resident(service=house, email="olive@example.org")
    thing, values = thing_for(kind, house, owner)
    stranger = make.resident(service=make.service(), email="far@example.org")
    (telling,) = tellings([row_of(kind, stranger, thing, values)])
    assert telling.why_not
    if hasattr(thing, "reach"):
        type(thing).objects.filter(pk=thing.pk).update(reach=Reach.RESTRICTED)
        row = row_of(kind, owner, thing, values)
        assert tellings([row])[0].why_not


@pytest.mark.parametrize("language", ["en-gb", "pl", "ar"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_notice_renders_in_every_language_and_can_be_said(house, kind, language):
    owner = make.resident(service=house, email="olive@example.org", language=language)
    thing, values = thing_for(kind, house, owner) if kind in ABOUT_A_THING + GATHERED else (None, {"path": "/"})
    (telling,) = tellings([row_of(kind, owner, thing, values)])
    message = message_for(telling)
    assert f'lang="{language}"' in message.alternatives[0].content
    assert 'dir="rtl"' in message.alternatives[0].content if language == "ar" else True
    with translation.override(language):
        assert telling.sentence.strip() and "{" not in telling.sentence
        assert words_of(telling) and "Hello" not in words_of(telling)


@pytest.mark.parametrize("kind", ABOUT_A_THING)
def test_asking_what_may_be_told_costs_the_same_for_one_and_for_many(house, kind):
    def queries(number):
        rows = []
        for _each in range(number):
            who = make.resident(service=house, email="x@example.org")
            thing, values = thing_for(kind, house, who)
            rows.append(row_of(kind, who, thing, values))
        with CaptureQueriesContext(connection) as captured:
            for telling in tellings(rows):
                assert telling.sentence
        return len(captured)

    assert queries(1) == queries(12) <= 6


def test_an_unwanted_group_is_never_written_and_never_sent(house):
    who = make.resident(service=house, email="x@example.org", told_by="email", unwanted=["helping"])
    thing, _values = thing_for("action.yours", house, who)
    outbox.send(kind="action.yours", to=who, about=thing, occasion="x")
    assert not OutboxRow.objects.exists()
    who.unwanted = ["always"]
    who.save()
    outbox.send(kind="concern.raised", to=who, about=thing_for("concern.raised", house, who)[0], occasion="x")
    assert OutboxRow.objects.count() == 1, "what keeps people safe cannot be switched off"


def test_a_kind_that_no_app_registered_is_refused_before_anything_is_written(house):
    with pytest.raises(LookupError):
        outbox.send(kind="nothing.known", to=make.person(), occasion="x")
    with pytest.raises(LookupError):
        outbox.send_to_all(kind="nothing.known", people=[], about=house, occasion="x")


def test_a_row_of_a_kind_that_is_gone_is_cancelled(house):
    row = OutboxRow.objects.create(kind="was.there", person=make.person(), carrier="email", key="x")
    assert sweep.sweep(urgent=False)["cancelled"] == 1
    row.refresh_from_db()
    assert "knows how to say" in row.reason


def test_an_address_hears_what_the_public_may(house):
    author = make.resident(service=house)
    thing, values = thing_for("suggestion.moved", house, author)
    outbox.send(
        kind="suggestion.moved", to=outbox.Address("n@example.org", "news"), about=thing, occasion="x", values=values
    )
    row = OutboxRow.objects.get()
    assert "n@example.org" not in row.key
    assert tellings([row])[0].why_not
    type(thing).objects.filter(pk=thing.pk).update(reach=Reach.PUBLIC)
    assert tellings([row])[0].why_not == ""


def test_a_noticeboard_hears_what_everybody_in_the_house_may(house):
    thing, values = thing_for("suggestion.moved", house, make.resident(service=house))
    for place in (house, make.service()):
        outbox.send(kind="suggestion.moved", to=place, about=thing, occasion="x", values=values)
    here, there = OutboxRow.objects.order_by("pk")
    assert tellings([here])[0].why_not == "" and tellings([there])[0].why_not
