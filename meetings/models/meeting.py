"""Meeting: planned, held, written down. Its agenda holds what is to be talked about and what was decided."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.models.keys import token
from meetings.models.moves import Status
from meetings.models.suggestion import Suggestion


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """People of the service and the team see its meetings. The public sees none: a place and a time
        tell where somebody is."""
        if not viewer.is_signed_in:
            return self.none()
        if viewer.is_advisor:
            return self
        return self.filter(service_id__in=viewer.service_ids)

    def to_come(self, now=None):
        """The next ones. One that somebody began to write down early is among them until its hour."""
        return self.filter(state__in=Meeting.OPEN, starts_at__gte=now or timezone.now()).order_by("starts_at")


class Meeting(models.Model):
    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        BEING_WRITTEN = "being_written", _("Being written down")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    # Not held and not cancelled: it can still be changed or written down.
    OPEN = (State.PLANNED, State.BEING_WRITTEN)

    service = models.ForeignKey("involvement.Service", models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField(_("date and time"))
    place = models.CharField(_("where"), max_length=120, blank=True)
    online_link = models.URLField(_("link to join online"), blank=True)
    chair = models.ForeignKey(
        "involvement.Person",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="chaired",
        verbose_name=_("who runs it"),
    )
    access_notes = models.CharField(_("getting in and being comfortable"), max_length=200, blank=True)
    food_notes = models.CharField(_("food and drink"), max_length=120, blank=True)
    state = models.CharField(max_length=14, choices=State.choices, default=State.PLANNED)
    cancelled_reason = models.CharField(_("why it is cancelled"), max_length=300, blank=True)
    token = models.CharField(max_length=40, unique=True, default=token, editable=False)
    # Grows when date or place moves: the calendar file's SEQUENCE, and the occasion of the notice.
    version = models.PositiveSmallIntegerField(default=0)

    # Everybody counted adds up: those named as having come, and how many more.
    more_came = models.PositiveSmallIntegerField(_("how many more?"), default=0)
    # Nobody came: what was done instead, so that people were asked all the same.
    done_instead = models.TextField(_("what did you do instead?"), blank=True, max_length=500)
    notes = models.TextField(_("notes"), blank=True, max_length=8000)
    saved_at = models.DateTimeField(null=True, blank=True)
    minutes_out_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey("involvement.Person", models.SET_NULL, null=True, blank=True, related_name="+")
    planned_by = models.ForeignKey("involvement.Person", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        indexes = [
            models.Index(fields=["service", "-starts_at"], name="meeting_by_service"),
            models.Index(fields=["starts_at"], condition=Q(state="planned"), name="meeting_planned"),
            # All of a month, for promises.
            models.Index(fields=["starts_at"], name="meeting_by_time"),
        ]
        constraints = [
            # Two taps on "Plan it" make one meeting.
            models.UniqueConstraint(
                fields=["service", "starts_at"],
                condition=~Q(state="cancelled"),
                name="one_meeting_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"meeting {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.pk])

    def url_for(self, viewer) -> str | None:
        return self.get_absolute_url() if self.seen_by(viewer) else None

    def seen_by(self, viewer) -> bool:
        """What ``visible_to(viewer)`` answers in SQL, for a meeting that is here already."""
        return viewer.is_signed_in and (viewer.is_advisor or self.service_id in viewer.service_ids)

    @property
    def is_open(self) -> bool:
        """Whether it can still be written down or changed."""
        return self.state in self.OPEN

    @property
    def is_to_come(self) -> bool:
        """What ``to_come`` answers in SQL, for a meeting that is here already."""
        return self.is_open and self.starts_at >= timezone.now()

    @property
    def is_before_its_day(self) -> bool:
        """Whether the day on which people meet has not come."""
        return timezone.localdate(self.starts_at) > timezone.localdate()


class PaperQuerySet(MeetingQuerySet):
    def visible_to(self, viewer):
        """Those who run the meeting: the paper may name who came."""
        return self if viewer.is_advisor else self.filter(service_id__in=viewer.staff_of)


class PaperOfMeeting(Meeting):
    """A meeting as the paper on which somebody wrote it down: what a photo of that paper belongs to."""

    objects = PaperQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("paper of a meeting")


class Correction(models.Model):
    """What is not right in minutes that are out, and how it was: it stands under them, and nothing is rewritten."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="corrections")
    words = models.TextField(_("what was different"), max_length=1000)
    written_by = models.ForeignKey("involvement.Person", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("correction of minutes")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"correction {self.pk}"


class Attendance(models.Model):
    """What somebody said about coming, and (if they are named) that they came. Never in the minutes."""

    class Reply(models.TextChoices):
        COMING = "coming", _("Coming")
        CANNOT = "cannot", _("Cannot come")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    person = models.ForeignKey("involvement.Person", models.CASCADE, related_name="attendances")
    reply = models.CharField(max_length=8, choices=Reply.choices, blank=True)
    came = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="one_attendance_a_person")]

    def __str__(self) -> str:
        return f"attendance {self.pk}"


class AgendaItem(models.Model):
    class Kind(models.TextChoices):
        LAST_ACTION = "last_action", _("Since last time")
        SUGGESTION = "suggestion", _("Suggestion")
        PUT_ON = "put_on", _("Put on by somebody here")
        STANDING = "standing", _("Every time")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("what to talk about"), max_length=200, blank=True)
    suggestion = models.ForeignKey(Suggestion, models.CASCADE, null=True, blank=True, related_name="agenda_items")
    action = models.ForeignKey("involvement.Action", models.CASCADE, null=True, blank=True, related_name="+")
    put_on_by = models.ForeignKey("involvement.Person", models.SET_NULL, null=True, blank=True, related_name="+")
    # Left out of this meeting by staff; kept, so that the agenda does not put it on again.
    off = models.BooleanField(_("not this time"), default=False)
    notes = models.TextField(_("what was said"), blank=True, max_length=2000)
    # Counted in this meeting; added to the suggestion's agreements with their source (CountedAgreement).
    hands = models.PositiveSmallIntegerField(_("hands up"), default=0)

    # The decision, and what undo needs until the minutes go out.
    outcome = models.CharField(max_length=14, choices=Status.choices, blank=True)
    reason = models.TextField(_("the reason"), blank=True, max_length=1000)
    find_out_by = models.DateField(null=True, blank=True)
    decided_action = models.ForeignKey(
        "involvement.Action", models.SET_NULL, null=True, blank=True, related_name="decided_at_items"
    )
    before = models.JSONField(default=dict, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "suggestion"],
                condition=Q(suggestion__isnull=False),
                name="a_suggestion_once_a_meeting",
            ),
            models.UniqueConstraint(
                fields=["meeting", "action"],
                condition=Q(action__isnull=False),
                name="an_action_once_a_meeting",
            ),
        ]

    def __str__(self) -> str:
        return f"agenda item {self.pk}"
