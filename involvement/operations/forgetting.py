"""Taking rows away for good: the one set of functions that retention and erasure use (RELIABILITY rules 23 and 24).
What is deleted takes its story along; files go when the rows are gone. Each function that a rule calls does one chunk
in one transaction, so that a night that is too short goes on in the next."""

import datetime as dt

from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import CharField, Model, Q, Value
from django.db.models.functions import Cast, Concat, Greatest

from involvement.models import (
    Action,
    ActionNote,
    ActionOwner,
    Audit,
    FanOut,
    Invitation,
    JoinRequest,
    OutboxRow,
    Person,
    Photo,
    SignInCard,
    Story,
    User,
)

State = OutboxRow.State
# What nobody sends, carries or waits for any more.
ENDED = (State.SENT, State.CANCELLED, State.FAILED, State.TOLD, State.LEFT_NOTE, State.MOVED_ON, State.NOT_WANTED)


# --- For both -----------------------------------------------------------------------------------------


def delete_rows(model: type[Model], keys: list[int]) -> int:
    """Delete these rows and their story, inside a transaction. Returns how many there were."""
    Story.objects.filter(about_label=model._meta.label_lower, about_id__in=keys).delete()
    return model._base_manager.filter(pk__in=keys).delete()[1].get(model._meta.label, 0)


def delete_photos(photos) -> list[str]:
    """Delete the rows of these photos, inside a transaction. Returns the names of their files, for delete_files."""
    found = list(photos.values_list("pk", "file"))
    delete_rows(Photo, [key for key, _name in found])
    return [name for _key, name in found if name]


def delete_files(names: list[str]) -> None:
    """Delete files under MEDIA_ROOT once the transaction is through: a row without its file would be worse than a file
    without its row."""
    if names:
        transaction.on_commit(lambda: [default_storage.delete(name) for name in names])


def photos_about(model: type[Model], keys):
    """The photos of these things, by a list or a subquery of keys."""
    return Photo.objects.filter(about_label=model._meta.label_lower, about_id__in=keys)


# --- In time: each takes away at most ``most`` rows of before a moment ------------------------------------


def _oldest(rows, most: int) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True)[:most])


def _chunk(model: type[Model], rows, most: int) -> int:
    with transaction.atomic():
        return delete_rows(model, _oldest(rows, most))


def old_addresses(before: dt.datetime, most: int) -> int:
    """Of a message that was sent to somebody without a record here, where it went; and to whom one text went."""
    rows = OutboxRow.objects.filter(state__in=ENDED, made_at__lt=before).exclude(address="")
    with transaction.atomic():
        keys = _oldest(rows, most)
        unnamed = Concat(Value("forgotten:"), Cast("pk", CharField()))
        number = OutboxRow.objects.filter(pk__in=keys).update(address="", purpose="", secret="", key=unnamed)
    return number or FanOut.objects.filter(finished_at__lt=before).exclude(audience=[]).update(audience=[])


def old_messages(before: dt.datetime, most: int) -> int:
    """What was told, or not told, so long ago that nobody asks for it; with the rows that went in one message."""
    number = _chunk(OutboxRow, OutboxRow.objects.filter(state__in=ENDED, made_at__lt=before), most)
    return number or _chunk(FanOut, FanOut.objects.filter(finished_at__lt=before), most)


def old_ways_in(before: dt.datetime, most: int) -> int:
    """Cards, invitations, and who asked to join, when they are over."""
    return (
        _chunk(SignInCard, SignInCard.objects.filter(ended_at__lt=before), most)
        or _chunk(Invitation, Invitation.objects.filter(expires_at__lt=before), most)
        or _chunk(JoinRequest, JoinRequest.objects.filter(answered_at__lt=before), most)
    )


def hidden_photos(before: dt.datetime, most: int) -> int:
    """Photos that nobody has seen since then, with their files."""
    with transaction.atomic():
        keys = _oldest(Photo.objects.filter(hidden_on__lt=before.date()), most)
        delete_files(delete_photos(Photo.objects.filter(pk__in=keys)))
    return len(keys)


def old_work(before: dt.datetime, most: int) -> int:
    """Of agreed work that ended: what people wrote about it, who did it, and its photos. What was done stays."""
    ended = Action.objects.exclude(state=Action.State.OPEN).annotate(last=Greatest("due_on", "agreed_on"))
    ended = ended.filter(Q(done_on__isnull=True) | Q(done_on__lt=before.date()), last__lt=before.date())
    ended = ended.order_by().values("pk")
    with transaction.atomic():
        keys = _oldest(photos_about(Action, ended), most)
        delete_files(delete_photos(Photo.objects.filter(pk__in=keys)))
    return (
        len(keys)
        or _chunk(ActionNote, ActionNote.objects.filter(action__in=ended), most)
        or _chunk(ActionOwner, ActionOwner.objects.filter(action__in=ended), most)
    )


def old_audit(before: dt.datetime, most: int) -> int:
    """Who looked and who changed, and what the lists of the admin noted beside it."""
    with transaction.atomic():
        keys = _oldest(Audit.objects.filter(at__lt=before), most)
        number = Audit.objects.filter(pk__in=keys).delete()[0]
    return number or _chunk(LogEntry, LogEntry.objects.filter(action_time__lt=before), most)


# --- With a person: each inside the one transaction of an erasure ------------------------------------------


def messages_of(keys: list[int]):
    """What they were told, and what others were told about their record."""
    about = Q(about_label=Person._meta.label_lower, about_id__in=keys)
    ways = Person.objects.filter(pk__in=keys).exclude(email="").values_list("email", flat=True)
    signed = User.objects.filter(person__in=keys).exclude(email="").values_list("email", flat=True)
    for address in {*ways, *signed}:
        about |= Q(address__iexact=address)
    return OutboxRow.objects.filter(about | Q(person__in=keys))


def erase_messages(leaving) -> None:
    delete_rows(OutboxRow, list(messages_of(leaving.keys).values_list("pk", flat=True)))


def photos_by(keys: list[int]):
    return Photo.objects.filter(owner__in=keys)


def erase_photos(leaving) -> None:
    leaving.files += delete_photos(photos_by(leaving.keys))


def notes_by(keys: list[int]):
    return ActionNote.objects.filter(author__in=keys)


def erase_notes(leaving) -> None:
    """What they wrote about agreed work, and why they dropped it: of somebody who worked here the words are the
    house's own and stay, without a name."""
    if leaving.worked_here:
        return
    delete_rows(ActionNote, list(notes_by(leaving.keys).values_list("pk", flat=True)))
    reasons = Story.objects.filter(actor__in=leaving.keys, actor_role="customer").exclude(reason="")
    dropped = reasons.filter(about_label=Action._meta.label_lower).values_list("about_id", flat=True)
    Action.objects.filter(pk__in=list(dropped)).update(reason="")
    # No entry of the story can be changed: the same one is written without the reason.
    for entry in reasons:
        entry.delete()
        entry.pk, entry.reason, entry.actor_id = None, "", None
        entry.save(force_insert=True)


def join_requests_of(keys: list[int]):
    """Theirs, and those that they made before we knew them."""
    found = Q(person__in=keys)
    for ways in Person.objects.filter(pk__in=keys).values_list("email", "phone"):
        for way in filter(None, ways):
            found |= Q(person=None, reach_me__iexact=way)
    return JoinRequest.objects.filter(found)


def erase_join_requests(leaving) -> None:
    delete_rows(JoinRequest, list(join_requests_of(leaving.keys).values_list("pk", flat=True)))
