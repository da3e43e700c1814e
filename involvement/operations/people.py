"""People's records: adding, changing, putting two together, and a death."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import (
    Action,
    ActionNote,
    ActionOwner,
    ChampionTerm,
    Concern,
    EqualityAnswers,
    Forgetting,
    Invitation,
    JoinRequest,
    OutboxRow,
    Person,
    Photo,
    Post,
    Promise,
    Residency,
    Role,
    Service,
    SignInCard,
    User,
)
from involvement.operations import accounts, audit, digests, ways_in
from involvement.operations.base import Refused, operation, record
from involvement.operations.once import keep_once, sent_key
from involvement.operations.returned_mail import forget_if_nobodys, look_again
from involvement.operations.standing import begin_post, begin_role, move_in
from involvement.registry.reactions import react

# What may be changed on a record, by whom it may be changed.
ABOUT_THEM = ("chosen_name", "full_name", "language")
FORMATS = ("large_print", "easy_read", "audio", "interpreter")
TOLD = ("told_by", "digest", "email", "phone", "postal_address")
SAFE_CONTACT = ("do_not_email", "do_not_phone", "do_not_text", "do_not_write", "safe_contact_note")
CHANGEABLE = frozenset((*ABOUT_THEM, *FORMATS, *TOLD, *SAFE_CONTACT, "unwanted"))


@operation
def add_person(
    *, actor: Person, service: Service, chosen_name: str, room: str = "", key_worker=None, once: str = "", **fields
) -> Person:
    """A new customer of a service, who lives there from today. ``fields`` are some of CHANGEABLE. The same form
    (``once``) sent again returns the first."""
    _check(fields)
    typed = (f"{name}={value}" for name, value in sorted(fields.items()))
    key = sent_key(once, str(service.pk), chosen_name, room, str(key_worker and key_worker.pk), *typed)
    person = Person(chosen_name=chosen_name, sent_key=key, **fields)
    first = keep_once(person)
    if first is not None:
        return first
    look_again(person=person)
    move_in(actor=actor, person=person, service=service, room=room, key_worker=key_worker)
    return person


@operation
def add_colleague(
    *,
    actor: Person,
    service: Service,
    chosen_name: str,
    email: str,
    kind: str = Post.Kind.STAFF,
    title: str = "",
) -> Person:
    """Somebody works at a service from today and is invited by e-mail. Whoever works elsewhere with this address
    is the same person. Raises Refused."""
    works_here = Person.objects.living().filter(email__iexact=email, posts__isnull=False)
    person = works_here.distinct().first() or _new_colleague(actor, chosen_name, email, "manager")
    begin_post(actor=actor, person=person, service=service, kind=kind, title=title)
    if person.user_id is None:
        accounts.invite(actor=actor, person=person)
    return person


def _new_colleague(actor: Person, chosen_name: str, email: str, role: str) -> Person:
    person = Person.objects.create(chosen_name=chosen_name, email=email, told_by=Person.ToldBy.EMAIL)
    look_again(person=person)
    record(verb="person.added", thing=person, actor=actor, actor_role=role)
    return person


@operation
def invite_with_role(
    *,
    actor: Person,
    chosen_name: str,
    email: str,
    kind: str,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Role:
    """Somebody who has no record here, as most of the Board, gets a role for the whole organisation and is invited by
    e-mail. Raises Refused when a colleague has this address: they get the role by their name."""
    theirs = Person.objects.living().filter(email__iexact=email)
    if theirs.filter(Q(posts__isnull=False) | Q(roles__isnull=False)).exists():
        raise Refused(_("Somebody who works here has this address. Please choose them by their name."))
    person = _new_colleague(actor, chosen_name, email, "advisor")
    role = begin_role(actor=actor, person=person, kind=kind, starts_on=starts_on, ends_on=ends_on)
    accounts.invite(actor=actor, person=person)
    return role


def _check(fields: dict) -> None:
    unknown = set(fields) - CHANGEABLE
    if unknown:
        raise TypeError(f"Not a changeable field of a person: {', '.join(sorted(unknown))}.")


@operation
def change_person(*, actor: Person, person: Person, **fields) -> list[str]:
    """Change some of CHANGEABLE and return the names of what is different now. A new e-mail address can be used
    for codes only when its owner has said that it is theirs. Raises Refused for a record that is closed."""
    _check(fields)
    if person.is_closed:
        raise Refused(_("This record is closed."))
    changed = sorted(name for name, value in fields.items() if getattr(person, name) != value)
    if not changed:
        return []
    if "digest" in changed:
        person.digest_from = digests.first_day_untold(person)
    before = person.email
    for name in changed:
        setattr(person, name, fields[name])
    if set(changed) & set(FORMATS):
        person.needs_reviewed_on = timezone.localdate()
    person.save(update_fields=[*changed, "needs_reviewed_on", "digest_from"])
    if "email" in changed:
        accounts.address_changed(actor=actor, person=person, before=before)
    elif person.do_not_email:
        accounts.end_invitations(person=person)
    record(
        verb="person.changed",
        thing=person,
        actor=actor,
        fields=changed,
        actor_role="customer" if actor.pk == person.pk else "staff",
    )
    return changed


# --- Two records of one person --------------------------------------------------------------------

# Rows that follow a person, with the field that names them. Where the database allows one row only (an
# ownership), the second goes.
FOLLOWS_PERSON = (
    (Residency, "key_worker"),
    (ChampionTerm, "person"),
    (Role, "person"),
    (SignInCard, "made_by"),
    (Invitation, "made_by"),
    (JoinRequest, "person"),
    (JoinRequest, "answered_by"),
    (JoinRequest, "asked_by"),
    (OutboxRow, "person"),
    (OutboxRow, "taken_by"),
    (Photo, "owner"),
    (Action, "made_by"),
    (ActionOwner, "person"),
    (ActionNote, "author"),
    (Concern, "raised_by"),
    (Concern, "read_by"),
    (Promise, "owner"),
    # Of two that answered, the kept record's answers are left.
    (EqualityAnswers, "person"),
    # Whoever asked to be forgotten still does.
    (Forgetting, "person"),
    (Forgetting, "asked_by"),
    (Forgetting, "confirmed_by"),
)


def move_rows(model, field: str, kept: Person, other: Person) -> int:
    """Let rows of ``other`` point to ``kept``; a row that ``kept`` has already goes. Returns how many moved.
    For reactions to "person.put_together" too."""
    moved = 0
    for row in model._default_manager.filter(**{field: other}):
        try:
            with transaction.atomic():
                moved += model._default_manager.filter(pk=row.pk).update(**{field: kept})
        except IntegrityError:
            row.delete()
    return moved


@operation
def put_together(*, actor: Person, kept: Person, other: Person) -> None:
    """Two records are of one person: everything of ``other`` moves to ``kept``, whose own words win where both
    have some; of safe-contact rules and formats both stay. Each app moves its rows by its reaction to
    "person.put_together" (facts: kept, other, actor). Raises Refused."""
    for one in (kept, other):
        one.refresh_from_db()
    if kept.pk == other.pk or kept.died_on or kept.merged_into_id or actor.pk in (kept.pk, other.pk):
        raise Refused(_("These two cannot be put together."))
    if kept.forget_on or other.forget_on:
        raise Refused(_("One of them is being forgotten."))
    if not Person.objects.filter(pk=other.pk, merged_into__isnull=True, died_on__isnull=True).update(merged_into=kept):
        raise Refused(_("Somebody did that at the same moment. Please look again."))
    _join_stays(Residency, kept, other)
    _join_stays(Post, kept, other)
    for model, field in FOLLOWS_PERSON:
        move_rows(model, field, kept, other)
    _join_sign_ins(kept, other)
    _join_words(kept, other)
    forget_if_nobodys(address=other.email)
    react("person.put_together", kept=kept, other=other, actor=actor)
    ways_in.new_way_in(actor=actor, person=kept)
    record(verb="person.put_together", thing=kept, actor=actor, actor_role="staff")
    audit.note(kind="person.put_together", user=actor.user, about=kept, reason=f"with {other.pk}")


def _join_stays(model, kept: Person, other: Person) -> None:
    """Of two open stays at one place one is left, from the earlier day."""
    for row in model.objects.filter(person=other):
        twin = model.objects.filter(person=kept, service=row.service_id, ends_on__isnull=True).first()
        if row.ends_on is None and twin is not None:
            model.objects.filter(pk=twin.pk).update(starts_on=min(twin.starts_on, row.starts_on))
            row.delete()
        else:
            model.objects.filter(pk=row.pk).update(person=kept)


def _join_sign_ins(kept: Person, other: Person) -> None:
    """One sign-in is left: that of the kept record, else the other one's."""
    if other.user_id is None:
        return
    if kept.user_id is not None:
        accounts.close_sign_in(person=other)
        return
    user = other.user
    Person.objects.filter(pk=other.pk).update(user=None)
    Person.objects.filter(pk=kept.pk).update(user=user)
    kept.user, other.user = user, None
    move_rows(SignInCard, "person", kept, other)
    accounts.end_invitations(person=other)
    move_rows(Invitation, "person", kept, other)


