"""What people say about themselves: kept by themselves alone, counted once a quarter, forgotten in time. Nothing of it
stands in the story or in the audit (docs/decisions/equality.md)."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import EqualityAnswers, EqualityFigures, Organisation, Person, Residency
from involvement.models.equality import QUESTIONS
from involvement.operations.base import Refused, operation
from involvement.queries.equality import count_answers, count_everybody
from involvement.rules.equality import CONSENT
from involvement.rules.periods import Quarter
from involvement.rules.small_numbers import is_enough, rounded, step_of, what_may_be_shown

# Days after a quarter's end, so that the last meetings are written down.
COUNTED_AFTER = 7


@operation
def keep_answers(*, actor: Person, answers: dict[str, str], agreed_to: int) -> None:
    """Keep what somebody says about themselves, in the place of what they said before; nobody answers for anybody else.
    ``answers`` are codes by question, ``agreed_to`` a number of rules.equality.CONSENT. Raises Refused."""
    if set(answers) - set(QUESTIONS) or agreed_to not in CONSENT:
        raise TypeError("Not the answers to these questions, or agreed to no words.")
    if not Residency.objects.current().filter(person=actor).exists():
        raise Refused(_("We ask only people who live here."))
    said = {question: answers.get(question, "") for question in QUESTIONS}
    kept = {**said, "answered_on": timezone.localdate(), "agreed_to": agreed_to}
    EqualityAnswers.objects.update_or_create(person=actor, defaults=kept)


@operation
def forget_answers(*, actor: Person) -> None:
    """Somebody takes back what they said about themselves: nothing of it is left."""
    EqualityAnswers.objects.filter(person=actor).delete()


def forget_who_left(before: dt.datetime, most: int) -> int:
    """Delete the answers of at most so many people who live nowhere any more and left before that moment: a rule of
    what is kept (involvement/privacy.py). Returns how many."""
    lives = Residency.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=timezone.localdate(before)), person=OuterRef("person")
    )
    keys = list(EqualityAnswers.objects.filter(~Exists(lives)).values_list("pk", flat=True)[:most])
    return EqualityAnswers.objects.filter(pk__in=keys).delete()[0]


def count_quarter() -> EqualityFigures | None:
    """Count who was heard in the last quarter that has been over for COUNTED_AFTER days, once: run nightly. Returns
    what was kept, or None when it was counted before. Small numbers are not kept."""
    today = timezone.localdate()
    quarter = Quarter.of(today - dt.timedelta(days=COUNTED_AFTER)).on(-1)
    if EqualityFigures.objects.filter(first=quarter.first).exists():
        return None
    minimum = Organisation.current().hidden_below
    upto = _answers_upto(today, minimum)
    figures = figures_of(count_everybody(quarter), count_answers(quarter, upto), minimum)
    kept, is_new = EqualityFigures.objects.get_or_create(
        first=quarter.first, defaults={"upto": upto, "minimum": minimum, "figures": figures}
    )
    return kept if is_new else None


def _answers_upto(today: dt.date, minimum: int) -> dt.date:
    """The last day of which answers are counted. New ones wait until they are enough: else whoever knows who answered
    since the last count would read their answers in the difference."""
    last = EqualityFigures.objects.order_by("-upto").values_list("upto", flat=True).first()
    if last is None or EqualityAnswers.objects.filter(answered_on__gt=last, answered_on__lt=today).count() >= minimum:
        return today - dt.timedelta(days=1)
    return last


def figures_of(everybody: tuple, answers: dict[str, list[tuple[str, int, int]]], minimum: int) -> dict:
    """What is kept of a count: no number of fewer people than ``minimum``, each rounded."""
    step = step_of(minimum)
    # Each question has the same people.
    (first, *_others) = answers.values()
    people, heard = (sum(row[place] for row in first) for place in (1, 2))
    shown = is_enough(people, heard, minimum)
    return {
        "step": step,
        "everybody": [rounded(number, step) for number in everybody],
        "answered": [rounded(people, step), rounded(heard, step)] if shown else None,
        "questions": {name: _lines_of(rows, minimum, step) for name, rows in answers.items()} if shown else {},
    }


def _lines_of(rows: list[tuple[str, int, int]], minimum: int, step: int) -> list[list]:
    shown = what_may_be_shown([(people, heard) for _answer, people, heard in rows], minimum)
    return [
        [answer, *(None if number is None else rounded(number, step) for number in numbers)]
        for (answer, *_numbers), numbers in zip(rows, shown, strict=True)
    ]
