"""Addresses from which mail comes back, as the provider of mail says (docs/decisions/carriers.md)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReturnedMailQuerySet(models.QuerySet):
    def open(self):
        """Addresses to which no mail goes today."""
        return self.filter(ended_at__isnull=True)

    def of(self, email: str):
        """What is known of this address, however it is written."""
        return self.filter(address=email.strip().lower())


class ReturnedMail(models.Model):
    """One row an address, in small letters. Of the mail itself nothing is kept."""

    class Reason(models.TextChoices):
        BOUNCED = "bounced", _("It came back: there is no such mailbox")
        REFUSED = "refused", _("The mail provider sends nothing there any more")
        COMPLAINED = "complained", _("Our mail was marked as unwanted there")

    address = models.CharField(_("e-mail address"), max_length=254, unique=True)
    reason = models.CharField(_("why"), max_length=10, choices=Reason.choices)
    since = models.DateTimeField(_("since"))
    words = models.CharField(_("what the mail provider says"), max_length=200, blank=True)
    # When staff said that it works again. What is told later of an earlier moment is old news.
    ended_at = models.DateTimeField(_("works again since"), null=True, blank=True)

    objects = ReturnedMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("address from which mail comes back")
        verbose_name_plural = _("addresses from which mail comes back")

    def __str__(self) -> str:
        return f"returned mail {self.pk}"