def _join_words(kept: Person, other: Person) -> None:
    blank = ("full_name", "email", "phone", "postal_address")
    both = ("safe_contact_note", "interpreter")
    either = ("large_print", "easy_read", "audio", "do_not_email", "do_not_phone", "do_not_text", "do_not_write")
    for name in blank:
        setattr(kept, name, getattr(kept, name) or getattr(other, name))
    for name in either:
        setattr(kept, name, getattr(kept, name) or getattr(other, name))
    for name in both:
        setattr(kept, name, _said_in_both(kept, other, name))
    kept.save(update_fields=[*blank, *either, *both])
    look_again(person=kept)


def _said_in_both(kept: Person, other: Person, name: str) -> str:
    """What either record says, for nobody may overlook what keeps somebody safe. Raises Refused when the two have no
    room in one."""
    said = {text.strip().casefold(): text.strip() for text in (getattr(other, name), getattr(kept, name))}
    words = "; ".join(text for text in reversed(said.values()) if text)
    field = Person._meta.get_field(name)
    if len(words) > field.max_length:
        raise Refused(
            _("Both records say something here, too long for one: %(field)s. Please make it shorter first.")
            % {"field": field.verbose_name}
        )
    return words


# --- A death --------------------------------------------------------------------------------------


@operation
def record_death(*, actor: Person, person: Person, died_on: dt.date | None = None) -> None:
    """Somebody has died: every carrier stops at once, the sign-in closes, and what they were ends. Raises
    Refused when it is recorded already."""
    day = died_on or timezone.localdate()
    if not Person.objects.filter(pk=person.pk, died_on__isnull=True, merged_into__isnull=True).update(died_on=day):
        raise Refused(_("That is recorded already."))
    person.died_on = day
    stop_telling(person=person, reason=_("has died"))
    EqualityAnswers.objects.filter(person=person).delete()
    if person.user_id is not None:
        accounts.close_sign_in(person=person)
    forget_if_nobodys(address=person.email)
    for model in (Residency, Post, ChampionTerm, Role):
        for row in model.objects.current().filter(person=person):
            model.objects.filter(pk=row.pk).update(ends_on=max(day, row.starts_on))
    react("person.died", person=person, actor=actor)
    record(verb="person.died", thing=person, actor=actor, actor_role="staff")
    audit.note(kind="person.died", user=actor.user, about=person)


def stop_telling(*, person: Person, reason: str) -> None:
    """Cancel all that waits to be told to this person, whatever carries it."""
    states = OutboxRow.State
    waiting = (states.WAITING, states.HELD, states.CLAIMED, states.TAKEN)
    OutboxRow.objects.filter(person=person, state__in=waiting).update(
        state=OutboxRow.State.CANCELLED, reason=reason, ended_at=timezone.now(), secret=""
    )


@operation
def death_was_a_mistake(*, actor: Person, person: Person) -> None:
    """Take back what record_death wrote on the record. Homes and posts are given again by hand. Raises Refused."""
    if not Person.objects.filter(pk=person.pk, died_on__isnull=False).update(died_on=None):
        raise Refused(_("No death is recorded."))
    person.died_on = None
    User.objects.filter(pk=person.user_id).update(is_active=True)
    look_again(person=person)
    record(verb="person.death_taken_back", thing=person, actor=actor, actor_role="advisor")
    audit.note(kind="person.death_taken_back", user=actor.user, about=person)
