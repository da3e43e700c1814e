"""How people are heard by what they say, agree with and come to. What was said without a name leads to nobody."""

from django.utils.translation import gettext_lazy as _

from involvement.registry.heard import heard
from involvement.rules.periods import Quarter
from meetings.models import Agreement, Attendance, Comment, FixedAnswer, Meeting, Status, Suggestion


@heard("said", _("said something with their name, in whatever way"))
def said_something(quarter: Quarter):
    rows = Suggestion.objects.filter(
        author__isnull=False, posted_at__gte=quarter.starts_at, posted_at__lt=quarter.ends_at
    )
    return rows.exclude(status=Status.TAKEN_BACK).order_by().values("author_id")


@heard("agreed", _("agreed with something that was said then"))
def agreed_with_something(quarter: Quarter):
    rows = Agreement.objects.filter(
        suggestion__posted_at__gte=quarter.starts_at, suggestion__posted_at__lt=quarter.ends_at
    )
    return rows.order_by().values("person_id")


@heard("commented", _("commented with their name"))
def commented(quarter: Quarter):
    rows = Comment.objects.filter(
        author__isnull=False,
        as_staff=False,
        taken_back_on__isnull=True,
        posted_at__gte=quarter.starts_at,
        posted_at__lt=quarter.ends_at,
    )
    return rows.order_by().values("author_id")


@heard("fixed", _("answered whether something was fixed"))
def answered_whether_fixed(quarter: Quarter):
    rows = FixedAnswer.objects.filter(at__gte=quarter.starts_at, at__lt=quarter.ends_at)
    return rows.order_by().values("person_id")


@heard("came", _("came to a meeting, and was named there"))
def came_to_a_meeting(quarter: Quarter):
    rows = Attendance.objects.filter(
        came=True,
        meeting__state=Meeting.State.HELD,
        meeting__starts_at__gte=quarter.starts_at,
        meeting__starts_at__lt=quarter.ends_at,
    )
    return rows.order_by().values("person_id")
