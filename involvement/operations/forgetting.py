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
    Photo,
    SignInCard,
    Story,
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
