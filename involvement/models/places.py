"""Service: a place where people live or are supported. When staff are there is known, so that the portal
can say who reads a message and when."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ServiceQuerySet(models.QuerySet):
    def open(self, day=None):
        """Services that are open on a day (today by default)."""
        day = day or timezone.localdate()
        return self.filter(
            models.Q(closed_on__isnull=True) | models.Q(closed_on__gt=day),
            opened_on__lte=day,
        )

    def visible_to(self, viewer):
        """Everybody who belongs here today knows the services; the public, and who has moved on, knows those without
        a private address (docs/decisions/moved-on.md)."""
        return self if viewer.belongs else self.filter(is_private=False)

    def run_by(self, viewer):
        """The services at which this viewer works; all of them for the advisor."""
        return self if viewer.is_advisor else self.filter(pk__in=viewer.staff_of)


class Service(models.Model):
    class Kind(models.TextChoices):
        HOSTEL = "hostel", _("Hostel")
        SUPPORTED = "supported", _("Supported housing")
        EXTRA_CARE = "extra_care", _("Extra care")
        SHELTERED = "sheltered", _("Sheltered housing")
        FLOATING = "floating", _("Floating support")

    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    area = models.CharField(_("area"), max_length=60)
    code = models.SlugField(_("public code"), max_length=12, unique=True, help_text=_("Short. It stands on posters."))
    is_private = models.BooleanField(
        _("private address"),
        default=False,
        help_text=_("Never named to anybody who is not signed in."),
    )
    address = models.TextField(_("address"), blank=True, max_length=300)
    phone = models.CharField(_("phone number"), max_length=20, blank=True)
    on_call_phone = models.CharField(_("on-call number"), max_length=20, blank=True)
    staffed_round_the_clock = models.BooleanField(_("staff day and night"), default=False)
    opened_on = models.DateField(_("open from"), default=timezone.localdate)
    closed_on = models.DateField(_("first day closed"), null=True, blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def poster_url(self) -> str:
        """The path of the page to which the poster's QR code leads."""
        return f"/s/{self.code}/"

    def staff_url(self) -> str:
        return reverse("staff:service", args=[self.pk])

    def get_absolute_url(self) -> str:
        return self.staff_url()

    def seen_by(self, viewer) -> bool:
        """What ``visible_to(viewer)`` answers in SQL, for a service that is here already."""
        return viewer.belongs or not self.is_private


class StaffedHours(models.Model):
    """When staff are at a service on a day of the week, in local time."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(
        _("day"),
        choices=[
            (0, _("Monday")),
            (1, _("Tuesday")),
            (2, _("Wednesday")),
            (3, _("Thursday")),
            (4, _("Friday")),
            (5, _("Saturday")),
            (6, _("Sunday")),
        ],
    )
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("until"))

    class Meta:
        verbose_name = _("staffed hours")
        verbose_name_plural = _("staffed hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=models.Q(closes__gt=models.F("opens")), name="hours_close_after_open"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"
