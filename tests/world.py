"""One small world for the tests that walk every page: two homes, everybody with a part in them (and each of them
after it ended), and a thing of every kind that is somebody's own, somebody else's, or of the other home.

Every thing carries a word that stands nowhere else, ``mark("suggestion", "own")``, so that a page can be searched for
what it shows. Names of homes and things go by the customer who lives here: "own" is theirs, "other" a neighbour's,
"elsewhere" of the home there.
"""

import datetime as dt
import io
from dataclasses import dataclass, field
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from involvement.models import (
    Concern,
    FooterLink,
    Invitation,
    JoinRequest,
    Organisation,
    OutboxRow,
    Person,
    Promise,
    Reach,
    ReturnedMail,
    Service,
)
from involvement.operations import erasing
from involvement.operations.accounts import _hash
from involvement.operations.agreed_work import add_note, agree_action
from involvement.operations.photos import keep_photo
from involvement.operations.places import set_logo
from involvement.operations.promises import close_months, make_promise
from involvement.rules.periods import Month
from meetings.models import AgendaItem, Meeting, Suggestion
from meetings.operations.meetings.agenda import build_agenda, put_on, put_suggestion_on
from meetings.operations.meetings.correcting import correct_minutes
from meetings.operations.suggestions.agreeing import agree, count_agreements
from meetings.operations.suggestions.moving import carried
from meetings.operations.suggestions.talking import report
from tests import make

LIVING_ROLES = (
    "visitor",
    "customer",
    "customer_elsewhere",
    "champion",
    "staff",
    "staff_elsewhere",
    "manager",
    "advisor",
    "deputy",
    "lead",
    "board",
    "leadership",
)
ENDED_ROLES = (
    "ended_customer",
    "ended_champion",
    "ended_staff",
    "ended_manager",
    "ended_advisor",
    "ended_deputy",
    "ended_lead",
    "ended_board",
    "ended_leadership",
)
ROLES = (*LIVING_ROLES, *ENDED_ROLES)


def mark(kind: str, name: str) -> str:
    """A word that stands nowhere else: letters only, so that no page breaks or escapes it."""
    return f"Zq{kind}{name}".replace("_", "").replace(" ", "")


@dataclass
class World:
    """``people`` by role; ``things`` by kind, then by name."""

    here: Service
    there: Service
    people: dict[str, Person | None]
    things: dict[str, dict[str, object]] = field(default_factory=dict)
    # What is known once only: secrets of links, codes.
    secrets: dict[str, str] = field(default_factory=dict)

    def thing(self, kind: str, name: str):
        return self.things[kind][name]

    def keep(self, kind: str, name: str, thing) -> None:
        self.things.setdefault(kind, {})[name] = thing


def build() -> World:
    """Build the world in the database; about three seconds."""
    world = _homes_and_people()
    _organisation(world)
    _records(world)
    _suggestions(world)
    _voices(world)
    _actions(world)
    _meetings(world)
    _messages(world)
    _concerns(world)
    _accounts(world)
    _photos(world)
    _promises(world)
    return world


# --- Homes and people -----------------------------------------------------------------------------


def _homes_and_people() -> World:
    here = make.service(
        mark("service", "here"), code="zqhere", staffed_round_the_clock=True, address=mark("road", "here")
    )
    there = make.service(mark("service", "there"), code="zqthere", is_private=True, address=mark("road", "there"))
    people: dict[str, Person | None] = {
        "visitor": None,
        "customer": make.resident(mark("name", "customer"), service=here, room="4", email="cus@example.org"),
        "neighbour": make.resident(mark("name", "neighbour"), service=here, room="5", email="nei@example.org"),
        "customer_elsewhere": make.resident(
            mark("name", "elsewhere"), service=there, room="6", email="els@example.org"
        ),
        "champion": make.champion(mark("name", "champion"), service=here),
        "staff": make.staff(mark("name", "staff"), service=here, email="staff@example.org"),
        "staff_elsewhere": make.staff(mark("name", "staffelsewhere"), service=there),
        "manager": make.manager(mark("name", "manager"), service=here),
        "advisor": make.advisor(mark("name", "advisor")),
        "deputy": make.deputy_advisor(mark("name", "deputy")),
        "lead": make.safeguarding_lead(mark("name", "lead")),
        "board": make.board_member(mark("name", "board")),
        "leadership": make.leader(mark("name", "leadership")),
        "ended_customer": make.ended_resident(mark("name", "endedcustomer"), service=here),
        "ended_champion": make.ended_champion(mark("name", "endedchampion"), service=here),
        "ended_staff": make.ended_staff(mark("name", "endedstaff"), service=here),
        "ended_manager": make.ended_manager(mark("name", "endedmanager"), service=here),
        "ended_advisor": make.ended_advisor(mark("name", "endedadvisor")),
        "ended_deputy": make.deputy_advisor(mark("name", "endeddeputy"), ends_on=timezone.localdate()),
        "ended_lead": make.ended_safeguarding_lead(mark("name", "endedlead")),
        "ended_board": make.ended_board_member(mark("name", "endedboard")),
        "ended_leadership": make.leader(mark("name", "endedleadership"), ends_on=timezone.localdate()),
    }
    _give_needs(people["customer"])
    world = World(here=here, there=there, people=people)
    world.keep("service", "here", here)
    world.keep("service", "there", there)
    return world


