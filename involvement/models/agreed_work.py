"""Action: a thing that somebody agreed to do, by a date. The first date is kept for ever."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Reach(models.IntegerChoices):
    """Who can read a row, from the fewest to the most. Set by operations only."""

    RESTRICTED = 0, _("Those who keep people safe")
    TEAM = 1, _("The involvement team")
    SERVICE = 2, _("Everyone here")
    ORGANISATION = 3, _("Everyone signed in")
    PUBLIC = 4, _("Everybody")


class ActionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=Action.State.OPEN)

    def late(self, day=None):
        """Open actions whose date has passed."""
        return self.open().filter(due_on__lt=day or timezone.localdate())

    def visible_to(self, viewer):
        """People of the service see its actions; owners theirs; the team all but the restricted."""
        if not viewer.is_signed_in:
            return self.none()
        if viewer.is_advisor:
            return self.filter(reach__gte=Reach.TEAM)
        seen = Q(service_id__in=viewer.service_ids, reach__gte=Reach.SERVICE)
        seen |= Q(reach__gte=Reach.ORGANISATION if viewer.belongs else Reach.PUBLIC)
        if viewer.person_id:
            owned = ActionOwner.objects.filter(person_id=viewer.person_id).values("action_id")
            seen |= Q(pk__in=owned, reach__gte=Reach.TEAM)
        return self.filter(seen)


class Action(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("Being done")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Will not be done")

    title = models.CharField(_("what is to be done"), max_length=200)
    service = models.ForeignKey("involvement.Service", models.PROTECT, null=True, blank=True, related_name="actions")
    owners = models.ManyToManyField(
        "involvement.Person", through="ActionOwner", related_name="actions", verbose_name=_("who does it")
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    reach = models.PositiveSmallIntegerField(choices=Reach.choices, default=Reach.SERVICE)
    agreed_on = models.DateField(default=timezone.localdate)
    first_due_on = models.DateField(_("first date agreed"))
    due_on = models.DateField(_("by"))
    done_on = models.DateField(null=True, blank=True)
    reason = models.TextField(_("why it will not be done"), blank=True, max_length=500)
    made_by = models.ForeignKey("involvement.Person", models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    # Hash of the form that was sent, so that a second press of its button keeps nothing twice.
    sent_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        indexes = [
            models.Index(fields=["service", "due_on"], condition=Q(state="open"), name="action_open_due"),
            models.Index(fields=["service", "-done_on"], condition=Q(state="done"), name="action_done"),
            models.Index(fields=["first_due_on"], name="action_first_due"),
        ]

    def __str__(self) -> str:
        return f"action {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("public:action", args=[self.pk])

    def url_for(self, viewer) -> str | None:
        return self.get_absolute_url() if self.seen_by(viewer) else None

    def seen_by(self, viewer) -> bool:
        """What ``visible_to(viewer)`` answers in SQL, for one action whose ``ownerships`` were loaded before."""
        if not viewer.is_signed_in or self.reach < Reach.TEAM:
            return False
        if viewer.is_advisor or self.reach >= (Reach.ORGANISATION if viewer.belongs else Reach.PUBLIC):
            return True
        if self.reach >= Reach.SERVICE and self.service_id in viewer.service_ids:
            return True
        return viewer.person_id in {ownership.person_id for ownership in self.ownerships.all()}

    def days_late(self, day=None) -> int:
        """Whole days past the date now agreed; 0 when in time or no longer open."""
        if self.state != self.State.OPEN:
            return 0
        return max(((day or timezone.localdate()) - self.due_on).days, 0)


class ActionOwner(models.Model):
    """Somebody who does it: staff or customer alike."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="ownerships")
    person = models.ForeignKey("involvement.Person", models.CASCADE, related_name="ownerships")
    as_staff = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "person"], name="one_ownership_a_person")]

    def __str__(self) -> str:
        return f"ownership {self.pk}"


class ActionNoteQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """With the action."""
        return self.filter(action__in=Action.objects.visible_to(viewer))


class ActionNote(models.Model):
    """How it is going, in somebody's words."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="notes")
    author = models.ForeignKey("involvement.Person", models.SET_NULL, null=True, related_name="+")
    words = models.TextField(_("how is it going?"), max_length=1000)
    at = models.DateTimeField(default=timezone.now)
    # Hash of the form that was sent, so that a second press of its button keeps nothing twice.
    sent_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)

    objects = ActionNoteQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"note {self.pk}"

    def url_for(self, viewer) -> str | None:
        """Where it stands: on the page of the action."""
        return self.action.url_for(viewer)
