"""What providers of mail say by webhook, in their own shapes. Each function gives the body for an address."""

import base64
import hashlib
import hmac
import time

SIGNING_KEY = "key-of-a-test"
SECRET = "portal:a-secret-of-a-test-that-is-long"
PROVIDERS = ("brevo", "mailgun", "mailjet", "postmark")


def headers(secret: str = SECRET) -> dict:
    return {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(secret.encode()).decode()}


def signed(body: dict, key: str = SIGNING_KEY) -> dict:
    """As Mailgun signs it: the moment and a word of its own, not the body."""
    moment, token = str(int(time.time())), "9d1f5c3a" * 6
    made = hmac.new(key.encode(), f"{moment}{token}".encode(), hashlib.sha256).hexdigest()
    return {"signature": {"token": token, "timestamp": moment, "signature": made}, **body}


def mailgun(address: str, event: str = "failed", *, name: str = "20180812214658.1.0DF5@example.org", **fields) -> dict:
    data = {
        "event": event,
        "recipient": address,
        "timestamp": time.time(),
        "log-level": "error",
        "message": {"headers": {"to": address, "message-id": name, "from": "Our portal <portal@example.org>"}},
    }
    if event == "failed":
        data |= {"severity": "permanent", "reason": "bounce", "delivery-status": {"code": 550, "message": GONE}}
    return signed({"event-data": data | fields})


def postmark(address: str, kind: str = "HardBounce", record: str = "Bounce") -> dict:
    return {
        "RecordType": record,
        "ID": 901542550,
        "Type": kind,
        "TypeCode": 1,
        "ServerID": 23,
        "Name": "Hard bounce",
        "MessageID": "2706ee8a-737c-4285-b032-ccd317af53ed",
        "Description": "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
        "Details": f"smtp;{GONE}",
        "Email": address,
        "From": "portal@example.org",
        "BouncedAt": "2016-04-27T16:28:50.3963933-04:00",
        "Inactive": True,
        "CanActivate": True,
        "Subject": "News from our portal",
        "Content": "zq-words-of-the-mail",
    }


def brevo(address: str, event: str = "hard_bounce") -> dict:
    return {
        "event": event,
        "email": address,
        "id": 9999999,
        "ts_epoch": int(time.time() * 1000),
        "message-id": "<201803011158.9876543210@smtp-relay.mailin.fr>",
        "subject": "News from our portal",
        "reason": f" RecipientError: {GONE}",
        "tag": "header-tag",
    }


def mailjet(address: str, event: str = "bounce", *, error: str = "user unknown", hard: bool = True) -> dict:
    return {
        "event": event,
        "time": int(time.time()),
        "MessageID": 12345678901234567,
        "email": address,
        "mj_campaign_id": 1234567890,
        "customcampaign": "",
        "blocked": True,
        "hard_bounce": hard,
        "error_related_to": "recipient",
        "error": error,
    }


GONE = "550 5.1.1 The email account that you tried to reach does not exist."

# By a name: the provider, the body for an address, and the reason that is kept ("" for none).
EVENTS = {
    "mailgun bounce": ("mailgun", mailgun, "bounced"),
    "mailgun complaint": ("mailgun", lambda a: mailgun(a, "complained"), "complained"),
    "mailgun held back after a complaint": ("mailgun", lambda a: mailgun(a, reason="suppress-complaint"), "complained"),
    "mailgun held back": ("mailgun", lambda a: mailgun(a, reason="suppress-unsubscribe"), "refused"),
    "mailgun later": ("mailgun", lambda a: mailgun(a, severity="temporary", reason="generic"), ""),
    "mailgun our fault": ("mailgun", lambda a: mailgun(a, "rejected", reject={"reason": "Sandbox"}), ""),
    "mailgun delivered": ("mailgun", lambda a: mailgun(a, "delivered"), ""),
    "postmark bounce": ("postmark", postmark, "bounced"),
    "postmark complaint": ("postmark", lambda a: postmark(a, "SpamComplaint", "SpamComplaint"), "complained"),
    "postmark no address": ("postmark", lambda a: postmark(a, "BadEmailAddress"), "bounced"),
    "postmark switched off": ("postmark", lambda a: postmark(a, "ManuallyDeactivated"), "refused"),
    "postmark soft": ("postmark", lambda a: postmark(a, "SoftBounce"), ""),
    "postmark our fault": ("postmark", lambda a: postmark(a, "DMARCPolicy"), ""),
    "postmark looks like spam": ("postmark", lambda a: postmark(a, "SpamNotification"), ""),
    "postmark later": ("postmark", lambda a: postmark(a, "Transient"), ""),
    "postmark delivered": ("postmark", lambda a: {"RecordType": "Delivery", "Recipient": a}, ""),
    "brevo bounce": ("brevo", brevo, "bounced"),
    "brevo complaint": ("brevo", lambda a: brevo(a, "spam"), "complained"),
    "brevo no address": ("brevo", lambda a: brevo(a, "invalid_email"), "bounced"),
    "brevo blocked": ("brevo", lambda a: brevo(a, "blocked"), "refused"),
    "brevo soft": ("brevo", lambda a: brevo(a, "soft_bounce"), ""),
    "brevo later": ("brevo", lambda a: brevo(a, "deferred"), ""),
    "mailjet bounce": ("mailjet", lambda a: [mailjet(a)], "bounced"),
    "mailjet one alone": ("mailjet", mailjet, "bounced"),
    "mailjet complaint": ("mailjet", lambda a: [mailjet(a, "spam", error="")], "complained"),
    "mailjet blocked": ("mailjet", lambda a: [mailjet(a, "blocked", error="preblocked")], "refused"),
    "mailjet soft": ("mailjet", lambda a: [mailjet(a, hard=False)], ""),
    "mailjet our fault": ("mailjet", lambda a: [mailjet(a, "blocked", error="content blocked")], ""),
}
