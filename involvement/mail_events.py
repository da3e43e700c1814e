"""What the provider of mail tells by webhook: anymail knows each provider's way to say it, and we keep what concerns an
address from which mail comes back. Nothing of it is logged: it may quote the mail (docs/decisions/carriers.md)."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from anymail.webhooks.base import AnymailBaseWebhookView
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from django.conf import settings
from django.utils import timezone

from involvement.models import ReturnedMail

Reason = ReturnedMail.Reason
# What anymail calls the provider's reason, as far as it is about the address.
REASONS = {
    RejectReason.BOUNCED: Reason.BOUNCED,
    RejectReason.INVALID: Reason.BOUNCED,
    RejectReason.BLOCKED: Reason.REFUSED,
    RejectReason.SPAM: Reason.COMPLAINED,
}
LONGEST_ADDRESS, LONGEST_WORDS = 254, 200
# A moment longer ago, or to come, is none.
OLDEST = dt.timedelta(days=90)
OUR_NAME = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
SHORTEST_SECRET = 20


class NotFromThem(Exception):
    """Without the secret, or with another."""


class Unreadable(Exception):
    """Not what this provider says. Its words are the name of a fault."""


@dataclass(frozen=True)
class CameBack:
    """What one event says, ready for operations.returned_mail.mail_came_back."""

    address: str
    reason: str
    at: dt.datetime
    words: str
    message_id: uuid.UUID | None


@dataclass(frozen=True)
class Provider:
    """``word`` finds in an event the provider's own word for what happened. ``passing`` are those that are about this
    one mail or about us, and not about the address; ``known`` are those that anymail takes for something else."""

    name: str
    view: type[AnymailBaseWebhookView]
    word: Callable[[dict], object]
    passing: frozenset[str] = frozenset()
    known: dict[str, str] = field(default_factory=dict)


def _mailjet_word(said: dict) -> object:
    """A bounce that Mailjet does not call a hard one is a soft one, whatever its error."""
    return "soft" if said.get("event") == "bounce" and not said.get("hard_bounce") else said.get("error")


PROVIDERS = {
    "brevo": Provider("Brevo", BrevoTrackingWebhookView, lambda said: said.get("event"), frozenset({"soft_bounce"})),
    "mailgun": Provider(
        "Mailgun",
        MailgunTrackingWebhookView,
        lambda said: said["event-data"].get("reason"),
        known={"suppress-complaint": Reason.COMPLAINED, "suppress-unsubscribe": Reason.REFUSED},
    ),
    "mailjet": Provider(
        "Mailjet",
        MailjetTrackingWebhookView,
        _mailjet_word,
        frozenset({"soft", "quota exceeded", "sender blocked", "content blocked", "policy issue"}),
    ),
    "postmark": Provider(
        "Postmark",
        PostmarkTrackingWebhookView,
        lambda said: said.get("Type"),
        frozenset({"SoftBounce", "Blocked", "DMARCPolicy", "SpamNotification", "VirusNotification"}),
    ),
}


def provider_called(name: str) -> Provider | None:
    """The provider of this name, if it is the one that carries our mail and there is a secret by which we know it."""
    named = name == settings.MAIL_PROVIDER and name in PROVIDERS
    return PROVIDERS[name] if named and not missing_settings() else None


def missing_settings() -> list[str]:
    """Names of the settings without which nothing from MAIL_PROVIDER can be believed."""
    user, _colon, secret = settings.MAIL_EVENTS_SECRET.partition(":")
    missing = [] if user and len(secret) >= SHORTEST_SECRET else ["MAIL_EVENTS_SECRET"]
    if settings.MAIL_PROVIDER == "mailgun" and not settings.ANYMAIL["MAILGUN_WEBHOOK_SIGNING_KEY"]:
        missing.append("MAIL_EVENTS_SIGNING_KEY")
    return missing


def read(provider: Provider, request) -> list[CameBack]:
    """What came back, by this request. Raises NotFromThem and Unreadable: whatever a body holds, nothing else."""
    listener = provider.view()
    try:
        listener.run_validators(request)
        found = [_came_back(provider, event) for event in listener.parse_events(request)]
    except AnymailWebhookValidationFailure as error:
        raise NotFromThem from error
    except Exception as error:
        # Readers of JSON from outside break in as many ways as there are wrong shapes.
        raise Unreadable(type(error).__name__) from error
    return [one for one in found if one is not None]


def _came_back(provider: Provider, event: AnymailTrackingEvent) -> CameBack | None:
    """The event as ours; None when it stops no mail to an address."""
    reason, address = _reason(provider, event), _address(event.recipient)
    if not reason or not address:
        return None
    ours = OUR_NAME.search(event.message_id) if isinstance(event.message_id, str) else None
    return CameBack(
        address=address,
        reason=reason,
        at=_moment(event.timestamp),
        words=_plain(event.mta_response) or _plain(event.description),
        message_id=uuid.UUID(ours[0]) if ours else None,
    )


def _reason(provider: Provider, event: AnymailTrackingEvent) -> str:
    word = provider.word(event.esp_event)
    if word in provider.passing:
        return ""
    if event.event_type == EventType.COMPLAINED:
        return Reason.COMPLAINED
    if event.event_type not in (EventType.BOUNCED, EventType.REJECTED):
        return ""
    return provider.known.get(word) or REASONS.get(event.reject_reason, "")


def _address(said) -> str:
    """In small letters; empty for what cannot be somebody's address."""
    address = said.strip().lower() if isinstance(said, str) else ""
    return address if "@" in address and len(address) <= LONGEST_ADDRESS and address.isprintable() else ""


def _moment(said) -> dt.datetime:
    """An aware moment of the last days; without one that makes sense it is now."""
    now = timezone.now()
    if not isinstance(said, dt.datetime):
        return now
    moment = said if said.tzinfo else said.replace(tzinfo=dt.UTC)
    return moment if now - OLDEST < moment < now else now


def _plain(said) -> str:
    """Words in one line, without signs that no database keeps."""
    if not isinstance(said, str):
        return ""
    plain = "".join(sign if sign.isprintable() else " " for sign in said[: 5 * LONGEST_WORDS])
    return " ".join(plain.split())[:LONGEST_WORDS]
