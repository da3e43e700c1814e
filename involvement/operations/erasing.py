"""Forgetting somebody: they ask, the advisor says yes, the sign-in closes at once, and a month later a night takes away
what leads to them (RELIABILITY rule 24, docs/decisions/erasure.md). What goes and what stays, each app registers in its
privacy.py."""

import calendar
import datetime as dt
import logging

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement import erasures
from involvement.models import (
    ActionOwner,
    Carrier,
    ChampionTerm,
    Forgetting,
    Person,
    Post,
    Residency,
    Role,
    User,
)
from involvement.operations import accounts, audit
from involvement.operations.base import Refused, operation, record
from involvement.operations.forgetting import delete_files, delete_rows
from involvement.operations.outbox import homes_of, send
from involvement.operations.people import stop_telling
from involvement.operations.standing import end_champion
from involvement.queries.people import all_records_of
from involvement.queries.team import team_for
from involvement.registry.privacy import Leaving, parts, waits
from involvement.registry.reactions import react

logger = logging.getLogger(__name__)

# How long the advisor can take it back.
UNDO_DAYS = 30


# --- Asking -------------------------------------------------------------------------------------------


@operation
def ask(*, actor: Person, person: Person, asked_on: dt.date | None = None) -> Forgetting:
    """Somebody asked to be forgotten, here or of staff (``actor``) who write it down. The team has it on their list of
    work, with the date that the law gives. Raises Refused when they asked before, and for a record that is closed."""
    day = asked_on or timezone.localdate()
    if person.is_closed:
        raise Refused(_("This record is closed."))
    asked, is_new = Forgetting.objects.get_or_create(
        person=person, defaults={"asked_on": day, "asked_by": actor, "due_on": a_month_after(day)}
    )
    if not is_new:
        raise Refused(_("We know that already, and will answer by the day that stands there."))
    role = "customer" if actor.pk == person.pk else "staff"
    record(verb="person.forget_asked", thing=person, actor=actor, actor_role=role)
    audit.note(kind="person.forget_asked", user=actor.user, about=person)
    # Once a day, however often somebody asks and takes it back: so it leads to the list, and not to one row of it.
    path, occasion = {"path": reverse("advisor:forgettings")}, f"forgetting{person.pk}:{timezone.localdate()}"
    for one in team_for(()):
        if one.pk != person.pk:
            send(kind="account.forget_asked", to=one, occasion=occasion, values=path)
    return asked


