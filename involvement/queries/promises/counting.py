"""Counting a month: which homes are in it, and what a measure found at each of them. As sets, never home by home."""

import datetime as dt
import logging
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from involvement.models import Organisation, Promise, Residency, Service
from involvement.registry.promises import Count, Measure, measures
from involvement.rules.periods import Month

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Home:
    """A service in a month. ``why_not`` is a word of registry.promises.WHY_NOT when it is not counted."""

    pk: int
    area: str
    is_private: bool
    why_not: str


def homes_in(month: Month) -> dict[int, Home]:
    """The services that were there on some day of a month, by key. Two queries.

    One counts from its first whole month to its last whole month, and while somebody lives there (issue, section 2)."""
    lived_in = set(
        Residency.objects.filter(starts_on__lt=month.end)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=month.first))
        .order_by()
        .values_list("service_id", flat=True)
        .distinct()
    )
    there = Service.objects.filter(opened_on__lt=month.end).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=month.first)
    )
    columns = ("pk", "area", "is_private", "opened_on", "closed_on")
    found = {}
    for pk, area, is_private, opened_on, closed_on in there.order_by("pk").values_list(*columns):
        if opened_on > month.first:
            why_not = "new"
        elif closed_on is not None and closed_on < month.end:
            why_not = "closed"
        else:
            why_not = "" if pk in lived_in else "empty"
        found[pk] = Home(pk, area, is_private, why_not)
    return found


def measure_of(promise: Promise) -> Measure | None:
    """How a promise is counted; None when no app here knows it any more."""
    return measures.get(promise.measure) if promise.measure in measures else None


def days_of(measure: Measure | None) -> int | None:
    """How many days the organisation promises today."""
    return getattr(Organisation.current(), measure.setting) if measure and measure.setting else None


def counted(
    promise: Promise, month: Month, *, as_of: dt.datetime, days: int | None, homes: dict[int, Home]
) -> dict[int, Count]:
    """What is found at each of these homes. Where the measure fails, unknown; other promises go on."""
    measure = measure_of(promise)
    try:
        if measure is None:
            raise LookupError(f"no measure {promise.measure}")
        with transaction.atomic():
            found = measure.count(as_of, month, days)
        nothing = measure.nothing(as_of, month)
    except Exception as error:
        # A fault in one measure must not hold up the others, nor look as if all were well. Never its text: it may
        # quote what somebody wrote.
        logger.error("promise %s could not be counted: %s", promise.pk, type(error).__name__)
        found, nothing = {}, Count(unknown=True)
    return {
        home.pk: Count(why=home.why_not) if home.why_not else found.get(home.pk, nothing) for home in homes.values()
    }
