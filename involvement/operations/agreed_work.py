"""Agreed work: what somebody said they would do, by a date. What it answers (a suggestion, a recommendation)
follows by the reactions "action.begun", "action.dated", "action.done", "action.dropped", "action.reopened" and
"action.forgotten", each called with ``action`` and ``actor``."""

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Action, ActionNote, ActionOwner, OutboxRow, Person, Post, Reach
from involvement.operations import audit
from involvement.operations.base import Refused, operation, record
from involvement.operations.once import keep_once, sent_key
from involvement.operations.outbox import send_to_all
from involvement.operations.photos import keep_photo
from involvement.registry.reactions import react

# How long the same words are taken for a second press of the button.
SAME_FOR = dt.timedelta(minutes=10)

State = Action.State
# Rows whose words are not said yet: they will be rendered with what is true then.
TO_COME = (OutboxRow.State.WAITING, OutboxRow.State.TAKEN)


@operation
def agree_action(
    *,
    actor: Person,
    title: str,
    due_on: dt.date,
    service=None,
    owners: Iterable[Person] = (),
    reach: int = Reach.SERVICE,
    answers: Iterable = (),
    occasion=None,
    tell: bool = True,
    once: str = "",
) -> Action:
    """Somebody will do something by a date. Without owners it is the actor's. ``answers`` are the things that
    it answers; the reaction "action.begun" gets them (and ``occasion``, the meeting) as they are given here.
    ``tell=False`` leaves the owners to a later tell_owners(). The same form (``once``) sent again returns the first.
    Raises Refused without a title."""
    title = title.strip()
    if not title:
        raise Refused(_("Please say what is to be done."))
    owners = list(owners) or [actor]
    who = sorted(str(person.pk) for person in owners)
    action = Action(
        title=title[:200],
        service=service,
        reach=reach,
        first_due_on=due_on,
        due_on=due_on,
        made_by=actor,
        sent_key=sent_key(once, title, str(due_on), *who),
    )
    first = keep_once(action)
    if first is not None:
        return first
    _own(action, owners)
    record(verb="action.begun", thing=action, actor=actor, actor_role=role_of(actor), occasion=occasion)
    if tell:
        tell_owners(action=action, but=actor)
    react("action.begun", action=action, actor=actor, answers=list(answers), occasion=occasion)
    return action


@operation
def give_to(*, actor: Person, action: Action, owners: Iterable[Person]) -> Action:
    """Let these people do it from now on, instead of those before. Raises Refused for nobody at all."""
    owners = list(owners)
    if not owners:
        raise Refused(_("Please choose at least one person who does it."))
    before = set(action.ownerships.values_list("person_id", flat=True))
    action.ownerships.exclude(person__in=owners).delete()
    _own(action, [person for person in owners if person.pk not in before])
    _forget_loaded(action)
    if before != {person.pk for person in owners}:
        record(verb="action.given", thing=action, actor=actor, actor_role=role_of(actor), fields=["owners"])
        tell_owners(action=action, but=actor)
    return action


@operation
def settle_action(
    *,
    actor: Person,
    action: Action,
    title: str | None = None,
    owners: Iterable[Person] | None = None,
    due_on: dt.date | None = None,
) -> Action:
    """Change what was agreed a moment ago, before anybody was told (``agree_action`` with ``tell=False``): as if
    it had been agreed like this, the first date included. What is None stays. Raises Refused without words,
    without anybody who does it, or when it is no longer open."""
    owners = None if owners is None else list(owners)
    if (title is not None and not title.strip()) or owners == []:
        raise Refused(_("Please say what is to be done, and who does it."))
    changes = {} if title is None else {"title": title.strip()[:200]}
    changes |= {} if due_on is None else {"due_on": due_on, "first_due_on": due_on}
    if changes and not _claim(action, State.OPEN, **changes):
        raise Refused(_("This is not open any more. Please look at it again."))
    if owners is not None:
        action.ownerships.exclude(person__in=owners).delete()
        _own(action, owners)
        _forget_loaded(action)
    if due_on is not None:
        react("action.dated", action=action, actor=actor)
    return action


@operation
def add_note(*, actor: Person, action: Action, words: str, photo=None, once: str = "") -> ActionNote:
    """Keep how it is going, with a picture if there is one. The same form (``once``) sent again is one note, and so
    are the same words from the same person within SAME_FOR without a picture. Raises Refused without words and
    picture."""
    words = words.strip()
    if not words and photo is None:
        raise Refused(_("Please write how it is going."))
    # The UPDATE changes nothing: whoever presses twice waits here for the first.
    Action.objects.filter(pk=action.pk).update(state=F("state"))
    since = timezone.now() - SAME_FOR
    same = ActionNote.objects.filter(action=action, author=actor, words=words, at__gt=since)
    if photo is None and (first := same.first()):
        return first
    key = sent_key(once, str(action.pk), words, _mark_of(photo))
    note = ActionNote(action=action, author=actor, words=words, sent_key=key)
    first = keep_once(note)
    if first is not None:
        return first
    if photo is not None:
        keep_photo(actor=actor, upload=photo, about=note)
    return note


