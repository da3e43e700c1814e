"""Where people stand: moving in and out, posts, champions' terms, roles. Everything ends by date."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import ChampionTerm, Person, Post, Residency, Role, Service
from involvement.operations import accounts, audit
from involvement.operations.base import Refused, operation, record
from involvement.registry.reactions import react

# A champion's term, unless somebody says otherwise (DOMAIN §5).
TERM = dt.timedelta(days=365)


def _make(row, refusal: str):
    """Save a row of which only one may be open. Raises Refused with these words when there is one."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(refusal) from None
    return row


def _still_with_us(person: Person) -> None:
    if person.is_closed:
        raise Refused(_("This record is closed."))


# --- Living somewhere -----------------------------------------------------------------------------


@operation
def move_in(
    *,
    actor: Person,
    person: Person,
    service: Service,
    starts_on: dt.date | None = None,
    room: str = "",
    key_worker: Person | None = None,
    leaving: Residency | None = None,
) -> Residency:
    """Somebody lives at a service from a day (today by default); ``leaving`` ends on the same day. Raises
    Refused when they live there already."""
    _still_with_us(person)
    day = starts_on or timezone.localdate()
    here = Residency.objects.filter(person=person, service=service, starts_on__lte=day)
    if here.filter(ends_on__gt=day).exists():
        raise Refused(_("They live there already."))
    if leaving is not None:
        _end(leaving, day)
    residency = _make(
        Residency(person=person, service=service, starts_on=day, room=room, key_worker=key_worker),
        _("They live there already."),
    )
    record(verb="person.moved_in", thing=person, actor=actor, actor_role="staff", occasion=service)
    return residency


@operation
def move_out(*, actor: Person, residency: Residency, ends_on: dt.date | None = None, told_by: str = "", **ways) -> None:
    """The last day was the day before ``ends_on`` (today by default). ``told_by`` and ``ways`` (email, phone,
    postal_address) say how they want to be told from then on. Their sign-in stays, and so do their own things.
    Raises Refused when the residency ended before."""
    person = residency.person
    _end(residency, ends_on or timezone.localdate())
    for term in ChampionTerm.objects.current().filter(person=person, service=residency.service_id):
        end_champion(actor=actor, term=term, ends_on=residency.ends_on)
    changed = {"told_by": told_by, **ways} if told_by else {}
    if changed:
        before = person.email
        Person.objects.filter(pk=person.pk).update(**changed)
        for name, value in changed.items():
            setattr(person, name, value)
        if person.email != before:
            accounts.address_changed(actor=actor, person=person, before=before)
    record(
        verb="person.moved_out",
        thing=person,
        actor=actor,
        actor_role="staff",
        occasion=residency.service,
        fields=list(changed),
    )
    react("person.moved_out", person=person, service=residency.service, actor=actor)


def _end(row, day: dt.date) -> None:
    """End a dated row on a day, once. A day before its first makes it one that never held."""
    day = max(day, row.starts_on)
    today = timezone.localdate()
    rows = type(row).objects.filter(pk=row.pk)
    if not (rows.filter(ends_on__isnull=True) | rows.filter(ends_on__gt=today)).update(ends_on=day):
        raise Refused(_("That has ended already."))
    row.ends_on = day


@operation
def set_home(*, actor: Person, residency: Residency, room: str, key_worker: Person | None) -> None:
    """Room and key worker of a residency."""
    Residency.objects.filter(pk=residency.pk).update(room=room, key_worker=key_worker)
    record(
        verb="person.changed", thing=residency.person, actor=actor, actor_role="staff", fields=["room", "key_worker"]
    )


# --- Working somewhere ----------------------------------------------------------------------------


@operation
def begin_post(
    *,
    actor: Person,
    person: Person,
    service: Service,
    kind: str = Post.Kind.STAFF,
    title: str = "",
    starts_on: dt.date | None = None,
) -> Post:
    """Somebody works at a service from a day (today by default). Raises Refused when they do already."""
    _still_with_us(person)
    post = _make(
        Post(person=person, service=service, kind=kind, title=title, starts_on=starts_on or timezone.localdate()),
        _("They have a post there already."),
    )
    record(verb="person.post_began", thing=person, actor=actor, actor_role="manager", occasion=service)
    audit.note(kind="post.began", user=actor.user, about=post, reason=kind)
    return post


