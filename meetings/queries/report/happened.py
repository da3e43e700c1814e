"""What a report counts of meetings, suggestions and tellings. Few queries each, whatever the homes."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from statistics import median

from django.db.models import Count, Q, Sum
from django.utils import timezone

from involvement.models import Carrier, Organisation, OutboxRow
from involvement.models.outbox import HUMAN_CARRIERS, MACHINE_CARRIERS
from involvement.rules.periods import midnight
from meetings.models import Attendance, CountedAgreement, Meeting, Status, Suggestion
from meetings.queries.live import no_reasons, not_yet_reasons
from meetings.queries.report.scope import PARTS, Scope

ByHome = dict[int, dict[str, int]]
Row = OutboxRow.State
REFUSED = (Status.NO, Status.NOT_YET)
AGREED = (Status.AGREED, Status.BEING_DONE)

# --- Meetings -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cancelled:
    """A meeting that was cancelled, with the reason that everybody was told; ``home`` is the home's key."""

    home: int
    on: dt.date
    reason: str


def meetings(scope: Scope) -> dict[str, ByHome]:
    """Meetings by what became of them, and how many people came, by part and home. Two queries."""
    state, now = Meeting.State, scope.moment
    is_open = Q(state__in=Meeting.OPEN)
    found = scope.counted(
        Meeting.objects,
        "starts_at",
        planned=Count("pk"),
        held=Count("pk", filter=Q(state=state.HELD)),
        minutes_out=Count("pk", filter=Q(state=state.HELD, minutes_out_at__isnull=False)),
        instead=Count("pk", filter=Q(state=state.HELD) & ~Q(done_instead="")),
        cancelled=Count("pk", filter=Q(state=state.CANCELLED)),
        to_come=Count("pk", filter=is_open & Q(starts_at__gte=now)),
        unwritten=Count("pk", filter=is_open & Q(starts_at__lt=now)),
        came=Sum("more_came", filter=~Q(state=state.CANCELLED)),
    )
    named = Attendance.objects.filter(came=True).exclude(meeting__state=state.CANCELLED)
    for part, by_home in scope.counted(named, "meeting__starts_at", "meeting__service", named=Count("pk")).items():
        for home, numbers in by_home.items():
            found[part][home]["came"] += numbers["named"]
    return found


def cancelled(scope: Scope) -> list[Cancelled]:
    """The meetings of these months that were cancelled, by day. One query."""
    rows = Meeting.objects.filter(
        state=Meeting.State.CANCELLED, starts_at__gte=scope.quarter.starts_at, starts_at__lt=scope.quarter.ends_at
    )
    rows = scope.here(rows).order_by("starts_at", "pk").values_list("service_id", "starts_at", "cancelled_reason")
    return [Cancelled(home, timezone.localdate(at), reason) for home, at, reason in rows]


# --- Suggestions ----------------------------------------------------------------------------------


@dataclass
class Said:
    """``by_home`` has the numbers of each home: said, nameless, waiting, agreements, and one for each status;
    ``by_topic`` those of each topic: said, and what it adds up from: done, agreed, refused, waiting, elsewhere.
    ``days`` are the days that an answer took, where the day on which it was said is known."""

    by_home: ByHome = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    by_topic: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    days: list[int] = field(default_factory=list)
    # How often each of the usual reasons was given, and other words (""), by status.
    reasons: Counter = field(default_factory=Counter)

    @property
    def median_days(self) -> float | None:
        """Half were answered sooner, half later; None when no answer has a day."""
        return median(self.days) if self.days else None

    def add(self, home: int, topic: str, status: str, agreements: int, *, nameless: bool, waiting: bool) -> None:
        """Count one suggestion."""
        here = self.by_home[home]
        here["said"] += 1
        here[status] += 1
        here["nameless"] += nameless
        here["waiting"] += waiting
        here["agreements"] += agreements
        about = self.by_topic[topic]
        about["said"] += 1
        about[_what_became(status, waiting=waiting)] += 1


def _what_became(status: str, *, waiting: bool) -> str:
    """The one column of a topic in which a suggestion is counted: "elsewhere" when it went to repairs or complaints,
    was put together with another or taken back."""
    if status == Status.DONE:
        return "done"
    if status in AGREED:
        return "agreed"
    if status in REFUSED:
        return "refused"
    return "waiting" if waiting else "elsewhere"


