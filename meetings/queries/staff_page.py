"""One suggestion as staff see it: whose it is, what was covered, what can be done, and others to put it with."""

from dataclasses import dataclass

from involvement.models import Carrier, Photo, Reach
from involvement.queries.photos import every_photo_of
from meetings import rules
from meetings.models import CountedAgreement, FixedAnswer, Report, Status, Suggestion, may_move
from meetings.models.moves import STAFF
from meetings.queries.search import matching
from meetings.queries.similar import similar
from meetings.queries.suggestion_page import by_whom, month_in_words
from meetings.queries.track import steps_of

FOUND = 8


@dataclass
class StaffPage:
    suggestion: Suggestion
    by: str
    full_name: str
    told: str
    when: str
    steps: list
    original: bool
    unread: bool
    can_put_together: bool
    can_put_apart: bool
    can_release: bool
    can_be_worked_on: bool
    also_said: list
    fixed_words: list
    reports: list
    put_in: list
    photo: Photo | None


def _sees_full_name(viewer, suggestion: Suggestion) -> bool:
    """Staff of the home only, not even the advisor."""
    works_here = suggestion.service_id in viewer.staff_of
    return suggestion.author is not None and works_here and bool(suggestion.name_for(viewer))


def _how_told(viewer, suggestion: Suggestion) -> str:
    """How the author will be told, in words: as they wish, as far as their safe-contact rules let
    (``outbox.carrier_for``)."""
    if not rules.sees_how_told(viewer, suggestion) or suggestion.author.died_on:
        return ""
    wish = suggestion.told_by or suggestion.author.told_by
    return Carrier(wish if suggestion.author.can_be_reached(wish) else Carrier.IN_PERSON).label


def staff_page(viewer, suggestion: Suggestion) -> StaffPage:
    """Everything for the staff's page of a suggestion that the viewer manages."""
    author = suggestion.author
    by_month = month_in_words(suggestion.posted_at) if suggestion.is_anonymous else ""
    closed = suggestion.status in (Status.COMPLAINT, Status.REPAIR)
    return StaffPage(
        suggestion=suggestion,
        by=by_whom(viewer, suggestion),
        full_name=author.full_name if _sees_full_name(viewer, suggestion) else "",
        told=_how_told(viewer, suggestion),
        when=by_month,
        steps=steps_of(suggestion),
        original=bool(suggestion.cover_reason) and rules.may_see_original(viewer, suggestion),
        unread=suggestion.status == Status.SENT or (closed and suggestion.read_on is None),
        can_put_together=may_move(suggestion.status, Status.PUT_TOGETHER, STAFF),
        can_put_apart=suggestion.put_together_with_id is not None,
        can_release=suggestion.reach >= Reach.SERVICE and suggestion.status != Status.TAKEN_BACK,
        can_be_worked_on=rules.may_be_worked_on(suggestion),
        also_said=list(
            CountedAgreement.objects.filter(suggestion=suggestion).exclude(words="").order_by("month", "pk")[:20]
        ),
        fixed_words=list(FixedAnswer.objects.filter(suggestion=suggestion).exclude(words="").order_by("-at")[:20]),
        reports=list(
            Report.objects.filter(suggestion=suggestion, state=Report.State.WAITING)
            .select_related("comment", "person")
            .order_by("made_at", "pk")
        ),
        put_in=list(Suggestion.objects.visible_to(viewer).filter(put_together_with=suggestion).order_by("pk")),
        photo=every_photo_of(suggestion).order_by("pk").first(),
    )


def to_put_together(viewer, suggestion: Suggestion, q: str, chosen: str = ""):
    """Others that this one can be put together with: those that the words in ``q`` find, else those about the same
    thing; and the one that was ``chosen`` by its key, if the viewer may see it."""
    seen = Suggestion.objects.visible_to(viewer).exclude(pk=suggestion.pk)
    seen = seen.exclude(status__in=(Status.PUT_TOGETHER, Status.TAKEN_BACK))
    if q.strip():
        here = seen.filter(service=suggestion.service_id) if suggestion.service_id else seen
        found = [one.pk for one in matching(here, q).order_by("-posted_at", "-pk")[:FOUND]]
    else:
        words = f"{suggestion.shown_title} {suggestion.shown_words}"
        found = [one.pk for one in similar(viewer, suggestion.service, words, limit=FOUND)]
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 18:
        found.append(int(chosen))
    return seen.filter(pk__in=found).order_by("-agreements", "pk")
