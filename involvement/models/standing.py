"""How people stand to places and to the organisation. Everything has a first day, and ends by date:
``ends_on`` is the first day on which it no longer holds, so that access ends with the click that ends it."""

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DatedQuerySet(models.QuerySet):
    def current(self, day=None):
        """Rows that hold on a day (today by default, in the organisation's time zone)."""
        day = day or timezone.localdate()
        return self.filter(
            models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=day),
            starts_on__lte=day,
        )


class Dated(models.Model):
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("first day after"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it holds, for people to read; None without an end."""
        return self.ends_on - dt.timedelta(days=1) if self.ends_on else None

    def holds_on(self, day) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on > day)


class Residency(Dated):
    """A person lives at, or is supported by, a service."""

    person = models.ForeignKey("involvement.Person", models.CASCADE, related_name="residencies")
    service = models.ForeignKey("involvement.Service", models.PROTECT, related_name="residencies")
    key_worker = models.ForeignKey(
        "involvement.Person", models.SET_NULL, null=True, blank=True, related_name="key_worker_for"
    )
    room = models.CharField(_("room or flat"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("residency")
        verbose_name_plural = _("residencies")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "service"],
                condition=models.Q(ends_on__isnull=True),
                name="one_open_residency_a_place",
            ),
        ]
        indexes = [models.Index(fields=["service", "ends_on"], name="residency_by_service")]


class Post(Dated):
    """A member of staff, or a manager, of a service."""

    class Kind(models.TextChoices):
        STAFF = "staff", _("Staff")
        MANAGER = "manager", _("Manager")

    person = models.ForeignKey("involvement.Person", models.CASCADE, related_name="posts")
    service = models.ForeignKey("involvement.Service", models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.STAFF)
    title = models.CharField(_("job title"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("post")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "service"],
                condition=models.Q(ends_on__isnull=True),
                name="one_open_post_a_place",
            ),
        ]
        indexes = [models.Index(fields=["service", "ends_on"], name="post_by_service")]


class ChampionTerm(Dated):
    """A customer speaks up for the people of a service, for a term."""

    person = models.ForeignKey("involvement.Person", models.CASCADE, related_name="champion_terms")
    service = models.ForeignKey("involvement.Service", models.PROTECT, related_name="champion_terms")

    class Meta:
        verbose_name = _("champion's term")
        indexes = [models.Index(fields=["service", "ends_on"], name="champion_by_service")]


class Role(Dated):
    """A role for the whole organisation. A deputy advisor is an advisor with an end."""

    class Kind(models.TextChoices):
        ADVISOR = "advisor", _("Involvement advisor")
        DEPUTY_ADVISOR = "deputy", _("Deputy involvement advisor")
        SAFEGUARDING_LEAD = "lead", _("Safeguarding lead")
        BOARD = "board", _("Board member")
        LEADERSHIP = "leadership", _("Leadership")

    # The involvement team.
    TEAM = (Kind.ADVISOR, Kind.DEPUTY_ADVISOR)

    person = models.ForeignKey("involvement.Person", models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=12, choices=Kind.choices)

    class Meta:
        verbose_name = _("role")
        indexes = [models.Index(fields=["kind", "ends_on"], name="role_by_kind")]
