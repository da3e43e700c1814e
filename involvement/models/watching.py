"""What watches the machinery: when it was last heard of, and which alarms ring. No row of these is about a person."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Heard(models.Model):
    """When something that runs beside the web last did its work."""

    SWEEP = "sweep"

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("sign of life")
        verbose_name_plural = _("signs of life")

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%H:%M}"


class Alarm(models.Model):
    """One occasion on which something was not well, from when to when."""

    name = models.CharField(max_length=40)
    began_at = models.DateTimeField(default=timezone.now)
    # When it was last seen to be unwell.
    last_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(_("mailed to the operator"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("alarm")
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(ended_at__isnull=True), name="one_open_alarm_a_name"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} since {self.began_at:%d.%m. %H:%M}"