@operation
def move_date(*, actor: Person, action: Action, due_on: dt.date, reason: str = "") -> Action:
    """Agree another date. The first one is kept for ever. Raises Refused when it is no longer open."""
    if due_on == action.due_on:
        return action
    if not _claim(action, State.OPEN, due_on=due_on):
        raise Refused(_("This is not open any more. Please look at it again."))
    record(
        verb="action.dated",
        thing=action,
        actor=actor,
        actor_role=role_of(actor),
        reason=reason.strip(),
        fields=["due_on"],
    )
    others = [row.person for row in action.ownerships.select_related("person").exclude(person=actor)]
    # Whoever still waits to hear of it hears the new date with that.
    waiting = OutboxRow.objects.filter(about_label="involvement.action", about_id=action.pk, state__in=TO_COME)
    unaware = set(waiting.filter(kind__in=("action.yours", "action.date")).values_list("person_id", flat=True))
    others = [person for person in others if person.pk not in unaware]
    send_to_all(kind="action.date", people=others, about=action, occasion=f"{action.pk}:{due_on}")
    react("action.dated", action=action, actor=actor)
    return action


@operation
def finish(*, actor: Person, action: Action, words: str = "", photo=None, day: dt.date | None = None) -> Action:
    """It is done (today unless told otherwise). Raises Refused when somebody ended it a moment ago."""
    if not _claim(action, State.OPEN, state=State.DONE, done_on=day or timezone.localdate(), reason=""):
        raise Refused(_("Somebody else changed this a moment ago. Please look at it again."))
    if words.strip() or photo is not None:
        add_note(actor=actor, action=action, words=words, photo=photo)
    _moved(action, actor, "action.done", State.OPEN, words=words.strip())
    return action


@operation
def drop(*, actor: Person, action: Action, reason: str) -> Action:
    """It will not be done, and why. Raises Refused without a reason, or when it is no longer open."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("Please say why. The people who asked will read it."))
    if not _claim(action, State.OPEN, state=State.DROPPED, reason=reason):
        raise Refused(_("Somebody else changed this a moment ago. Please look at it again."))
    _moved(action, actor, "action.dropped", State.OPEN, reason=reason)
    return action


@operation
def reopen(*, actor: Person, action: Action) -> Action:
    """Take back "done" or "will not be done". Raises Refused when it is open already."""
    before = action.state
    if before == State.OPEN or not _claim(action, before, state=State.OPEN, done_on=None, reason=""):
        raise Refused(_("This is open already. Please look at it again."))
    _moved(action, actor, "action.reopened", before)
    return action


@operation
def forget_action(*, actor: Person, action: Action) -> None:
    """Undo the agreement itself, while it is open and nobody has written how it goes: as if it had not been
    agreed. What was to be told about it is cancelled by the sweep. Raises Refused otherwise."""
    if action.state != State.OPEN or action.notes.exists():
        raise Refused(_("Somebody has begun this already, so it cannot be undone. It can be dropped with a reason."))
    react("action.forgotten", action=action, actor=actor)
    audit.note(kind="action.forgotten", user=actor.user, about=action)
    action.delete()


def tell_owners(*, action: Action, but: Person | None = None) -> None:
    """Tell everybody who does it, once; inside an operation."""
    rows = action.ownerships.select_related("person").exclude(person=but)
    people = [row.person for row in rows]
    send_to_all(kind="action.yours", people=people, about=action, occasion=f"{action.pk}")


def _mark_of(photo) -> str:
    """What tells one uploaded file from another."""
    if photo is None:
        return ""
    photo.seek(0)
    return hashlib.file_digest(photo, "sha256").hexdigest()


def role_of(actor: Person) -> str:
    """As what somebody acts, for the story: "staff" when they have a post today, else "customer"."""
    return "staff" if Post.objects.current().filter(person=actor).exists() else "customer"


def _own(action: Action, people: list[Person]) -> None:
    staff = set(Post.objects.current().filter(person__in=people).values_list("person_id", flat=True))
    rows = [ActionOwner(action=action, person=person, as_staff=person.pk in staff) for person in people]
    ActionOwner.objects.bulk_create(rows, ignore_conflicts=True)


def _forget_loaded(action: Action) -> None:
    """Owners read before this change are not those who have it now."""
    getattr(action, "_prefetched_objects_cache", {}).pop("ownerships", None)


def _claim(action: Action, from_state: str, **changes) -> bool:
    """Change the action if it is still in this state, in one UPDATE, and on the object at hand."""
    if not Action.objects.filter(pk=action.pk, state=from_state).update(**changes):
        return False
    for name, value in changes.items():
        setattr(action, name, value)
    return True


def _moved(action: Action, actor: Person, verb: str, from_state: str, reason: str = "", **facts) -> None:
    record(
        verb=verb,
        thing=action,
        actor=actor,
        actor_role=role_of(actor),
        from_status=from_state,
        to_status=action.state,
        reason=reason,
    )
    react(verb, action=action, actor=actor, **facts)