def suggestions(scope: Scope) -> dict[str, Said]:
    """What was said and what became of it, by part. Two queries."""
    rows = scope.within(scope.here(Suggestion.objects.said_at_homes()), "posted_at")
    found = {part: Said() for part in PARTS}
    nameless = Q(who_sees=Suggestion.WhoSees.HERE_ANONYMOUS) | Q(who_sees=Suggestion.WhoSees.TEAM, author__isnull=True)
    marked = rows.annotate(is_nameless=nameless, is_waiting=Q(waiting_since__isnull=False))
    facts = ("service_id", "topic", "status", "agreements")
    days = ("is_nameless", "is_waiting", "posted_at", "talked_on")
    for part, *known, is_nameless, is_waiting, posted_at, talked_on in marked.values_list("part", *facts, *days):
        found[part].add(*known, nameless=is_nameless, waiting=is_waiting)
        if talked_on is not None and not is_nameless:
            found[part].days.append((talked_on - timezone.localdate(posted_at)).days)
    usual = {words.strip().casefold(): words for words in (*no_reasons(), *not_yet_reasons())}
    for part, status, reason in rows.filter(status__in=REFUSED).values_list("part", "status", "reason"):
        found[part].reasons[status, usual.get(reason.strip().casefold(), "")] += 1
    return found


def hands(scope: Scope) -> dict[str, int]:
    """Agreements that were counted without a person, by part: hands in a meeting, ticks on paper, the same said at a
    poster. One query."""
    counted = CountedAgreement.objects.exclude(source=CountedAgreement.Source.IMPORT)
    counted = scope.here(counted.filter(suggestion__in=Suggestion.objects.said_at_homes()), "suggestion__service")
    first, middle, end = scope.before.first, scope.quarter.first, scope.quarter.end
    sums = counted.filter(month__gte=first, month__lt=end).aggregate(
        now=Sum("number", filter=Q(month__gte=middle)), before=Sum("number", filter=Q(month__lt=middle))
    )
    return {part: number or 0 for part, number in sums.items()}


# --- Telling --------------------------------------------------------------------------------------


@dataclass
class Told:
    """``by_home`` has the numbers of each home: told (face to face, or in whatever way people carry it), note,
    waiting, overdue, objected, gone. ``ways`` says how often each way was taken, by people and by machines."""

    by_home: ByHome = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    ways: Counter = field(default_factory=Counter)


_ENDS = {
    Row.WAITING: "waiting",
    Row.TAKEN: "waiting",
    Row.TOLD: "told",
    Row.LEFT_NOTE: "note",
    Row.MOVED_ON: "gone",
    Row.NOT_WANTED: "gone",
}


def tellings(scope: Scope) -> dict[str, Told]:
    """What people were to be told, by when it came up, as the promise of telling counts it; and in which ways they
    were. Two queries."""
    found = {part: Told() for part in PARTS}
    late = midnight(scope.today - dt.timedelta(days=Organisation.current().tell_within_days))
    by_hand = OutboxRow.objects.filter(person__isnull=False, carrier__in=HUMAN_CARRIERS, state__in=_ENDS)
    rows = scope.within(scope.here(by_hand), "made_at").values("part", "service_id", "carrier", "state")
    numbers = {"number": Count("pk"), "late": Count("pk", filter=Q(made_at__lt=late))}
    for row in rows.annotate(**numbers, objected=Count("pk", filter=Q(nobody_told_me_at__isnull=False))):
        told, end = found[row["part"]], _ENDS[row["state"]]
        home = told.by_home[row["service_id"]]
        home[end] += row["number"]
        home["objected"] += row["objected"] if end != "gone" else 0
        if end == "waiting":
            home["overdue"] += row["late"]
        if end in ("told", "note"):
            told.ways[row["carrier"]] += row["number"]
    for part, carrier, number in _by_machine(scope):
        found[part].ways[carrier] += number
    return found


def _by_machine(scope: Scope):
    """What went out about suggestions at these homes, by part and way."""
    about = scope.here(Suggestion.objects.said_at_homes()).values("pk")
    rows = OutboxRow.objects.filter(
        state=Row.SENT,
        carrier__in=MACHINE_CARRIERS,
        person__isnull=False,
        about_label=Suggestion._meta.label_lower,
        about_id__in=about,
    )
    rows = scope.within(rows, "made_at").values("part", "carrier").annotate(number=Count("pk"))
    return rows.values_list("part", "carrier", "number")


# In the order in which the report lists them.
WAYS = tuple(carrier for carrier in Carrier if carrier != Carrier.NOTICEBOARD)
