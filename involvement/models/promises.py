"""Promise: what the organisation says it will do, everywhere and in time. PromiseReading: how one home kept it in one
month, for ever: the database refuses to change or delete a reading, and what is found later stands beside it with its
day. PromiseTotal: sums of readings, kept so that a page reads few rows."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.rules.periods import Month


class PromiseQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Promises are made in public."""
        return self

    def held(self, day=None):
        """Those that hold on a day (today by default)."""
        day = day or timezone.localdate()
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)

    def in_order(self):
        return self.order_by("order", "pk")


class Promise(models.Model):
    words = models.CharField(
        _("the promise, in words for everybody"),
        max_length=120,
        help_text=_("Short and plain: A meeting at every home, every month."),
    )
    counted = models.TextField(
        _("what else people should know about how it is counted"),
        max_length=1000,
        blank=True,
        help_text=_("The page says how it is counted. This stands below it."),
    )
    # The name of a measure in involvement/registry/promises.py.
    measure = models.CharField(_("how it is counted"), max_length=40)
    target = models.PositiveSmallIntegerField(
        _("how many of 100 are to be kept"), default=100, help_text=_("100 means all of them. 90 means 9 of 10.")
    )
    owner = models.ForeignKey(
        "involvement.Person",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who sees to it that it is kept"),
    )
    since = models.DateField(
        _("from"), default=timezone.localdate, help_text=_("It is counted from the first whole month on.")
    )
    until = models.DateField(
        _("first day on which it no longer holds"), null=True, blank=True, help_text=_("Months before stay as counted.")
    )
    order = models.PositiveSmallIntegerField(_("place on the page"), default=0)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(target__gte=1, target__lte=100), name="promise_target_of_100"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="promise_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"promise {self.pk}"

    def first_month(self) -> Month:
        """The first whole month in which it holds."""
        month = Month.of(self.since)
        return month if month.first == self.since else month.on(1)

    def holds_in(self, month: Month) -> bool:
        """Whether it holds from the first to the last day of a month."""
        return self.since <= month.first and (self.until is None or self.until >= month.end)


class Numbers(models.Model):
    """How many of what a promise is about went how. ``waiting`` is what still has time; ``instead``, ``unsure`` and
    ``beside`` are counted apart: nobody came and something else was done; no day is known; what the measure names."""

    kept = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)
    instead = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    unsure = models.PositiveIntegerField(default=0)
    beside = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


class PromiseReading(Numbers):
    class Look(models.TextChoices):
        """In the order in which they stand."""

        KEPT = "kept", _("Kept")
        INSTEAD = "instead", _("Nobody came, and something else was done")
        LATE = "late", _("Late")
        MISSED = "missed", _("Missed")
        NOT_DUE = "not_due", _("Not due")
        UNKNOWN = "unknown", _("Not known")

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="readings")
    service = models.ForeignKey("involvement.Service", models.PROTECT, related_name="+")
    month = models.DateField(_("first day of the month"))
    # 0 for the first reading; each restatement is one more.
    number = models.PositiveSmallIntegerField(default=0)
    look = models.CharField(max_length=8, choices=Look.choices)
    # Why it is so, as a word of the measure or of registry.promises.WHY_NOT.
    why = models.CharField(max_length=20, blank=True)
    # What was seen: pairs of a model's label and a key.
    seen = models.JSONField(default=list, blank=True)
    # How many days were promised then.
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reading of a promise")
        constraints = [
            models.UniqueConstraint(fields=["promise", "month", "service", "number"], name="one_reading_a_number"),
        ]
        indexes = [models.Index(fields=["service", "month"], name="reading_by_service")]

    def __str__(self) -> str:
        return f"reading {self.pk}"


class PromiseTotal(Numbers):
    """Sums of the readings that hold now, for one promise and month: of all homes (``area`` empty), of the homes of an
    area, and of the homes with a private address, whatever their area, since that may not be told."""

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="totals")
    month = models.DateField()
    area = models.CharField(max_length=60, blank=True)
    is_private = models.BooleanField(default=False)
    # How many homes have which look.
    looks = models.JSONField(default=dict, blank=True)
    # What the promise asked for then (percent), and how many days it gave.
    target = models.PositiveSmallIntegerField(default=100)
    days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("total of a promise")
        constraints = [
            models.UniqueConstraint(fields=["promise", "month", "area", "is_private"], name="one_total_a_month"),
        ]
        indexes = [
            models.Index(fields=["promise", "-month"], condition=Q(area="", is_private=False), name="total_of_all"),
        ]

    def __str__(self) -> str:
        return f"total {self.pk}"
