"""Promises: the advisor makes, changes and ends them; a month whose time is over is kept as it was counted, and what
is found later is put beside it with its day. Nothing that was kept is ever changed."""

import datetime as dt
from collections import Counter

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Person, Promise, PromiseReading, PromiseTotal, Service
from involvement.operations import audit
from involvement.operations.base import Refused, operation, record
from involvement.queries.promises.counting import counted, days_of, homes_in, measure_of
from involvement.queries.promises.reading import count_of, current_readings, in_parts, sum_of
from involvement.queries.promises.standing import forget
from involvement.registry.promises import NUMBERS, Count, measures
from involvement.rules.periods import Month, midnight

# What the advisor may change of a promise. How it is counted and since when stay, or the past would read otherwise.
CHANGEABLE = ("words", "counted", "target", "owner", "order", "until")
# For how many days after the end of a month something late is looked for at each run, and at night.
LOOKED_AT_AGAIN, LOOKED_AT_AGAIN_NIGHTLY = 100, 400


# --- The advisor ----------------------------------------------------------------------------------


@operation
def make_promise(*, actor: Person | None, promise: Promise) -> Promise:
    """Begin to promise something. Raises Refused for a measure that nobody registered."""
    if promise.measure not in measures:
        raise Refused(_("Please choose how it is counted."))
    promise.save(force_insert=True)
    _noted(actor, promise, "promise.made", ["words", "target"])
    return promise


@operation
def change_promise(*, actor: Person, promise: Promise, fields: list[str]) -> Promise:
    """Keep what changed of CHANGEABLE; an ``until`` ends it, and no ``until`` lets it go on. Months that were counted
    stay as they were. Raises Refused when it would end before it begins."""
    if promise.until is not None and promise.until < promise.since:
        raise Refused(_("It cannot end before it begins."))
    changed = [name for name in fields if name in CHANGEABLE]
    promise.save(update_fields=changed)
    verb = "promise.ended" if "until" in changed and promise.until else "promise.changed"
    _noted(actor, promise, verb, changed)
    return promise


def _noted(actor: Person | None, promise: Promise, verb: str, fields: list[str]) -> None:
    forget()
    record(verb=verb, thing=promise, actor=actor, actor_role="advisor", fields=fields)
    if actor is not None:
        audit.note(kind=verb, user=actor.user, about=promise, reason=", ".join(sorted(fields)))


# --- Keeping a month as it was --------------------------------------------------------------------