def a_month_after(day: dt.date) -> dt.date:
    """The same day of the next month, or its last one."""
    year, month = divmod(day.year * 12 + day.month, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _places_of(person: Person) -> list[int]:
    """The home whose staff know them."""
    return list(homes_of([person]).values())


@operation
def withdraw(*, actor: Person, asked: Forgetting) -> None:
    """They changed their mind. Raises Refused once the advisor has said yes: then undo is for the advisor."""
    if not Forgetting.objects.asked().filter(pk=asked.pk).delete()[0]:
        raise Refused(_("This has changed since you opened it. Please look at it again."))
    role = "customer" if actor.pk == asked.person_id else "advisor"
    record(verb="person.forget_withdrawn", thing=asked.person, actor=actor, actor_role=role)
    audit.note(kind="person.forget_withdrawn", user=actor.user, about=asked.person)


# --- The advisor says yes, and can take it back -----------------------------------------------------------


def still_has(person: Person) -> list:
    """Posts and roles that must end first, with the open work that belongs to them handed over."""
    kinds = ((Post, "service"), (Role, "person"))
    return [row for model, name in kinds for row in model.objects.current().filter(person=person).select_related(name)]


@operation
def confirm(*, actor: Person, asked: Forgetting) -> None:
    """The advisor has looked at what will go. The sign-in closes at once, nothing is sent any more but one last message
    that says so, and in UNDO_DAYS a night takes away the rest. Raises Refused for oneself, and while somebody has a
    post or a role."""
    person = asked.person
    if person.pk == actor.pk:
        raise Refused(_("Somebody else of the involvement team has to say yes to this."))
    if still_has(person):
        raise Refused(_("They still have work here. End it first, so that somebody else has what is open."))
    now = timezone.now()
    if not Forgetting.objects.asked().filter(pk=asked.pk).update(confirmed_at=now, confirmed_by=actor):
        raise Refused(_("This has changed since you opened it. Please look at it again."))
    stop_telling(person=person, reason=_("asked to be forgotten"))
    for term in ChampionTerm.objects.current().filter(person=person):
        end_champion(actor=actor, term=term)
    if person.user_id is not None:
        accounts.close_sign_in(person=person)
    accounts.end_invitations(person=person)
    person.forget_on = timezone.localdate(now) + dt.timedelta(days=UNDO_DAYS)
    person.save(update_fields=["forget_on"])
    react("person.closed", person=person, actor=actor)
    record(verb="person.forget_confirmed", thing=person, actor=actor, actor_role="advisor")
    audit.note(kind="person.forget_confirmed", user=actor.user, about=person)
    _tell_of_it(asked, now)


def _tell_of_it(asked: Forgetting, now: dt.datetime) -> None:
    """The person, by mail or by somebody who says it, and the staff of their home."""
    person, occasion = asked.person, f"forgetting{asked.pk}:{now.isoformat()}"
    wish = person.told_by if person.told_by != Carrier.PORTAL else Carrier.EMAIL
    send(kind="account.forgotten", to=person, occasion=occasion, wish=wish)
    posts = Post.objects.current().filter(service__in=_places_of(person))
    path = {"path": reverse("staff:person", args=[person.pk])}
    for one in Person.objects.living().filter(pk__in=posts.values("person_id")):
        send(kind="account.forgets_somebody", to=one, occasion=occasion, values=path)


@operation
def undo(*, actor: Person, asked: Forgetting) -> None:
    """It was a mistake, or they changed their mind: the record and the sign-in are there again. Champions are made
    again by hand. Raises Refused when the night was first."""
    person = asked.person
    open_again = Person.objects.filter(pk=person.pk, forget_on__isnull=False).update(forget_on=None)
    if not open_again or not Forgetting.objects.filter(pk=asked.pk, confirmed_at__isnull=False).delete()[0]:
        raise Refused(_("This has changed since you opened it. Please look at it again."))
    person.forget_on = None
    stop_telling(person=person, reason=_("it was taken back"))
    User.objects.filter(pk=person.user_id).update(is_active=True)
    record(verb="person.forget_undone", thing=person, actor=actor, actor_role="advisor")
    audit.note(kind="person.forget_undone", user=actor.user, about=person)


# --- The night ----------------------------------------------------------------------------------------


@operation
def erase_person(*, actor: Person | None, person: Person) -> None:
    """Take away everything that leads to this person. First their opaque ids go on the list outside the backups: who
    cannot be put there is not erased. Of it the audit keeps the opaque id. Raises Refused when somebody else was
    first."""
    if not Person.objects.filter(pk=person.pk, merged_into__isnull=True).update(forget_on=timezone.localdate()):
        raise Refused(_("This has changed since you opened it. Please look at it again."))
    records = all_records_of(person)
    files = erase_records(records=records)
    erasures.note([each.mark for each in records])
    audit.note(kind="person.erased", user=actor.user if actor else None, reason=str(person.mark))
    delete_files(files)


@operation
def erase_records(*, records: list[Person]) -> list[str]:
    """What ``erase_person`` and a restore do to the rows of somebody. Returns the names of the files that are left to
    be deleted."""
    keys, users = [each.pk for each in records], [each.user_id for each in records if each.user_id]
    worked = any(model.objects.filter(person__in=keys).exists() for model in (Post, Role))
    leaving = Leaving(records, worked)
    for _name, part in parts.items():
        part.erase(leaving)
    Person.objects.filter(pk__in=keys).update(merged_into=None)
    delete_rows(Person, keys)
    User.objects.filter(pk__in=users).delete()
    return leaving.files


def _without_who_must_wait(people):
    for _name, without in waits.items():
        people = without(people)
    return people


def erase_due(*, day: dt.date | None = None) -> int:
    """Erase whose day has come: run nightly. Returns how many people."""
    due = Person.objects.filter(forget_on__lte=day or timezone.localdate(), forgetting__confirmed_at__isnull=False)
    due = _without_who_must_wait(due).select_related("forgetting__confirmed_by__user", "user")
    return erase_all([(person.forgetting.confirmed_by, person) for person in due.order_by("pk")])


def erase_all(some: list[tuple[Person | None, Person]]) -> int:
    """Erase each, in a transaction of their own, and let apps tidy up once after it. Returns how many people."""
    gone = 0
    with overwritten():
        for actor, person in some:
            try:
                erase_person(actor=actor, person=person)
                gone += 1
            except (Refused, OSError):
                logger.error("Person %s could not be erased tonight.", person.pk)
        if gone:
            react("people.erased")
    return gone


class overwritten:
    """On SQLite what is deleted is overwritten in the file too, and nothing of it stays in the log beside it."""

    def __enter__(self) -> None:
        self._pragma("secure_delete = ON")

    def __exit__(self, *error) -> None:
        self._pragma("secure_delete = OFF")
        self._pragma("wal_checkpoint(TRUNCATE)")

    @staticmethod
    def _pragma(words: str) -> None:
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA {words}")
                cursor.fetchall()


def moved_on_long_ago(before: dt.datetime, most: int) -> int:
    """Retention: who had nothing to do with us since then is erased as if they had asked. Nobody is, who still has a
    post, a home or something to do."""
    ties = (Residency, Post, ChampionTerm, Role)
    people = Person.objects.filter(merged_into__isnull=True, created_at__lt=before, forgetting__isnull=True)
    people = people.exclude(forget_on__isnull=False).exclude(user__last_login__gte=before)
    for model in ties:
        lasting = model.objects.filter(person=OuterRef("pk")).filter(Q(ends_on=None) | Q(ends_on__gte=before.date()))
        people = people.exclude(Exists(lasting))
    people = people.exclude(Exists(ActionOwner.objects.filter(person=OuterRef("pk"), action__state="open")))
    found = _without_who_must_wait(people).select_related("user").order_by("pk")[:most]
    return erase_all([(None, person) for person in found])
