"""Concern: somebody may be at risk (RELIABILITY rule 12). Any free text can raise one."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.models.keys import RandomKeyModel
from involvement.models.people import Person
from involvement.models.standing import Post, Role


def _holders(*kinds):
    """Rows of these roles today, of people who are with us."""
    return Role.objects.current().filter(kind__in=kinds, person__in=Person.objects.living())


def _stood_in_for(viewer) -> Q | None:
    """Where there is no safeguarding lead: the concerns of which this viewer keeps people safe instead, never those
    of a place where they work. The leadership comes first, the involvement team where no leadership may."""
    if viewer.roles.isdisjoint({Role.Kind.LEADERSHIP, *Role.TEAM}):
        return None
    theirs = ~Q(service_id__in=viewer.staff_of) & ~Q(Exists(_holders(Role.Kind.SAFEGUARDING_LEAD)))
    if Role.Kind.LEADERSHIP not in viewer.roles:
        works_there = Post.objects.current().filter(service=OuterRef(OuterRef("service_id")), person=OuterRef("person"))
        theirs &= ~Q(Exists(_holders(Role.Kind.LEADERSHIP).exclude(Exists(works_there))))
    return theirs


class ConcernQuerySet(models.QuerySet):
    def waiting(self):
        """Concerns that nobody has begun to read."""
        return self.filter(state=Concern.State.WAITING)

    def visible_to(self, viewer):
        """Safeguarding leads see all. Where staff are on duty day and night, they see those that are not
        about staff; so do managers of the service once nobody read it in time. Where there is no lead, who
        stands in sees them (docs/decisions/said-to-the-team.md). Nobody else sees any."""
        if viewer.is_safeguarding_lead:
            return self
        on_duty = Q(service_id__in=viewer.staff_of, service__staffed_round_the_clock=True)
        late = Q(service_id__in=viewer.manages, escalated_at__isnull=False)
        seen = Q(on_duty | late, about_staff=False)
        stood_in_for = _stood_in_for(viewer)
        return self.filter(seen if stood_in_for is None else seen | stood_in_for)


class Concern(RandomKeyModel):
    class State(models.TextChoices):
        WAITING = "waiting", _("Not read yet")
        READING = "reading", _("Somebody is reading this now")
        CLOSED = "closed", _("Dealt with")

    about_label = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    service = models.ForeignKey("involvement.Service", models.PROTECT, null=True, blank=True, related_name="concerns")
    # Exact words, never deleted by a machine.
    words = models.TextField()
    raised_by = models.ForeignKey(
        "involvement.Person", models.SET_NULL, null=True, blank=True, related_name="concerns_raised"
    )
    by_the_writer = models.BooleanField(default=False)
    about_staff = models.BooleanField(_("it is about staff"), default=False)
    wishes = models.TextField(_("what the person wants"), blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    raised_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(_("to be read by"))
    escalated_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey("involvement.Person", models.SET_NULL, null=True, blank=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(_("what was decided"), blank=True)
    shared_because = models.TextField(_("why it was shared without consent"), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = _("concern")
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="concern_waiting"),
            models.Index(fields=["about_label", "about_id"], name="concern_about"),
        ]

    def __str__(self) -> str:
        return f"concern {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("staff:concern", args=[self.pk])

    def url_for(self, viewer) -> str | None:
        return self.get_absolute_url() if self.seen_by(viewer) else None

    def seen_by(self, viewer) -> bool:
        """What ``visible_to(viewer)`` answers in SQL, for one concern whose ``service`` was loaded before."""
        if viewer.is_safeguarding_lead:
            return True
        stood_in_for = _stood_in_for(viewer)
        if stood_in_for is not None and Concern.objects.filter(stood_in_for, pk=self.pk).exists():
            return True
        if self.about_staff or self.service is None:
            return False
        if self.escalated_at and self.service_id in viewer.manages:
            return True
        return self.service.staffed_round_the_clock and self.service_id in viewer.staff_of
