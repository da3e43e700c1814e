"""A notice as a mail: text and HTML, in the recipient's language. Subjects are fixed words, so that no inbox
or lock screen shows a home, a place or a topic (RELIABILITY rule 14)."""

import re

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from involvement.models import Organisation
from involvement.queries.telling import Telling
from involvement.registry.notices import Group, Notice

# Names the row, since relays may write a Message-ID anew (RELIABILITY §1).
OWN_HEADER = "X-Portal-Message"

_inliner = css_inline.CSSInliner(load_remote_stylesheets=False)


def context_of(telling: Telling, *, bare: bool = False) -> dict:
    """What a notice's template is rendered with. ``bare`` leaves out greeting and foot."""
    row, thing = telling.row, telling.thing
    optional = telling.notice.group != Group.ALWAYS or telling.notice.gather is not None
    return {
        "bare": bare,
        "person": row.person,
        "thing": thing,
        "title": telling.title,
        "values": row.values,
        "secret": row.secret,
        "site": settings.SITE_URL,
        "link": settings.SITE_URL + telling.path,
        "telling": telling,
        "parts": telling.parts,
        "organisation": Organisation.current(),
        "subject": telling.notice.subject,
        "choices": settings.SITE_URL + reverse("customer:me") if optional else "",
    }


def words_of(telling: Telling) -> str:
    """The words alone, for the recipient's own page."""
    return _text(telling.notice, context_of(telling, bare=True))


def _text(notice: Notice, context: dict) -> str:
    """A notice as text; what its parts leave empty leaves no hole."""
    return re.sub(r"\n{3,}", "\n\n", render_to_string(f"{notice.template}.txt", context)).strip()


def message_for(telling: Telling, *, connection=None) -> EmailMultiAlternatives:
    """The mail, rendered for its recipient as they are now."""
    row = telling.row
    language = row.person.language if row.person else settings.LANGUAGE_CODE
    to = row.person.email if row.person else row.address
    with translation.override(language):
        message = build(telling.notice, context_of(telling), language=language, to=to, message_id=str(row.message_id))
    message.connection = connection
    return message


def build(notice: Notice, context: dict, *, language: str, to: str, message_id: str) -> EmailMultiAlternatives:
    """A notice as a mail, in the language now active: ``language`` is its name."""
    message = EmailMultiAlternatives(
        subject=str(notice.subject),
        body=_text(notice, context) + "\n",
        to=[to],
        headers=_headers(message_id),
    )
    html = render_to_string(f"{notice.template}.html", {**context, "language": language})
    message.attach_alternative(_inliner.inline(html), "text/html")
    return message


def _headers(message_id: str) -> dict:
    """The same Message-ID however often the row is sent, so that a repeat is one mail to most readers."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"
    return {
        "Message-ID": f"<{message_id}@{host}>",
        OWN_HEADER: message_id,
        "Auto-Submitted": "auto-generated",
    }
