"""What meetings and suggestions say of promises. Each measure is a few queries for all homes, and writes nothing."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.models import Action, Reach
from involvement.registry.promises import Count, Look, Measure, register
from involvement.rules.periods import Month, midnight
from involvement.rules.promises import oversees
from meetings.models import Meeting, Status, Suggestion
from meetings.queries.lists import HERE, OTHERS, Wish

State = Meeting.State

# --- A meeting at every home, every month ---------------------------------------------------------

# Days after the end of a month until which its minutes are in time.
WEEK_OF_GRACE = 7
MEETING = Meeting._meta.label_lower
# Of several meetings in a month the one counts that comes first here.
BEST_FIRST = ("", "late_minutes", "instead", "no_minutes", "planned", "cancelled")


def count_meetings(as_of: dt.datetime, month: Month, days: None) -> dict[int, Count]:
    """For each home with a meeting in the month, how its best one went."""
    rows = Meeting.objects.filter(starts_at__gte=month.starts_at, starts_at__lt=month.ends_at).order_by("starts_at")
    columns = ("service_id", "pk", "state", "starts_at", "minutes_out_at", "done_instead")
    best: dict[int, Count] = {}
    for service_id, pk, *facts in rows.values_list(*columns):
        count = _meeting(as_of, _closes_at(month), pk, *facts)
        earlier = best.get(service_id)
        if earlier is None or BEST_FIRST.index(count.why) < BEST_FIRST.index(earlier.why):
            best[service_id] = count
    return best


def _meeting(as_of, closes_at, pk, state, starts_at, minutes_out_at, done_instead) -> Count:
    seen = ((MEETING, pk),)
    if minutes_out_at is not None and minutes_out_at <= as_of:
        if done_instead:
            return Count(instead=1, why="instead", seen=seen)
        in_time = minutes_out_at < closes_at
        return Count(kept=1, seen=seen) if in_time else Count(late=1, why="late_minutes", seen=seen)
    if state == State.CANCELLED:
        why = "cancelled"
    else:
        why = "planned" if starts_at > as_of else "no_minutes"
    return _not_kept(as_of, closes_at, why, seen)


def _not_kept(as_of: dt.datetime, closes_at: dt.datetime, why: str, seen: tuple = ()) -> Count:
    """Missed once its time is over."""
    over = as_of >= closes_at
    return Count(missed=int(over), waiting=int(not over), why=why, seen=seen)


def _closes_at(month: Month) -> dt.datetime:
    return midnight(month.end + dt.timedelta(days=WEEK_OF_GRACE))


def no_meeting(as_of: dt.datetime, month: Month) -> Count:
    return _not_kept(as_of, _closes_at(month), "none")


def meeting_of(viewer, home, count: Count) -> str | None:
    """The meeting with its minutes, for those who may see it."""
    keys = [pk for label, pk in count.seen if label == MEETING]
    return Meeting(pk=keys[-1], service_id=home.pk).url_for(viewer) if keys else None


def words_about_meetings(viewer, seen) -> dict[tuple[str, int], str]:
    """Why a meeting was cancelled, and what was done instead: for people of the home, and for who oversees it. One
    query."""
    keys = [pk for label, pk in seen if label == MEETING]
    rows = Meeting.objects.filter(pk__in=keys).values_list("pk", "service_id", "cancelled_reason", "done_instead")
    return {
        (MEETING, pk): instead or reason
        for pk, service_id, reason, instead in rows
        if (instead or reason) and (oversees(viewer) or service_id in viewer.service_ids)
    }


def meeting_to_do(home, count: Count) -> tuple[str, str] | None:
    """Plan one, write it down, or look at the one that is planned."""
    if not (count.waiting or count.missed):
        return None
    if count.why in ("planned", "no_minutes"):
        words = _("See the meeting") if count.why == "planned" else _("Write it down")
        return words, reverse("meetings:meeting", args=[count.seen[-1][1]])
    return _("Plan a meeting"), f"{reverse('staff:meetings:plan')}?service={home.pk}"


register(
    Measure(
        name="meeting",
        label=_("A meeting at every home, every month"),
        how=_(
            "Each home counts once a month. It is kept when people met and the minutes are out, at the latest a week "
            "after the month is over. Minutes that come later make it late. A meeting that was cancelled counts as "
            "missed, with the reason. Sometimes nobody comes, and staff ask people in another way: that is counted "
            "apart, with its own sign, since it is neither kept nor missed."
        ),
        of=_("homes"),
        count=count_meetings,
        nothing=no_meeting,
        by_home=True,
        grace_days=WEEK_OF_GRACE,
        words={
            "none": _("No meeting is written down."),
            "planned": _("A meeting is planned."),
            "no_minutes": _("A meeting was planned, and its minutes are not out."),
            "late_minutes": _("People met. The minutes came out later than a week after the month."),
            "cancelled": _("The meeting was cancelled."),
            "instead": _("Nobody came to the meeting, and something else was done."),
        },
        link=meeting_of,
        more=words_about_meetings,
        next_step=meeting_to_do,
    )
)


# --- Suggestions: read, talked about --------------------------------------------------------------

# Who passed it on, or took it back, waits for nothing here.
WENT_ELSEWHERE = (Status.TAKEN_BACK, Status.PUT_TOGETHER, Status.REPAIR, Status.COMPLAINT)


def said_in(month: Month, as_of: dt.datetime):
    """What was said at homes in a month."""
    rows = Suggestion.objects.said_at_homes()
    return rows.filter(posted_at__gte=month.starts_at, posted_at__lt=min(month.ends_at, as_of))


def within(field: str) -> Callable[[dt.datetime, Month, int], dict[int, Count]]:
    """The measure of suggestions for which a day (``read_on``, ``talked_on``) came within the days promised."""

    def count(as_of: dt.datetime, month: Month, days: int) -> dict[int, Count]:
        today = timezone.localdate(as_of)
        rows = said_in(month, as_of).values_list("service_id", "posted_at", "who_sees", "status", field)
        found: dict[int, Counter] = defaultdict(Counter)
        for service_id, posted_at, who_sees, status, day in rows:
            day = day if day is not None and day <= today else None
            if day is None and status in WENT_ELSEWHERE:
                continue
            first = last = timezone.localdate(posted_at)
            if who_sees == Suggestion.WhoSees.HERE_ANONYMOUS:
                first, last = month.first, min(month.last, today)
            found[service_id][_in_time(first, last, day, days, today)] += 1
        return {pk: Count(**numbers) for pk, numbers in found.items()}

    return count


def _in_time(first: dt.date, last: dt.date, day: dt.date | None, days: int, today: dt.date) -> str:
    """Whether something said on a day from ``first`` to ``last`` came in time; "unsure" where that depends on the day,
    which nobody keeps of what was said without a name."""
    if day is None:
        return "missed" if (today - last).days > days else "waiting"
    if (day - first).days <= days:
        return "kept"
    return "late" if (day - last).days > days else "unsure"


def suggestions_of(viewer, home, count: Count) -> str:
    """The list of what this viewer may read there."""
    where = HERE if home.pk in viewer.service_ids else OTHERS
    return Wish(where=where, usual_where="", service=home.pk, service_code=home.code).address()


def suggestions_to_do(words: str) -> Callable:
    def next_step(home, count: Count) -> tuple[str, str] | None:
        return (words, reverse("staff:meetings:suggestions")) if count.missed or count.waiting else None

    return next_step


register(
    Measure(
        name="read",
        label=_("Suggestions read in time"),
        how=_(
            "Each suggestion counts in the month in which somebody said it. It is kept when staff read it within "
            "%(days)s days, weekends too. Read later, it is late; not read at all, it is missed. Of what is said "
            "without a name we keep the month only: where the day would decide, it stands beside the others, not among "
            "them. What is said to the involvement team only is not counted."
        ),
        of=_("suggestions"),
        setting="read_within_days",
        count=within("read_on"),
        link=suggestions_of,
        next_step=suggestions_to_do(_("Read them")),
    )
)
register(
    Measure(
        name="talked",
        label=_("Suggestions talked about in time"),
        how=_(
            "Each suggestion counts in the month in which somebody said it. It is kept when it was talked about, or "
            "answered, within %(days)s days. Later, it is late; never, it is missed. What went to repairs or "
            "complaints, or was taken back, is not counted. Of what is said without a "
            "name we keep the month only: where the day would decide, it stands beside the others, not among them. "
            "What is said to the involvement team only is not counted."
        ),
        of=_("suggestions"),
        setting="talk_within_days",
        count=within("talked_on"),
        link=suggestions_of,
        next_step=suggestions_to_do(_("Answer them")),
    )
)


# --- Agreed, and done by the first date agreed ----------------------------------------------------

REFUSED = (Status.NO, Status.NOT_YET)


def count_done(as_of: dt.datetime, month: Month, days: None) -> dict[int, Count]:
    """Work that was agreed because of suggestions and was to be done in the month by its first date; beside it what
    was said in the month and refused, or waits for an answer. Two queries."""
    today = timezone.localdate(as_of)
    found: dict[int, Counter] = defaultdict(Counter)
    for service_id, due_on, state, done_on in _agreed_for(month):
        done = done_on if state == Action.State.DONE and done_on is not None and done_on <= today else None
        if done is not None:
            result = "kept" if done <= due_on else "late"
        else:
            result = "missed" if today > due_on else "waiting"
        found[service_id][result] += 1
    beside: dict[int, Counter] = defaultdict(Counter)
    answers = said_in(month, as_of).values_list("service_id", "status", "waiting_since")
    for service_id, status, waiting_since in answers:
        if status in REFUSED:
            beside[service_id]["refused"] += 1
        elif waiting_since is not None:
            beside[service_id]["unanswered"] += 1
    return {pk: Count(**found[pk], beside=dict(beside[pk])) for pk in found.keys() | beside.keys()}


def _agreed_for(month: Month):
    answers = Suggestion.actions.through.objects.filter(action_id=OuterRef("pk"), suggestion__reach__gte=Reach.SERVICE)
    rows = Action.objects.filter(first_due_on__gte=month.first, first_due_on__lt=month.end)
    rows = rows.filter(Exists(answers), reach__gte=Reach.SERVICE, service__isnull=False).order_by()
    return rows.values_list("service_id", "first_due_on", "state", "done_on")


def agreed_of(viewer, home, count: Count) -> str:
    """What was done there, or is still being done."""
    where = HERE if home.pk in viewer.service_ids else OTHERS
    status = Status.DONE if count.look in (Look.KEPT, Look.LATE) else Status.BEING_DONE
    wish = Wish(where=where, usual_where="", status=status, service=home.pk, service_code=home.code)
    return wish.address()


def work_to_do(home, count: Count) -> tuple[str, str] | None:
    if not (count.missed or count.waiting):
        return None
    show = "late" if count.missed else "ours"
    return _("See what is being done"), f"{reverse('public:actions')}?show={show}"


register(
    Measure(
        name="done",
        label=_("What was agreed is done by the first date"),
        how=_(
            "When a suggestion is agreed, somebody says what will be done and by when. That counts in the month of the "
            "first date that was given, whatever date was given later. It is kept when it is done by then. Done later, "
            "it is late. Not done, or given up, it is missed. Beside it stand the suggestions of the month that were "
            "refused, with a reason, and those that still wait for an answer."
        ),
        of=_("things agreed"),
        count=count_done,
        beside={
            "refused": _("No, or not yet, with the reason: %(number)s."),
            "unanswered": _("Still waiting for an answer: %(number)s."),
        },
        link=agreed_of,
        next_step=work_to_do,
    )
)
