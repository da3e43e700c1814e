"""Every night: what has been kept long enough goes, by the rules that the apps registered (RELIABILITY rule 23)."""

import datetime as dt
import logging
from collections import Counter
from time import monotonic

from django.utils import timezone

from involvement.models import Organisation
from involvement.registry.privacy import Rule, rules

logger = logging.getLogger(__name__)

# Rows taken away in one transaction.
CHUNK = 500
# Seconds after which a night's work stops and leaves the rest to the next: well inside a task's limit.
BUDGET = 200


def forget_in_time(*, now: dt.datetime | None = None) -> Counter:
    """Take away what is older than the organisation keeps it, a chunk at a time. Returns how many rows, by rule. A rule
    that fails stops no other: it is logged, without a word of anybody's."""
    now, stop_at = now or timezone.now(), monotonic() + BUDGET
    organisation, gone = Organisation.current(), Counter()
    for name, rule in rules.items():
        try:
            _forget(rule, rule.before(now, organisation), stop_at, gone)
        except Exception:
            logger.exception("What is too old could not be taken away: %s", name)
    if monotonic() > stop_at:
        logger.warning("Taking away what is too old stopped: the next night goes on.")
    return gone


def _forget(rule: Rule, before: dt.datetime | None, stop_at: float, gone: Counter) -> None:
    while before is not None and monotonic() <= stop_at and (number := rule.forget(before, CHUNK)):
        gone[rule.name] += number