@operation
def end_post(*, actor: Person, post: Post, ends_on: dt.date | None = None) -> None:
    """The post ends on a day (today by default), and access with it. Open work is handed over before: see
    operations.handing_over. Raises Refused when it ended before."""
    _end(post, ends_on or timezone.localdate())
    record(verb="person.post_ended", thing=post.person, actor=actor, actor_role="manager", occasion=post.service)
    audit.note(kind="post.ended", user=actor.user, about=post)


# --- Champions and roles --------------------------------------------------------------------------


@operation
def begin_champion(
    *, actor: Person, person: Person, service: Service, starts_on: dt.date | None = None, ends_on: dt.date | None = None
) -> ChampionTerm:
    """Somebody who lives at a service speaks up for its people for a term, a year by default. Raises Refused
    for somebody who does not live there, or who is champion."""
    _still_with_us(person)
    day = starts_on or timezone.localdate()
    if not Residency.objects.current().filter(person=person, service=service).exists():
        raise Refused(_("Only somebody who lives there can be champion."))
    if ChampionTerm.objects.filter(person=person, service=service, ends_on__gt=day).exists():
        raise Refused(_("They are champion there already."))
    term = ChampionTerm.objects.create(person=person, service=service, starts_on=day, ends_on=ends_on or day + TERM)
    record(verb="person.champion_began", thing=person, actor=actor, actor_role="staff", occasion=service)
    audit.note(kind="champion.began", user=actor.user, about=term)
    return term


@operation
def end_champion(*, actor: Person, term: ChampionTerm, ends_on: dt.date | None = None) -> None:
    """The term ends on a day (today by default). Raises Refused when it ended before."""
    _end(term, ends_on or timezone.localdate())
    record(verb="person.champion_ended", thing=term.person, actor=actor, actor_role="staff", occasion=term.service)
    audit.note(kind="champion.ended", user=actor.user, about=term)


@operation
def begin_role(
    *, actor: Person, person: Person, kind: str, starts_on: dt.date | None = None, ends_on: dt.date | None = None
) -> Role:
    """A role for the whole organisation. Raises Refused for a deputy without an end, and for a role that is
    held already."""
    _still_with_us(person)
    day = starts_on or timezone.localdate()
    if kind == Role.Kind.DEPUTY_ADVISOR and ends_on is None:
        raise Refused(_("A deputy stands in until a day. Please give it."))
    if Role.objects.current(day).filter(person=person, kind=kind).exists():
        raise Refused(_("They have this role already."))
    role = Role.objects.create(person=person, kind=kind, starts_on=day, ends_on=ends_on)
    record(verb="person.role_began", thing=person, actor=actor, actor_role="advisor")
    audit.note(kind="role.began", user=actor.user, about=role, reason=kind)
    return role


@operation
def end_role(*, actor: Person, role: Role, ends_on: dt.date | None = None) -> None:
    """The role ends on a day (today by default). The last advisor keeps it, or nobody could give it again; and the
    last safeguarding lead, or nobody would keep people safe. Raises Refused."""
    others = Role.objects.current().filter(kind=role.kind, person__in=Person.objects.living()).exclude(pk=role.pk)
    if role.kind == Role.Kind.ADVISOR and not others.exists():
        raise Refused(_("There must be an advisor. Make somebody else advisor first."))
    if role.kind == Role.Kind.SAFEGUARDING_LEAD and not others.exists():
        raise Refused(_("There must be a safeguarding lead. Give somebody else the role first."))
    _end(role, ends_on or timezone.localdate())
    record(verb="person.role_ended", thing=role.person, actor=actor, actor_role="advisor")
    audit.note(kind="role.ended", user=actor.user, about=role, reason=role.kind)
