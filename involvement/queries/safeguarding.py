"""Worries about safety, without their words, for the few who may read them."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Concern, Role, Service
from involvement.queries import compiled
from involvement.queries.team import is_without_lead
from involvement.registry.home import WorkItem
from involvement.viewer import marked, shape_of

MOST = 100


def may_open_concerns(viewer) -> bool:
    """Leads always; staff and managers where it can come to them."""
    if viewer.is_safeguarding_lead:
        return True
    round_the_clock = Service.objects.filter(pk__in=viewer.staff_of, staffed_round_the_clock=True)
    return round_the_clock.exists() or Concern.objects.visible_to(viewer).exists()


def stands_in_for_leads(viewer) -> bool:
    """Somebody of the leadership, while there is no safeguarding lead: then worries about safety come to them."""
    return Role.Kind.LEADERSHIP in viewer.roles and is_without_lead()


def concerns_for(viewer) -> list[Concern]:
    """At most MOST, those not dealt with first, by when they must be read."""
    seen = Concern.objects.visible_to(viewer).defer("words", "decision", "wishes").select_related("service", "read_by")
    waiting = list(seen.exclude(state=Concern.State.CLOSED).order_by("due_at")[:MOST])
    closed = list(seen.filter(state=Concern.State.CLOSED).order_by("-closed_at")[: MOST - len(waiting)])
    return waiting + closed


def concern_about(thing) -> Concern | None:
    """The newest concern about a thing, for its author: whether somebody is reading it."""
    found = Concern.objects.filter(about_label=thing._meta.label_lower, about_id=thing.pk)
    return found.defer("words", "decision", "wishes").order_by("-raised_at").first()


def work_of_safety(viewer) -> list[WorkItem]:
    """For staff's list of work: what is not dealt with."""
    if not (viewer.staff_of or viewer.roles):
        return []
    if viewer.roles:
        # Who stands in for whom depends on the day.
        found = _not_dealt_with(viewer)
    else:
        who, marks = shape_of(viewer)
        found = compiled.rows(_not_dealt_with_by, who, marks)
    now = timezone.now()
    return [
        WorkItem(
            kind="keep_safe",
            title=_("Somebody may be at risk"),
            url=reverse("staff:concern", args=[key]),
            due=timezone.localtime(due_at).date(),
            detail=str(Concern.State(state).label),
            late=state == Concern.State.WAITING and due_at < now,
        )
        for key, state, due_at in found
    ]


def _not_dealt_with(viewer):
    seen = Concern.objects.visible_to(viewer).exclude(state=Concern.State.CLOSED)
    return seen.order_by("due_at").values_list("pk", "state", "due_at")[:50]


def _not_dealt_with_by(*who):
    return _not_dealt_with(marked(*who))
