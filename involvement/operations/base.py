"""What every operation shares: one transaction, one entry in the story for each thing changed, and a
refusal in plain words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

from django.db import transaction

from involvement.models import Story

_open_story: ContextVar[dict | None] = ContextVar("open_story", default=None)


class Refused(Exception):
    """The operation cannot be done now. The message is a plain sentence for the person who tried."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def operation(function: Callable) -> Callable:
    """Run the function in one transaction. What it and the operations it calls record is written once at the
    end of the outermost: one entry a thing, from its first status to its last."""

    @wraps(function)
    def run(**arguments):
        if _open_story.get() is not None:
            return function(**arguments)
        entries: dict = {}
        mark = _open_story.set(entries)
        try:
            with transaction.atomic():
                result = function(**arguments)
                Story.objects.bulk_create(entries.values())
        finally:
            _open_story.reset(mark)
        return result

    return run


@contextmanager
def unless_refused() -> Iterator[None]:
    """For an operation that goes on when another that it calls is refused: of the refused one nothing stays, no
    row and no entry of the story. Costs a savepoint. Raises RuntimeError outside an operation."""
    entries = _open_story.get()
    if entries is None:
        raise RuntimeError("Something was tried outside an operation.")
    before = dict(entries)
    try:
        with transaction.atomic():
            yield
    except Refused:
        entries.clear()
        entries.update(before)


def record(
    *,
    verb: str,
    thing,
    actor=None,
    actor_role: str = "",
    from_status: str = "",
    to_status: str = "",
    reason: str = "",
    occasion=None,
    fields: list[str] | None = None,
) -> None:
    """Note in the open operation's story what happened to ``thing``. ``actor`` is a Person or None. Of two
    entries about one thing the later verb stays, with the first ``from_status``. Raises RuntimeError outside
    an operation."""
    entries = _open_story.get()
    if entries is None:
        raise RuntimeError(f"{verb} was recorded outside an operation.")
    key = (thing._meta.label_lower, thing.pk)
    earlier = entries.get(key)
    entries[key] = Story(
        verb=verb,
        about_label=key[0],
        about_id=key[1],
        actor=actor,
        actor_role=actor_role,
        from_status=earlier.from_status if earlier and earlier.from_status else from_status,
        to_status=to_status or (earlier.to_status if earlier else ""),
        reason=reason or (earlier.reason if earlier else ""),
        occasion_label=occasion._meta.label_lower if occasion else "",
        occasion_id=occasion.pk if occasion else None,
        fields=sorted({*(fields or []), *(earlier.fields if earlier else [])}),
        service_id=getattr(thing, "service_id", None),
    )
