"""Tally: how often something was tried from one place, in one stretch of minutes (RELIABILITY rule 8)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tally(models.Model):
    """A number and no times, under a key that only today's secret can make; gone when its minutes are over."""

    key = models.CharField(max_length=64, primary_key=True)
    used = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")

    def __str__(self) -> str:
        return f"tally until {self.until:%H:%M}"
