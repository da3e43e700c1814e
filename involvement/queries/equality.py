"""Who is heard and who is not: counted in the database as sets, never person by person; and what was kept of it, in
words (docs/decisions/equality.md)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from involvement.models import EqualityAnswers, EqualityFigures, Person, Residency
from involvement.models.equality import NOT_SAID, QUESTIONS
from involvement.queries.promises.words import period_in_words
from involvement.registry.heard import everybody_heard, ways
from involvement.rules.periods import Quarter

SHORT = {
    "age": _lazy("Age"),
    "gender": _lazy("Gender"),
    "ethnic_group": _lazy("Ethnic group"),
    "condition": _lazy("Illness or condition"),
    "religion": _lazy("Religion"),
    "orientation": _lazy("Sexual orientation"),
    "main_language": _lazy("Main language"),
}
# So many percentage points below all together is "heard less".
LESS = 10


# --- Whoever is asked -----------------------------------------------------------------------------


def answered_on(viewer) -> dt.date | None:
    """The day on which this viewer answered; of the answers nothing."""
    return EqualityAnswers.objects.filter(person=viewer.person_id).values_list("answered_on", flat=True).first()


# --- Counting, for the operation that hides what is small -----------------------------------------


def people_of(quarter: Quarter):
    """Everybody who lived at a home on some day of the quarter, and is alive."""
    stays = Residency.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=quarter.first), person=OuterRef("pk"), starts_on__lt=quarter.end
    )
    return Person.objects.living().filter(Exists(stays))


def count_everybody(quarter: Quarter) -> tuple[int, int, int]:
    """How many people lived with us, how many of them were heard, and how many have no sign-in."""
    found = people_of(quarter).aggregate(
        people=Count("pk"),
        heard=Count("pk", filter=Q(pk__in=everybody_heard(quarter))),
        without=Count("pk", filter=Q(user__isnull=True)),
    )
    return found["people"], found["heard"], found["without"]


def count_answers(quarter: Quarter, upto: dt.date) -> dict[str, list[tuple[str, int, int]]]:
    """By question each answer with how many of those people gave it until that day, and how many of them were heard.
    Left out and "rather not say" are one answer. These numbers may be small: nobody is shown them."""
    rows = EqualityAnswers.objects.filter(answered_on__lte=upto, person__in=people_of(quarter).values("pk"))
    is_heard = Q(person__in=everybody_heard(quarter))
    found = {}
    for question in QUESTIONS:
        said = Case(When(Q(**{question: ""}), then=Value(NOT_SAID[0])), default=question)
        counted = (
            rows.annotate(said=said).values("said").annotate(people=Count("pk"), heard=Count("pk", filter=is_heard))
        )
        numbers = {row["said"]: (row["people"], row["heard"]) for row in counted.order_by()}
        found[question] = [(answer, *numbers.get(answer, (0, 0))) for answer, _words in choices_of(question)]
    return found


def choices_of(question: str) -> list[tuple[str, str]]:
    return EqualityAnswers._meta.get_field(question).choices


# --- What was kept, in words ----------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """An answer. ``people``, ``heard`` and ``share`` (percent, 0 to 100) are None where they stay hidden."""

    words: str
    people: int | None
    heard: int | None
    is_less: bool = False

    @property
    def share(self) -> int | None:
        return round(100 * self.heard / self.people) if self.people and self.heard is not None else None


@dataclass(frozen=True)
class Question:
    """A question with its answers, and a word or two for it; ``is_hidden`` when none of them may be shown."""

    words: str
    short: str
    lines: list[Line]

    @property
    def is_hidden(self) -> bool:
        return all(line.people is None for line in self.lines)


@dataclass(frozen=True)
class WhoIsHeard:
    """A quarter. ``answered`` is None, and ``questions`` empty, where too few people answered to show anything.
    ``without_sign_in`` people could not answer. All numbers are rounded to a multiple of ``step``."""

    quarter: Quarter
    when: str
    counted_on: dt.date
    minimum: int
    step: int
    everybody: Line
    without_sign_in: int
    answered: Line | None
    questions: list[Question]

    @property
    def share_answered(self) -> int:
        """Percent, 0 to 100."""
        return min(100, round(100 * self.answered.people / (self.everybody.people or 1))) if self.answered else 0


def quarters_counted() -> list[Quarter]:
    """Those of which figures were kept, the newest first."""
    return [Quarter(first) for first in EqualityFigures.objects.order_by("-first").values_list("first", flat=True)]


def who_is_heard(quarter: Quarter) -> WhoIsHeard | None:
    """What was counted of a quarter; None when it was not, or not yet. One query."""
    kept = EqualityFigures.objects.filter(first=quarter.first).first()
    return _in_words(kept) if kept else None


def _in_words(kept: EqualityFigures) -> WhoIsHeard:
    quarter, figures = Quarter(kept.first), kept.figures
    people, heard, without = figures["everybody"]
    answered = Line(_("Everybody who answered"), *figures["answered"]) if figures["answered"] else None
    return WhoIsHeard(
        quarter=quarter,
        when=period_in_words(quarter),
        counted_on=kept.counted_on,
        minimum=kept.minimum,
        step=figures["step"],
        everybody=Line(_("Everybody who lived with us"), people, heard),
        without_sign_in=without,
        answered=answered,
        questions=[_question(name, lines, answered) for name, lines in figures["questions"].items()],
    )


def _question(name: str, lines: list, answered: Line) -> Question:
    known = dict(choices_of(name)) | {NOT_SAID[0]: _("Did not say")}
    words = str(EqualityAnswers._meta.get_field(name).verbose_name)
    return Question(
        words,
        str(SHORT[name]),
        [_line(str(known.get(answer, answer)), *numbers, answered) for answer, *numbers in lines],
    )


def _line(words: str, people: int | None, heard: int | None, answered: Line) -> Line:
    share = Line(words, people, heard).share
    return Line(words, people, heard, share is not None and share <= answered.share - LESS)


def how_it_is_counted() -> list[str]:
    """The ways in which somebody is heard, in words."""
    return [str(way.words) for _name, way in ways.items()]


@dataclass(frozen=True)
class Choice:
    """A quarter to turn to."""

    words: str
    url: str


def choices_beside(counted: list[Quarter], shown: Quarter | None) -> dict[str, Choice | None]:
    """The quarter that was counted before the one shown, and the one after it; None where there is none."""
    place = counted.index(shown) if shown in counted else 0
    beside = {"earlier": counted[place + 1 : place + 2], "later": counted[place - 1 : place] if place else []}
    return {
        name: Choice(period_in_words(found[0]), f"?period={found[0].key}") if found else None
        for name, found in beside.items()
    }
