"""News of suggestions and meetings for many people at once: a few queries for a chunk of people, plain values."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Reach, Residency, Story
from involvement.registry.digests import Period
from involvement.templatetags.portal import clock, day
from meetings.models import Agreement, Comment, Follow, Meeting, Status, Suggestion

LABEL = "meetings.suggestion"
# What is news for whoever waits to hear of it.
NEWS = tuple(
    f"suggestion.{what}"
    for what in (*(status for status in Status if status != Status.SENT), "undone", "answered", "joined", "again")
)
# Of what was done at a home, or of what the public may read, so many.
DONE_AT_MOST = 5
# Rows of a query that are held at a time.
STREAM = 2000

Rows = Iterator[tuple[int, int, bool]]


def _happened(period: Period, suggestion: str):
    """That something happened with a suggestion in these days; ``suggestion`` is how the outer query calls its key."""
    return Story.objects.filter(
        about_label=LABEL,
        about_id=OuterRef(suggestion),
        at__gte=period.starts_at,
        at__lt=period.ends_at,
        verb__in=NEWS,
    )


def news_of_mine(period: Period, people: list[int]) -> Rows:
    """What happened with what these people said, and what others added; not what they did themselves."""
    added = Comment.objects.filter(
        suggestion=OuterRef("pk"), shown=True, posted_at__gte=period.starts_at, posted_at__lt=period.ends_at
    )
    happened = Exists(_happened(period, "pk").exclude(actor_id=OuterRef("author_id")))
    rows = Suggestion.objects.filter(author__in=people, held=False, reach__gte=Reach.TEAM)
    rows = rows.filter(happened | Exists(added.exclude(author_id=OuterRef("author_id"))))
    for person_id, key in rows.order_by("author_id", "-posted_at").values_list("author_id", "pk").iterator(STREAM):
        yield person_id, key, True


def news_of_followed(period: Period, people: list[int]) -> Rows:
    """What happened with what these people follow, then with what they agreed with."""
    for model in (Follow, Agreement):
        rows = model.objects.filter(person__in=people, suggestion__reach__gte=Reach.SERVICE, suggestion__shown=True)
        rows = rows.filter(Exists(_happened(period, "suggestion_id")))
        # Their own stands above.
        rows = rows.exclude(suggestion__author_id=F("person_id"))
        for person_id, key in rows.order_by("person_id", "-pk").values_list("person_id", "suggestion").iterator(STREAM):
            yield person_id, key, True


def news_at_home(period: Period, people: list[int]) -> Rows:
    """You said, we did: what was done at the homes of these people; for who has none, what the public may read."""
    homes = _homes_of(people)
    done = Suggestion.objects.filter(status=Status.DONE, shown=True)
    here = done.filter(
        service__in={place for places in homes.values() for place in places},
        reach__gte=Reach.SERVICE,
        done_on__gte=period.since,
        done_on__lt=period.until,
    )
    by_home: dict[int, list[int]] = defaultdict(list)
    for service_id, key in here.order_by("-agreements", "pk").values_list("service_id", "pk"):
        by_home[service_id].append(key)
    lately = Q(done_on__gte=period.since, done_on__lt=period.until)
    lately |= Q(released_on__gte=period.since, released_on__lt=period.until)
    public = list(
        done.filter(lately, reach=Reach.PUBLIC).order_by("-done_on", "-agreements").values_list("pk", flat=True)
    )
    for person_id in people:
        keys = [key for place in homes[person_id] for key in by_home[place]] if person_id in homes else public
        yield from ((person_id, key, True) for key in keys[:DONE_AT_MOST])


def next_at_home(period: Period, people: list[int]) -> Rows:
    """The next meeting at the homes of these people: worth a digest when it is in as many days to come."""
    homes = _homes_of(people)
    places = {place for places in homes.values() for place in places}
    meetings = Meeting.objects.to_come(period.ends_at).filter(service__in=places)
    following: dict[int, tuple[int, bool]] = {}
    for key, service_id, starts_at in meetings.order_by("-starts_at").values_list("pk", "service_id", "starts_at"):
        following[service_id] = key, timezone.localdate(starts_at) < period.ahead
    for person_id, places in homes.items():
        yield from ((person_id, *following[place]) for place in places if place in following)


def _homes_of(people: list[int]) -> dict[int, list[int]]:
    """Where these people live on this day, by person, in one query."""
    homes: dict[int, list[int]] = defaultdict(list)
    rows = Residency.objects.current().filter(person__in=people).order_by("pk").values_list("person_id", "service_id")
    for person_id, service_id in rows:
        homes[person_id].append(service_id)
    return homes


# --- What is said of them, when the digest is sent --------------------------------------------------------------


def is_told(suggestion: Suggestion, row) -> bool:
    """Nothing is told of a suggestion that may show somebody at risk, not even to its author."""
    return suggestion.reach > Reach.RESTRICTED


def how_it_stands(suggestion: Suggestion) -> str:
    """Its title and how far it is, with our answer or the reason."""
    answer = suggestion.reason if suggestion.status in (Status.NO, Status.NOT_YET) else suggestion.public_answer
    words = _("“%(title)s”: %(status)s.") % {
        "title": suggestion.shown_title,
        # Django's own way of finding it translates all of them.
        "status": Status(suggestion.status).label,
    }
    return f"{words} {answer}".strip()


def what_was_done(suggestion: Suggestion) -> str:
    """ "You said …. We did: …" """
    words = _("You said: “%(title)s”.") % {"title": suggestion.shown_title}
    answer = suggestion.said_in_answer or _("It is done.")
    return f"{words} {answer}"


def is_done(suggestion: Suggestion, row) -> bool:
    return is_told(suggestion, row) and suggestion.status == Status.DONE


def is_planned(meeting: Meeting, row) -> bool:
    return meeting.is_open and meeting.starts_at > timezone.now() - dt.timedelta(hours=1)


def when_it_is(meeting: Meeting) -> str:
    return _("The next meeting is on %(day)s at %(time)s.") % {
        "day": day(meeting.starts_at),
        "time": clock(meeting.starts_at),
    }