def close_months(*, now: dt.datetime | None = None) -> int:
    """Keep every month whose time is over and that is not kept yet, as it was when its time was over, however late
    this runs. Returns how many were kept (one for each promise)."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    kept = 0
    for promise in Promise.objects.in_order():
        done = set(
            PromiseTotal.objects.filter(promise=promise, area="", is_private=False).values_list("month", flat=True)
        )
        measure = measure_of(promise)
        days = days_of(measure)
        month = promise.first_month()
        while promise.holds_in(month) and (closes_on := _closes_on(measure, month, days)) <= today:
            if month.first not in done:
                kept += _close(promise, month, midnight(closes_on), days)
            month = month.on(1)
    if kept:
        forget()
    return kept


def _closes_on(measure, month: Month, days: int | None) -> dt.date:
    return measure.closes_on(month, days) if measure else month.end


def _close(promise: Promise, month: Month, as_of: dt.datetime, days: int | None) -> bool:
    """Keep the readings of one promise and month; False when another worker was quicker."""
    homes = homes_in(month)
    counts = counted(promise, month, as_of=as_of, days=days, homes=homes)
    try:
        with transaction.atomic():
            totals = totals_of(promise, month, counts, homes, days)
            PromiseTotal.objects.bulk_create(totals)
            PromiseReading.objects.bulk_create(
                reading_of(promise, month, pk, count, days, number=0) for pk, count in counts.items()
            )
    except IntegrityError:
        return False
    return True


def reading_of(
    promise: Promise, month: Month, service_id: int, count: Count, days: int | None, *, number: int
) -> PromiseReading:
    """A reading of one home, not saved yet."""
    return PromiseReading(
        promise=promise,
        service_id=service_id,
        month=month.first,
        number=number,
        look=count.look,
        why=count.why,
        seen=[list(pair) for pair in count.seen],
        beside=count.beside,
        days=days,
        **{name: getattr(count, name) for name in NUMBERS},
    )


def totals_of(promise: Promise, month: Month, counts: dict[int, Count], homes: dict, days: int | None) -> list:
    """The sums of these counts: of all homes, of each area, and of the homes with a private address."""
    parts = in_parts(counts, homes)
    return [
        PromiseTotal(
            promise=promise,
            month=month.first,
            area=area,
            is_private=is_private,
            looks=dict(Counter(count.look for count in found)),
            beside=total.beside,
            target=promise.target,
            days=days,
            **{name: getattr(total, name) for name in NUMBERS},
        )
        for (area, is_private), found in parts.items()
        for total in [sum_of(found)]
    ]


# --- What is found later --------------------------------------------------------------------------


def look_again(*, now: dt.datetime | None = None, back: int = LOOKED_AT_AGAIN) -> int:
    """Count months again that were kept in the last ``back`` days, and put beside a reading what has become of it
    since (minutes that were written later, work that was done later). Returns how many readings were added."""
    now = now or timezone.now()
    since = timezone.localdate(now) - dt.timedelta(days=back)
    whole = PromiseTotal.objects.filter(area="", is_private=False, month__gte=since).select_related("promise")
    added = sum(_look_again(total, now) for total in whole.order_by("month", "promise_id"))
    if added:
        forget()
    return added


def _look_again(total: PromiseTotal, now: dt.datetime) -> int:
    """One promise and month. A measure that fails now changes nothing that was known."""
    promise, month = total.promise, Month(total.month)
    homes = homes_in(month)
    before = {reading.service_id: reading for reading in current_readings([promise.pk], [month.first])}
    counts = counted(promise, month, as_of=now, days=total.days, homes=homes)
    by_home = getattr(measure_of(promise), "by_home", False)
    rows = []
    for pk, count in counts.items():
        old = before.get(pk)
        new = count if old is None else _restated(count_of(old), count, by_home)
        if count.unknown or new is None or (old is None and not new.total):
            continue
        number = 0 if old is None else old.number + 1
        rows.append(reading_of(promise, month, pk, new, total.days, number=number))
    if not rows:
        return 0
    try:
        with transaction.atomic():
            PromiseReading.objects.bulk_create(rows)
            add_up(promise, month)
    except IntegrityError:
        return 0
    return len(rows)


def _restated(old: Count, new: Count, by_home: bool) -> Count | None:
    """What stands beside a reading now, or None when nothing is otherwise.

    Of things at a home their number stays as it was counted: one that was since taken back, or kept from most people
    for somebody's safety, must not be told by a number that shrank. What was missed then may have been done since."""
    if old.unknown or by_home or old.total == new.total:
        return None if _same(old, new) else new
    moved = min(max(new.kept + new.late - old.kept - old.late, 0), old.missed)
    if not moved:
        return None
    values = {name: getattr(old, name) for name in NUMBERS} | {"late": old.late + moved, "missed": old.missed - moved}
    return Count(**values, beside=old.beside, why=new.why, seen=new.seen)


def _same(old: Count, new: Count) -> bool:
    """Whether both say the same. What waits no more, or is counted beside, makes no other reading."""
    names = ("kept", "late", "missed", "instead")
    return old.look == new.look and all(getattr(old, name) == getattr(new, name) for name in names)


# --- Totals ---------------------------------------------------------------------------------------


def add_up(promise: Promise, month: Month) -> None:
    """Make the totals of one promise and month anew from the readings that hold now. Inside a transaction; whoever else
    adds up this promise waits for its end."""
    Promise.objects.select_for_update(no_key=True).get(pk=promise.pk)
    old = PromiseTotal.objects.filter(promise=promise, month=month.first)
    whole = old.get(area="", is_private=False)
    counts = {row.service_id: count_of(row) for row in current_readings([promise.pk], [month.first])}
    homes = Service.objects.only("area", "is_private").in_bulk(counts)
    totals = totals_of(promise, month, counts, homes, whole.days)
    for total in totals:
        total.target = whole.target
    old.delete()
    PromiseTotal.objects.bulk_create(totals)


def add_up_home(service: Service) -> None:
    """Make all totals anew in which a home is: its area changed, or whether its address is private. Inside the
    operation that changed it, so that no page tells the area of a private home for a moment."""
    pairs = PromiseReading.objects.filter(service=service).values_list("promise_id", "month").distinct()
    promises = Promise.objects.in_bulk()
    for promise_id, month in pairs.order_by("promise_id", "month"):
        add_up(promises[promise_id], Month(month))
    forget()
