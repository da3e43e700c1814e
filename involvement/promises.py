"""What the base counts of promises: that people are told."""

import datetime as dt
from collections import Counter, defaultdict

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.models import OutboxRow
from involvement.models.outbox import HUMAN_CARRIERS
from involvement.registry.promises import Count, Measure, register
from involvement.rules.periods import Month

State = OutboxRow.State

# Nobody was to be told any more, or nobody wanted to be.
NOT_COUNTED = (State.CANCELLED, State.FAILED, State.MOVED_ON, State.NOT_WANTED)


def count_told(as_of: dt.datetime, month: Month, days: int) -> dict[int, Count]:
    """What people of a home were to be told by somebody, by when it came up, and whether they were within ``days``."""
    rows = (
        OutboxRow.objects.filter(made_at__gte=month.starts_at, made_at__lt=min(month.ends_at, as_of))
        .filter(Q(person__isnull=False) & Q(service__isnull=False), carrier__in=HUMAN_CARRIERS)
        .exclude(state__in=NOT_COUNTED)
        .order_by()
        .values_list("service_id", "made_at", "ended_at", "nobody_told_me_at")
    )
    found: dict[int, Counter] = defaultdict(Counter)
    today = timezone.localdate(as_of)
    for service_id, made_at, ended_at, not_reached_at in rows:
        since = timezone.localdate(made_at)
        told = ended_at if ended_at is not None and ended_at <= as_of else None
        if told is not None:
            result = "kept" if (timezone.localdate(told) - since).days <= days else "late"
        else:
            result = "missed" if (today - since).days > days else "waiting"
        found[service_id][result] += 1
        found[service_id]["not_reached"] += not_reached_at is not None and not_reached_at <= as_of
    return {
        pk: Count(**{name: n for name, n in numbers.items() if name != "not_reached"}, beside=_beside(numbers))
        for pk, numbers in found.items()
    }


def _beside(numbers: Counter) -> dict[str, int]:
    return {"not_reached": numbers["not_reached"]} if numbers["not_reached"] else {}


def to_tell_of(viewer, home, count) -> str | None:
    """Staff's list of whom to tell, for those who carry it."""
    return f"{reverse('staff:tell')}?service={home.code}" if viewer.works_at(home.pk) else None


def tell_them(home, count: Count) -> tuple[str, str] | None:
    if not (count.missed or count.waiting):
        return None
    return _("Tell them"), f"{reverse('staff:tell')}?service={home.code}"


register(
    Measure(
        name="told",
        label=_("Everybody told in time"),
        how=_(
            "Some people want to be told by a person: face to face, by phone, by letter. We count each thing that they "
            "were to hear, in the month in which it came up. It is kept when somebody told them, or left a note, "
            "within %(days)s days. Who says “nobody told me” counts as not told until somebody did. Who has moved on, "
            "or does not want to know, is not counted. Nor is e-mail, which goes out at once."
        ),
        of=_("things to tell people"),
        setting="tell_within_days",
        count=count_told,
        beside={"not_reached": _("“Nobody told me”, people said: %(number)s.")},
        link=to_tell_of,
        next_step=tell_them,
    )
)