def _give_needs(person: Person) -> None:
    person.large_print = True
    person.interpreter = mark("interpreter", "customer")
    person.phone = "020 7946 0001"
    person.postal_address = mark("address", "customer")
    person.safe_contact_note = mark("safenote", "customer")
    person.save()


def _organisation(world: World) -> None:
    organisation = Organisation.objects.filter(pk=1).first() or Organisation(pk=1)
    organisation.name = "Zq Homes"
    organisation.help_phone = "020 7946 0100"
    organisation.on_call_phone = "020 7946 0101"
    organisation.repair_words = "Ring the office."
    organisation.complaint_words = "Write to us."
    organisation.no_reasons = ["It costs too much"]
    organisation.not_yet_reasons = ["Next year"]
    organisation.save()
    FooterLink.objects.create(organisation=organisation, label="Contact", url="https://example.org/contact")
    Organisation.forget()
    world.keep("organisation", "own", organisation)


def _records(world: World) -> None:
    """People, homes and how they stand to each other, as things of a page."""
    people = world.people
    for name, who in (("own", "customer"), ("other", "neighbour"), ("elsewhere", "customer_elsewhere")):
        person = people[who]
        world.keep("person", name, person)
        world.keep("residency", name, person.residencies.get())
        person.residencies.update(key_worker=people["staff_elsewhere" if name == "elsewhere" else "staff"])
    for name, who in (("own", "staff"), ("other", "manager"), ("elsewhere", "staff_elsewhere")):
        world.keep("post", name, people[who].posts.get())
    world.keep("person", "colleague", people["staff"])
    world.keep("person", "colleague_elsewhere", people["staff_elsewhere"])
    world.keep("person", "advisor", people["advisor"])
    forgotten = make.resident(mark("name", "forgotten"), service=world.here)
    world.keep("forgetting", "own", erasing.ask(actor=forgotten, person=forgotten))
    world.keep("champion_term", "own", people["champion"].champion_terms.get())
    there = make.champion(mark("name", "championthere"), service=world.there)
    world.keep("champion_term", "elsewhere", there.champion_terms.get())
    world.keep("role", "advisor", people["advisor"].roles.get())
    world.keep("role", "board", people["board"].roles.get())
    world.keep("step", "own", make.app_step(people["manager"]))
    # Nobody but the manager has a second step.
    for name in ("manager", "customer", "advisor"):
        world.keep("with_step", name, people[name])


# --- Suggestions and what others add --------------------------------------------------------------


def _suggestions(world: World) -> None:
    people, who_sees = world.people, Suggestion.WhoSees
    customer = people["customer"]

    def say(name, *, service=world.here, author=customer, **fields):
        words = f"{mark('suggestion', name)} would make things better. {mark('words', name)} is why."
        made = make.suggestion(
            words, service=service, author=author, title=f"More {mark('suggestion', name)}", **fields
        )
        world.keep("suggestion", name, made)
        return made

    say("own", private_note=mark("note", "own"), public_answer=mark("answer", "own"))
    say("other", author=people["neighbour"], who_sees=who_sees.HERE_STAFF_ONLY)
    say("elsewhere", service=world.there, author=people["customer_elsewhere"])
    say("of_ended", author=people["ended_customer"])
    say("team", who_sees=who_sees.TEAM)
    say("restricted", reach=Reach.RESTRICTED, reach_before=Reach.SERVICE)
    say("hidden", author=None, source=Suggestion.Source.POSTER, shown=False)
    say("anonymous", author=None, who_sees=who_sees.HERE_ANONYMOUS)
    say("let_out", service=world.there, author=people["customer_elsewhere"], reach=Reach.ORGANISATION)
    say("public", author=people["neighbour"], reach=Reach.PUBLIC, released_on=timezone.localdate())
    world.secrets["follow_code"] = world.thing("suggestion", "anonymous").code
    covered = {"covered_title": "Something", "covered_words": "Somebody is loud.", "cover_reason": "a name was removed"}
    say("covered", **covered)
    done = timezone.localdate()
    say("done", status="done", waiting_since=None, done_on=done, read_on=done, agreed_on=done, started_on=done)
    say("refused", status="no", waiting_since=None, reason=mark("reason", "refused"), read_on=done)
    say("joined", author=people["neighbour"], status="put_together", waiting_since=None)
    Suggestion.objects.filter(pk=world.thing("suggestion", "joined").pk).update(
        put_together_with=world.thing("suggestion", "own")
    )


