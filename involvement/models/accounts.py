"""Signing in, and the three ways in which an account begins: an invitation, a card, a request to join."""

import re

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

# Three words or more, with nothing but letters in them and the signs that people put between words.
WORDS = re.compile(r"\s*[^\W\d_]+(?:[\s,.\-]+[^\W\d_]+){2,}[\s.]*")


def plain_words(text: str) -> str:
    """Words are the same in big and small letters and however far apart: "River  Lamp-tea" is "river lamp tea".
    Anything else, a password, is returned as it is."""
    if WORDS.fullmatch(text) is None:
        return text
    return " ".join(re.split(r"[\s,.\-]+", text.strip(" ,.-\t\r\n"))).lower()


class User(AbstractUser):
    """A sign-in and nothing else. Who somebody is stands in Person."""

    first_name = None
    last_name = None
    # Goes up to sign this user out everywhere: each session carries a hash of it.
    sign_in_round = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")

    def __str__(self) -> str:
        return f"sign-in {self.pk}"

    def set_password(self, raw_password) -> None:
        super().set_password(plain_words(raw_password) if raw_password else raw_password)

    def check_password(self, raw_password) -> bool:
        return super().check_password(plain_words(raw_password) if raw_password else raw_password)

    def _get_session_auth_hash(self, secret=None) -> str:
        """Django's own, with the round in it, so that sessions can be ended without a new password."""
        return salted_hmac(
            "involvement.models.User.sessions",
            f"{self.password}{self.sign_in_round}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class SignInCard(models.Model):
    """A printed card with four words. The words themselves are stored nowhere: the sign-in holds their hash
    until the person puts their own in place."""

    person = models.ForeignKey("involvement.Person", models.CASCADE, related_name="cards")
    made_by = models.ForeignKey("involvement.Person", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(_("own words chosen"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(ended_at__isnull=True),
                name="one_living_card_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"card {self.pk}"


class Invitation(models.Model):
    """A link, good once and until a day, with which a person makes their own sign-in."""

    person = models.ForeignKey("involvement.Person", models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey("involvement.Person", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class JoinRequest(models.Model):
    """Somebody asks to join a service by its code, or staff of another home ask for them; staff of the service
    answer."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Not accepted")

    service = models.ForeignKey("involvement.Service", models.CASCADE, related_name="join_requests")
    person = models.ForeignKey("involvement.Person", models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    reach_me = models.CharField(_("how to reach you"), max_length=200, blank=True)
    words = models.TextField(_("anything else"), blank=True, max_length=500)
    # Staff of another home who asked, and what was agreed with them: from when, which room, what they leave.
    asked_by = models.ForeignKey("involvement.Person", models.SET_NULL, null=True, blank=True, related_name="+")
    starts_on = models.DateField(null=True, blank=True)
    room = models.CharField(max_length=20, blank=True)
    leaving = models.ForeignKey("involvement.Residency", models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("involvement.Person", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["service", "state"], name="join_by_service_state")]

    def __str__(self) -> str:
        return f"join request {self.pk}"
