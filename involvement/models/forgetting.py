"""Forgetting: somebody asked that nothing here leads to them any more (RELIABILITY rule 24)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ForgettingQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """The involvement team sees all."""
        return self if viewer.is_advisor else self.none()

    def asked(self):
        """Nobody has said yes yet."""
        return self.filter(confirmed_at__isnull=True)


class Forgetting(models.Model):
    """From the day on which they asked until the night in which it happens, and this row goes with them. The day of
    that night is ``person.forget_on``."""

    person = models.OneToOneField("involvement.Person", models.CASCADE, related_name="forgetting")
    asked_on = models.DateField(_("asked on"), default=timezone.localdate)
    # Who wrote it down; the person themselves, where they did it here.
    asked_by = models.ForeignKey("involvement.Person", models.SET_NULL, null=True, blank=True, related_name="+")
    # The law gives a month.
    due_on = models.DateField(_("to be answered by"))
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("involvement.Person", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ForgettingQuerySet.as_manager()

    class Meta:
        verbose_name = _("somebody to be forgotten")
        indexes = [
            models.Index(fields=["due_on"], condition=models.Q(confirmed_at__isnull=True), name="forgetting_asked")
        ]

    def __str__(self) -> str:
        return f"forgetting {self.pk}"
