"""You said, we did: what was released to the public, by quarter and home, with the honest noes and their reasons.
The same for everybody; only who may know of a private home reads its name."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from involvement.models import Service
from involvement.queries import compiled
from involvement.templatetags.portal import day
from involvement.viewer import NOBODY
from meetings.models import Status, Suggestion

FIRST_YEAR, LAST_YEAR = 2000, 2100
# Of what was done, and of what was refused, on one page; a home chosen shows the rest.
AT_MOST = 100

SHOWN = (
    *("title", "words", "covered_title", "covered_words", "status", "reason", "public_answer", "agreements"),
    *("done_on", "talked_on", "fixed_yes", "fixed_no"),
)
REFUSED = (Status.NO, Status.NOT_YET)
UNDER_WAY = (Status.AGREED, Status.BEING_DONE)


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months: of a year, the first to the fourth."""

    year: int
    number: int

    @classmethod
    def of(cls, day: dt.date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def read(cls, text: str) -> "Quarter | None":
        """From "2026-4"; None when it is none."""
        year, _dash, number = text.partition("-")
        if not (year.isascii() and year.isdigit() and len(year) == 4 and number in ("1", "2", "3", "4")):
            return None
        return cls(int(year), int(number)) if FIRST_YEAR <= int(year) <= LAST_YEAR else None

    @property
    def starts_on(self) -> dt.date:
        return dt.date(self.year, self.number * 3 - 2, 1)

    @property
    def ends_on(self) -> dt.date:
        """The first day after."""
        return self.next.starts_on

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def previous(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    def __str__(self) -> str:
        last = self.ends_on - dt.timedelta(days=1)
        return _("%(first)s to %(last)s") % {
            "first": date_format(self.starts_on, "F"),
            "last": date_format(last, "F Y"),
        }

    @property
    def slug(self) -> str:
        return f"{self.year}-{self.number}"


def _done_in(rows, quarter: Quarter):
    return rows.filter(status=Status.DONE, done_on__gte=quarter.starts_on, done_on__lt=quarter.ends_on)


def _refused_in(rows, quarter: Quarter):
    return rows.filter(status__in=REFUSED, talked_on__gte=quarter.starts_on, talked_on__lt=quarter.ends_on)


def released(service: Service | None = None):
    """What the public may read, at one home or everywhere."""
    rows = Suggestion.objects.visible_to(NOBODY)
    if service is not None:
        rows = rows.filter(service=service)
    return rows


def numbers(rows, quarter: Quarter) -> dict[str, int]:
    """How many were said and how many got which answer in the quarter, and how many are under way now. Each is
    counted in an index of its own."""
    first = timezone.make_aware(dt.datetime.combine(quarter.starts_on, dt.time()))
    last = timezone.make_aware(dt.datetime.combine(quarter.ends_on, dt.time()))
    refused = dict(_refused_in(rows, quarter).order_by().values_list("status").annotate(Count("pk")))
    return {
        "said": rows.filter(posted_at__gte=first, posted_at__lt=last).count(),
        "done": _done_in(rows, quarter).count(),
        "no": refused.get(Status.NO, 0),
        "not_yet": refused.get(Status.NOT_YET, 0),
        "doing": rows.filter(status__in=UNDER_WAY).count(),
    }


def pairs_by_home(viewer, rows, quarter: Quarter, *, at_most: int = AT_MOST) -> tuple[list[dict], bool]:
    """The answers of the quarter as pairs of words, a home after the other and the newest first, and whether there
    are more than ``at_most`` of what was done or of what was refused. Two queries."""
    rows = rows.select_related("service").only(*SHOWN, "service__name", "service__is_private")
    done = list(_done_in(rows, quarter).order_by("-done_on", "-pk")[: at_most + 1])
    refused = list(_refused_in(rows, quarter).order_by("-talked_on", "-pk")[: at_most + 1])
    homes: dict[str, list] = {}
    for suggestion in done[:at_most] + refused[:at_most]:
        homes.setdefault(_home(viewer, suggestion.service), []).append(pair_of(suggestion))
    other = homes.pop("", None)
    listed = [{"name": name, "pairs": homes[name]} for name in sorted(homes)]
    if other:
        listed.append({"name": _("Other homes"), "pairs": other})
    return listed, max(len(done), len(refused)) > at_most


def newest_pairs(number: int) -> list[dict]:
    """The last things done that the public may read, as pairs, for first pages. One query."""
    return [pair_of(suggestion) for suggestion in compiled.objects(_newest, (number,), {})]


def _newest(number: int):
    rows = released().filter(status=Status.DONE, done_on__isnull=False).only(*SHOWN)
    return rows.order_by("-done_on", "-pk")[:number]


def _home(viewer, service: Service | None) -> str:
    if service is None or (service.is_private and not viewer.belongs):
        return ""
    return service.name


def pair_of(suggestion: Suggestion) -> dict:
    """What was said and what we say of it, as components/pair.html shows it. Of what was done without a word of ours,
    its ``kind`` is "done", and ``did`` is empty."""
    title, words, answer = suggestion.shown_title, suggestion.shown_words, _answer(suggestion)
    usual = "did" if answer else "done"
    return {
        "title": title,
        "said": words if len(words) <= 400 else title,
        "url": suggestion.get_absolute_url(),
        "kind": {Status.NO: "no", Status.NOT_YET: "not_yet"}.get(suggestion.status, usual),
        "did": answer,
        "said_meta": _agreed(suggestion.agreements),
        "did_meta": " · ".join(filter(None, [_when(suggestion), _fixed(suggestion)])),
    }


def _answer(suggestion: Suggestion) -> str:
    if suggestion.status in REFUSED:
        return suggestion.reason or suggestion.public_answer
    return suggestion.said_in_answer


def _when(suggestion: Suggestion) -> str:
    answered_on = suggestion.done_on if suggestion.status == Status.DONE else suggestion.talked_on
    return day(answered_on)


def _agreed(number: int) -> str:
    return ngettext("%(n)d person agreed", "%(n)d people agreed", number) % {"n": number} if number else ""


def _fixed(suggestion: Suggestion) -> str:
    """What those who asked for it say since."""
    answers = suggestion.fixed_yes + suggestion.fixed_no
    if suggestion.status != Status.DONE or not answers:
        return ""
    return ngettext(
        "%(yes)d of %(all)d who told us says that it fixed the problem",
        "%(yes)d of %(all)d who told us say that it fixed the problem",
        answers,
    ) % {"yes": suggestion.fixed_yes, "all": answers}
