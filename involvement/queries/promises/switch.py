"""The switch of periods: this month, the one before and after, the quarter. It stands in the address."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from involvement.models import Promise
from involvement.queries.promises.standing import standing
from involvement.queries.promises.words import period_in_words
from involvement.rules.periods import Month, Quarter


@dataclass(frozen=True)
class Choice:
    words: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Switch:
    """``choices`` are kinds of period; ``earlier`` and ``later`` lead to the period beside, or are None."""

    when: str
    choices: list[Choice]
    earlier: Choice | None
    later: Choice | None


def switch_of(period: Month | Quarter | None, promise: Promise | None = None) -> Switch:
    """The switch of a page at a period (None: now), from the first month of a promise, or of any, until now."""
    state = standing()
    shown = period or state.month
    begun = [each.first_month() for each in ([promise] if promise else state.promises)]
    first = min(begun, default=state.month)
    earlier, later = shown.on(-1), shown.on(1)
    month = shown if isinstance(shown, Month) else min(shown.months[-1], state.month)
    return Switch(
        when=period_in_words(shown),
        choices=[
            Choice(_("Now"), "?", period is None),
            Choice(_("By month"), f"?period={month.key}", isinstance(period, Month)),
            Choice(_("By quarter"), f"?period={Quarter.of(shown.first).key}", isinstance(period, Quarter)),
        ],
        earlier=_beside(earlier) if earlier.end > first.first else None,
        later=_beside(later) if later.first <= state.month.first else None,
    )


def _beside(period: Month | Quarter) -> Choice:
    return Choice(period_in_words(period), f"?period={period.key}")
