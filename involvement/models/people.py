"""Person: somebody we work with, with or without a sign-in."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.models.outbox import Carrier
from involvement.phones import text_number


class PersonQuerySet(models.QuerySet):
    def living(self):
        """People who have not died, whose record was not put together with another, and who are not to be forgotten."""
        return self.filter(died_on__isnull=True, merged_into__isnull=True, forget_on__isnull=True)

    def visible_to(self, viewer):
        """Staff see the people of their services; the advisor sees everybody; others see themselves.
        Who stands in for the advisor sees those of whom it must be said that it is them."""
        if viewer.is_advisor:
            return self
        own = models.Q(pk=viewer.person_id) if viewer.person_id else models.Q(pk__in=[])
        if viewer.staff_of:
            at = viewer.staff_of
            own |= models.Q(pk__in=self.model.ids_at(at))
        if viewer.stands_in_for:
            own |= models.Q(pk__in=self.model.ids_at(viewer.stands_in_for), words_held_at__isnull=False)
        return self.filter(own)


class Person(models.Model):
    """Chosen name, needs, and how this person wants to be told. The full name is for staff of their service."""

    class ToldBy(models.TextChoices):
        EMAIL = Carrier.EMAIL, _("By e-mail")
        SMS = Carrier.SMS, _("By text message")
        PORTAL = Carrier.PORTAL, _("On this website")
        IN_PERSON = Carrier.IN_PERSON, _("In person")
        PHONE = Carrier.PHONE, _("By phone")
        LETTER = Carrier.LETTER, _("By letter")
        CHAMPION = Carrier.CHAMPION, _("Through my champion")
        KEY_WORKER = Carrier.KEY_WORKER, _("Through my key worker")

    class Digest(models.TextChoices):
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Once a week, on Monday")
        NONE = "none", _("Not at all")

    user = models.OneToOneField("involvement.User", models.SET_NULL, null=True, blank=True, related_name="person")
    chosen_name = models.CharField(_("name to be called by"), max_length=60)
    full_name = models.CharField(_("full name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en-gb")

    large_print = models.BooleanField(_("large print"), default=False)
    easy_read = models.BooleanField(_("easy read, with pictures"), default=False)
    audio = models.BooleanField(_("listening instead of reading"), default=False)
    interpreter = models.CharField(_("interpreter for"), max_length=60, blank=True)
    needs_reviewed_on = models.DateField(_("needs last asked about"), null=True, blank=True)

    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone number"), max_length=20, blank=True)
    postal_address = models.TextField(_("postal address"), blank=True, max_length=300)
    told_by = models.CharField(_("how to tell them"), max_length=12, choices=ToldBy.choices, default=ToldBy.IN_PERSON)
    digest = models.CharField(_("all the news together"), max_length=6, choices=Digest.choices, default=Digest.WEEKLY)
    # The first day of which they have had no news, since they changed how often it comes; gone with the next digest.
    digest_from = models.DateField(null=True, blank=True, editable=False)
    do_not_email = models.BooleanField(_("do not e-mail"), default=False)
    # Kept beside ReturnedMail, so that choosing how to tell somebody asks no table (operations/returned_mail.py).
    mail_returns = models.BooleanField(_("their e-mail comes back"), default=False, editable=False)
    do_not_phone = models.BooleanField(_("do not phone"), default=False)
    do_not_text = models.BooleanField(_("do not text"), default=False)
    do_not_write = models.BooleanField(_("do not send letters"), default=False)
    safe_contact_note = models.CharField(_("what staff need to know to reach them safely"), max_length=200, blank=True)
    # Groups of notices that this person does not want; see involvement.registry.notices.
    unwanted = models.JSONField(_("does not want to hear about"), default=list, blank=True)

    # When staff last made a new way in for somebody who signs in, and until when their first page says so.
    new_way_in_at = models.DateTimeField(null=True, blank=True, editable=False)
    new_way_in_until = models.DateField(null=True, blank=True, editable=False)
    # Since when what they said past the staff of their home is hidden from their sign-in (docs/decisions/new-cards.md).
    words_held_at = models.DateTimeField(null=True, blank=True, editable=False)

    died_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    # The night in which what leads to them is taken away: the advisor has said yes, and their sign-in is closed.
    forget_on = models.DateField(null=True, blank=True, editable=False)
    # An opaque id that no page shows: once they are erased it stands outside the backups (involvement/erasures.py).
    mark = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Hash of the form that was sent, so that a second press of its button keeps nobody twice.
    sent_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def is_closed(self) -> bool:
        """Whether nothing is added to this record, and nothing told: see ``living``."""
        return bool(self.died_on or self.merged_into_id or self.forget_on)

    def can_be_reached(self, carrier: str) -> bool:
        """Whether their safe-contact rules, and what we know of them, allow this carrier today. Whoever may not be
        rung is not sent a text either: the phone may be in somebody else's hands."""
        if carrier == Carrier.SMS:
            return not (self.do_not_text or self.do_not_phone) and text_number(self.phone) != ""
        allowed = {
            Carrier.EMAIL: bool(self.email) and not self.do_not_email and not self.mail_returns,
            Carrier.PHONE: bool(self.phone) and not self.do_not_phone,
            Carrier.LETTER: not self.do_not_write,
            Carrier.PORTAL: self.user_id is not None,
        }
        return allowed.get(carrier, True)

    @staticmethod
    def ids_at(service_ids):
        """A subquery of the people who live at, work at or ever lived at these services."""
        from involvement.models.standing import Post, Residency

        return (
            Residency.objects.filter(service__in=service_ids)
            .values("person_id")
            .union(Post.objects.filter(service__in=service_ids).values("person_id"))
        )

    @property
    def initials(self) -> str:
        """One or two letters for the round mark beside a name."""
        words = self.chosen_name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def formats_needed(self) -> list[str]:
        """The formats to show on every invitation and letter (Accessible Information Standard)."""
        needs = [
            str(self._meta.get_field(name).verbose_name)
            for name in ("large_print", "easy_read", "audio")
            if getattr(self, name)
        ]
        if self.interpreter:
            needs.append(str(_("interpreter: %(language)s") % {"language": self.interpreter}))
        return needs
