"""Mails that are built once for many: what comes out is what message_for() makes, or nothing does."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from involvement.mail import message_for
from involvement.models import Action, ActionOwner, OutboxRow
from involvement.moulds import LONGEST_LINE, Moulds
from involvement.queries.telling import tellings
from involvement.registry.notices import notices
from meetings.models import Suggestion
from tests import make

pytestmark = pytest.mark.django_db

SAME_MAIL = [name for name, notice in notices.items() if notice.same_mail]
ABOUT_ACTIONS = [kind for kind in SAME_MAIL if kind.startswith("action.")]
STATES = {"meeting.cancelled": "cancelled", "minutes.out": "held"}
NAMES = ["Ben", "Zoë <b>O’Neill</b> & “Co”", 'O\'Neill "Al" &amp; \xa0x', "علي", ".dot"]
ANSWERS = ["We will.", "A <script> & more.\r\nA second line.\n\n\n\nA third.\n", ". a dot\n.", "It’s “so” \xa0here"]


@pytest.fixture
def house():
    return make.service()


def action_of(people, title="The festival & <more>"):
    today = timezone.localdate()
    action = Action.objects.create(title=title, first_due_on=today, due_on=today, reach=4)
    ActionOwner.objects.bulk_create(ActionOwner(action=action, person=person) for person in people)
    return action


def rows_of(kind, people, house):
    """A row of this kind for each of them, about the same thing."""
    about, values = {}, {"version": 0}
    if kind == "digest":
        said = [
            make.suggestion(title=f"A bench {number}", service=house, author=people[0], status="read")
            for number in range(len(ANSWERS))
        ]
        for suggestion, answer in zip(said, ANSWERS, strict=True):
            Suggestion.objects.filter(pk=suggestion.pk).update(public_answer=answer)
        keys = [suggestion.pk for suggestion in said]
        values = {"mine": keys[:2], "followed": keys[2:], "helping": [action_of(people).pk]}
    elif kind in ABOUT_ACTIONS:
        thing = action_of(people)
        about = {"about_label": "involvement.action", "about_id": thing.pk}
    else:
        soon = timezone.now() + dt.timedelta(days=3)
        thing = make.meeting(service=house, state=STATES.get(kind, "planned"), starts_at=soon, place="The lounge")
        about = {"about_label": "meetings.meeting", "about_id": thing.pk}
    return OutboxRow.objects.bulk_create(
        OutboxRow(kind=kind, person=person, carrier="email", key=f"{kind}{person.pk}", values=values, **about)
        for person in people
    )


def alike(mail: bytes) -> str:
    """A mail without what is new in each, its boundary and its date; and 8bit where 7bit would do."""
    words = re.sub(r"={15}\d+==", "BOUNDARY", mail.decode()).replace("Encoding: 7bit", "Encoding: 8bit")
    return re.sub(r"\r\nDate: [^\r]+", "", words)


def built(telling) -> bytes:
    return message_for(telling).message().as_bytes(linesep="\r\n")


@pytest.mark.parametrize("language", ["en-gb", "pl", "ar"])
@pytest.mark.parametrize("kind", SAME_MAIL)
def test_what_is_filled_in_is_what_would_be_built_for_each(house, kind, language):
    people = [
        make.resident(name, service=house, email=f"p{number}@example.org", language=language)
        for number, name in enumerate(NAMES)
    ]
    moulds = Moulds()
    for telling in tellings(rows_of(kind, people, house)):
        assert telling.why_not == ""
        sender, address, mail = moulds.fill(telling)
        assert (sender, address) == ("portal@example.org", telling.row.person.email)
        assert alike(mail) == alike(built(telling))
    assert len(moulds.made) == 1


def test_others_languages_and_values_have_moulds_of_their_own(house):
    people = [
        make.resident(service=house, email=f"p{number}@example.org", language=language)
        for number, language in enumerate(("pl", "en-gb", "en-gb"))
    ]
    moulds = Moulds()
    for kind, number in (("meeting.moved", 3), ("digest", 2)):
        rows = rows_of(kind, people, house)
        OutboxRow.objects.filter(pk=rows[1].pk, kind="meeting.moved").update(values={"version": 0, "more": 1})
        found = OutboxRow.objects.filter(kind=kind).select_related("person").order_by("pk")
        mails = [moulds.fill(telling)[2].decode() for telling in tellings(found)]
        assert ['lang="pl"' in mail for mail in mails] == [True, False, False]
        assert len([key for key in moulds.made if key[0] == kind]) == number


@pytest.mark.parametrize(
    "change",
    [
        {"person": {"chosen_name": "Two\nlines"}},
        {"person": {"email": "zoë@example.org"}},
        {"person": {"email": '"a b"@example.org'}},
        {"row": {"secret": "428913"}},
        {"row": {"kind": "meeting.unwritten"}},
    ],
)
def test_what_is_out_of_the_ordinary_is_built_for_that_person(house, change):
    who = make.resident(service=house, email="p@example.org")
    (row,) = rows_of("meeting.moved", [who], house)
    (telling,) = tellings([row])
    assert Moulds().fill(telling) is not None
    for name, value in change.get("person", {}).items():
        setattr(row.person, name, value)
    for name, value in change.get("row", {}).items():
        setattr(row, name, value)
    (telling,) = tellings([row])
    assert Moulds().fill(telling) is None


def test_a_digest_with_a_line_too_long_for_mail_is_built_for_that_person(house):
    who = make.resident(service=house, email="p@example.org")
    rows = rows_of("digest", [who], house)
    Suggestion.objects.update(public_answer="y" * (LONGEST_LINE + 100))
    (telling,) = tellings(rows)
    assert Moulds().fill(telling) is None
    assert b"quoted-printable" in built(telling)


def test_a_notice_that_shows_more_of_the_recipient_has_no_mould(house, monkeypatch):
    """Its template says the name a third time: nobody gets a mail with a hole in it."""
    who = make.resident(service=house, email="p@example.org")
    (telling,) = tellings(rows_of("meeting.moved", [who], house))
    from involvement import mail

    real = mail.build

    def shows_more(notice, context, **details):
        message = real(notice, context, **details)
        message.body += context["person"].chosen_name
        return message

    monkeypatch.setattr(mail, "build", shows_more)
    assert Moulds().fill(telling) is None
