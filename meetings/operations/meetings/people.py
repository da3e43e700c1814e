"""What people had to do with meetings, when they leave their post, turn out to be one person, or die."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from involvement.models import Person, Reach, Service
from involvement.operations.base import record
from involvement.operations.people import move_rows
from involvement.registry.handover import OpenWork
from meetings.models import AgendaItem, Attendance, Meeting, Status, Suggestion


def meetings_to_run(person: Person, service: Service) -> list[OpenWork]:
    """Meetings of a service that the person is to run, the next first."""
    rows = Meeting.objects.filter(service=service, chair=person, state__in=Meeting.OPEN).order_by("starts_at")
    return [
        OpenWork(row.pk, _("Meeting on %(day)s") % {"day": date_format(timezone.localtime(row.starts_at), "j E Y")})
        for row in rows
    ]


def give_meetings(*, ids, person: Person, to: Person, actor: Person) -> None:
    for meeting in Meeting.objects.filter(pk__in=ids, chair=person):
        Meeting.objects.filter(pk=meeting.pk).update(chair=to)
        record(verb="meeting.changed", thing=meeting, actor=actor, actor_role="manager", fields=["chair"])


def things_to_find_out(person: Person, service: Service) -> list[OpenWork]:
    """Suggestions of a service about which the person is to find something out: those that its staff may see."""
    rows = Suggestion.objects.filter(service=service, find_out_who=person, status=Status.FINDING_OUT)
    rows = rows.filter(reach__gte=Reach.SERVICE)
    return [OpenWork(row.pk, row.shown_title) for row in rows.order_by("find_out_by", "pk")]


def give_findings(*, ids, person: Person, to: Person, actor: Person) -> None:
    Suggestion.objects.filter(pk__in=ids, find_out_who=person).update(find_out_who=to)


def move_meetings(kept: Person, other: Person) -> None:
    """Meetings of two records that are one person. A reply of either stays, and whoever came, came."""
    both = Attendance.objects.filter(person=kept, meeting__in=Attendance.objects.filter(person=other).values("meeting"))
    for mine in both:
        theirs = Attendance.objects.get(person=other, meeting=mine.meeting_id)
        mine.reply = mine.reply or theirs.reply
        mine.came = mine.came or theirs.came
        mine.save(update_fields=["reply", "came"])
    for model, field in (
        (Attendance, "person"),
        (Meeting, "chair"),
        (Meeting, "written_by"),
        (Meeting, "planned_by"),
        (AgendaItem, "put_on_by"),
    ):
        move_rows(model, field, kept, other)


def leave_meetings(*, person: Person) -> None:
    """Somebody died: nobody waits for them at a meeting to come."""
    Meeting.objects.filter(chair=person, state__in=Meeting.OPEN).update(chair=None)
    Attendance.objects.filter(person=person, meeting__state__in=Meeting.OPEN, came=False).delete()