def _voices(world: World) -> None:
    people = world.people
    own, other, there = (world.thing("suggestion", name) for name in ("own", "other", "elsewhere"))
    agree(actor=people["neighbour"], suggestion=own)
    agree(actor=people["customer"], suggestion=world.thing("suggestion", "of_ended"))
    count_agreements(actor=None, suggestion=own, number=3, source="also_said", words=mark("alsosaid", "own"))
    said = (("own", other, "customer"), ("other", own, "neighbour"), ("elsewhere", there, "customer_elsewhere"))
    for name, suggestion, who in said:
        words = f"Yes, {mark('comment', name)}."
        world.keep("comment", name, make.comment(words, suggestion=suggestion, author=people[who]))
        made = report(actor=people[who], suggestion=suggestion, words=mark("report", name))
        world.keep("report", name, made)
    hidden = make.comment(mark("comment", "hidden"), suggestion=own, author=people["champion"])
    type(hidden).objects.filter(pk=hidden.pk).update(shown=False)
    world.keep("comment", "hidden", hidden)


# --- Agreed work and meetings ---------------------------------------------------------------------


def _actions(world: World) -> None:
    people, soon = world.people, timezone.localdate() + dt.timedelta(days=9)

    def agreed(name, *, service, owner, by, answers="", **fields):
        made = agree_action(
            actor=people[by],
            title=f"Buy {mark('action', name)}",
            due_on=soon,
            service=service,
            owners=[people[owner]],
            answers=[world.thing("suggestion", answers)] if answers else [],
            **fields,
        )
        note = add_note(actor=people[by], action=made, words=f"Going well, {mark('progress', name)}.")
        world.keep("action", name, made)
        world.keep("note", name, note)

    Suggestion.objects.filter(pk=world.thing("suggestion", "own").pk).update(status="agreed", waiting_since=None)
    world.thing("suggestion", "own").refresh_from_db()
    agreed("own", service=world.here, owner="customer", by="staff", answers="own")
    agreed("other", service=world.here, owner="staff", by="staff")
    agreed("elsewhere", service=world.there, owner="staff_elsewhere", by="staff_elsewhere")
    agreed("team", service=world.here, owner="advisor", by="advisor", reach=Reach.TEAM)


def _meetings(world: World) -> None:
    people = world.people
    names = {world.here.pk: "of_ended", world.there.pk: "elsewhere"}

    def plan(name, service, by, days, state=Meeting.State.PLANNED):
        made = Meeting.objects.create(
            service=service,
            planned_by=people[by],
            starts_at=timezone.now() + dt.timedelta(days=days),
            place=mark("place", name),
            access_notes=mark("access", name),
            food_notes=mark("food", name),
        )
        build_agenda(actor=people[by], meeting=made)
        put_suggestion_on(actor=people[by], meeting=made, suggestion=world.thing("suggestion", names[service.pk]))
        if state != made.state:
            out = timezone.now() if state == Meeting.State.HELD else None
            Meeting.objects.filter(pk=made.pk).update(state=state, minutes_out_at=out, notes=mark("minutes", name))
            made.refresh_from_db()
        world.keep("meeting", name, made)

    plan("held", world.here, "staff", -20, Meeting.State.HELD)
    correct_minutes(actor=people["staff"], meeting=world.thing("meeting", "held"), words=mark("correction", "held"))
    plan("own", world.here, "staff", 10)
    plan("writing", world.here, "staff", -1, Meeting.State.BEING_WRITTEN)
    plan("elsewhere", world.there, "staff_elsewhere", 10)
    for name, who in (("own", "customer"), ("writing", "neighbour"), ("elsewhere", "customer_elsewhere")):
        item = put_on(actor=people[who], meeting=world.thing("meeting", name), title=mark("item", name))
        world.keep("item", name, item)
    suggested = AgendaItem.objects.filter(meeting=world.thing("meeting", "writing"), suggestion__isnull=False)
    world.keep("item", "suggestion", suggested.order_by("pk").first())
    there = AgendaItem.objects.filter(meeting=world.thing("meeting", "elsewhere"), suggestion__isnull=False)
    world.keep("item", "suggestion_elsewhere", there.order_by("pk").first())


# --- Messages, worries, accounts, photos ----------------------------------------------------------


def _messages(world: World) -> None:
    people = world.people

    def tell(name, who, service, about, **fields):
        suggestion = world.thing("suggestion", about)
        suggestion.refresh_from_db()
        row = OutboxRow.objects.create(
            kind="suggestion.moved",
            carrier=fields.pop("carrier", "in_person"),
            person=people[who],
            service=service,
            about_label="meetings.suggestion",
            about_id=suggestion.pk,
            key=f"world:{name}",
            values={"status": suggestion.status, **carried(suggestion)},
            **fields,
        )
        world.keep("message", name, row)

    tell("own", "customer", world.here, "own")
    tell("other", "neighbour", world.here, "other")
    tell("elsewhere", "customer_elsewhere", world.there, "elsewhere")
    tell("team", "customer", world.here, "team")
    tell("letter", "customer", world.here, "own", carrier="letter")
    tell("told", "customer", world.here, "own", state="told", ended_at=timezone.now(), taken_by=people["staff"])
    for name, who, service in (("page", "customer", world.here), ("page_elsewhere", "customer_elsewhere", world.there)):
        about = world.thing("suggestion", "own" if name == "page" else "elsewhere")
        days = {"since": "2026-11-16", "until": "2026-11-23"}
        row = OutboxRow.objects.create(
            kind="digest",
            carrier="in_person",
            person=people[who],
            service=service,
            key=f"world:{name}",
            values={**days, "mine": [about.pk]},
        )
        world.keep("message", name, row)
    portal = {"carrier": "portal", "state": "sent", "sent_at": timezone.now()}
    tell("portal", "customer", None, "own", **portal)
    tell("portal_other", "neighbour", None, "other", **portal)


def _concerns(world: World) -> None:
    people, due = world.people, timezone.now() + dt.timedelta(hours=4)

    def worry(name, service, who, **fields):
        about = fields.pop("about", None)
        made = Concern.objects.create(
            service=service,
            words=f"I am afraid of {mark('concern', name)}.",
            raised_by=people[who],
            due_at=due,
            about_label="meetings.suggestion" if about else "",
            about_id=about.pk if about else None,
            **fields,
        )
        world.keep("concern", name, made)

    worry("own", world.here, "customer", by_the_writer=True, about=world.thing("suggestion", "restricted"))
    worry("about_staff", world.here, "neighbour", about_staff=True)
    worry("elsewhere", world.there, "customer_elsewhere")


def _accounts(world: World) -> None:
    people, later = world.people, timezone.now() + dt.timedelta(days=3)
    invited = make.person(mark("name", "invited"), signs_in=False, email="invited@example.org")
    secret = "zq-secret-of-an-invitation"
    made = Invitation.objects.create(
        person=invited, token_hash=_hash(secret), made_by=people["staff"], expires_at=later
    )
    world.keep("invitation", "good", made)
    world.secrets["invitation"] = secret
    make.person(mark("name", "returned"), signs_in=False, email=f"{mark('mail', 'own')}@example.org", mail_returns=True)
    address = f"{mark('mail', 'own').lower()}@example.org"
    returned = ReturnedMail.objects.create(address=address, reason="bounced", since=timezone.now())
    world.keep("returned_mail", "own", returned)
    for name, service in (("own", world.here), ("elsewhere", world.there)):
        asked = JoinRequest.objects.create(service=service, name=mark("joiner", name), reach_me=mark("reach", name))
        world.keep("join_request", name, asked)


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG")
    return SimpleUploadedFile("mine.jpg", out.getvalue(), content_type="image/jpeg")


def _photos(world: World) -> None:
    people = world.people
    of = (
        ("own", "customer", "suggestion", "own"),
        ("other", "neighbour", "suggestion", "other"),
        ("elsewhere", "customer_elsewhere", "suggestion", "elsewhere"),
        ("team", "customer", "suggestion", "team"),
        ("restricted", "customer", "suggestion", "restricted"),
        ("public", "neighbour", "suggestion", "public"),
        ("note", "staff", "note", "own"),
        ("note_elsewhere", "staff_elsewhere", "note", "elsewhere"),
        ("meeting", "staff", "meeting", "writing"),
    )
    for name, who, kind, thing in of:
        about = world.thing(kind, thing)
        world.keep("photo", name, keep_photo(actor=people[who], upload=picture(), about=about))
    Organisation.objects.get_or_create(pk=1)
    set_logo(actor=people["advisor"], upload=picture(), shows="Three doors")
    world.keep("photo", "logo", Organisation.current().logo)
    world.keep("photo", "gone", SimpleNamespace(pk=1))


# --- Promises -------------------------------------------------------------------------------------


def _promises(world: World) -> None:
    """One of each measure, since three months ago, with the months that are over."""
    advisor = world.people["advisor"]
    since = Month.of(timezone.localdate()).on(-3).first
    for name, measure in (
        ("own", "meeting"),
        ("done", "done"),
        ("told", "told"),
        ("read", "read"),
        ("talked", "talked"),
    ):
        made = Promise(words=f"We promise {mark('promise', name)}", measure=measure, owner=advisor, since=since)
        world.keep("promise", name, make_promise(actor=advisor, promise=made))
    close_months()
