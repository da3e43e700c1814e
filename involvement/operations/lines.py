"""The ways on which the sweep sends: mail and text messages. A line is opened, sends one by one, and is closed; what it
answers decides whether a row is sent, put off, or goes to people."""

import logging
import smtplib

from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext_lazy as _

from involvement.mail import message_for
from involvement.moulds import Moulds
from involvement.phones import text_number
from involvement.queries.telling import Telling
from involvement.smtp import post
from involvement.text_words import text_for
from involvement.texts import NotTaken, RefusedForGood, send_text

logger = logging.getLogger(__name__)

# What a mail server or the way to it can answer; everything else is ours to mend.
SMTP_ERRORS = (smtplib.SMTPException, OSError)


class MailLine:
    """One conversation with the mail server, for the mails of one batch. What many get alike is built once."""

    not_through = _("The e-mail did not get through.")

    def __init__(self) -> None:
        self.connection = get_connection()
        # Other ways (files, the console) are given messages and no bytes.
        self.moulds = Moulds() if isinstance(self.connection, EmailBackend) else None

    def open(self) -> str:
        """Open the conversation if it is closed. Returns the error's name when the server is away: then the whole
        batch is put off, and does not wait for it mail by mail."""
        try:
            self.connection.open()
        except SMTP_ERRORS as error:
            logger.warning("the mail server is away: %s", type(error).__name__)
            return type(error).__name__
        return ""

    def send(self, telling: Telling) -> str | None:
        """Send one mail. Returns an empty string when it is sent, the error's name when it is worth another try, None
        when this address will never take it."""
        row = telling.row
        try:
            filled = self.moulds.fill(telling) if self.moulds is not None else None
            message = message_for(telling, connection=self.connection) if filled is None else None
        except Exception as error:
            return _unwritten(row, error)
        try:
            if message is not None:
                message.send()
            else:
                post(self.connection.connection, *filled)
        except SMTP_ERRORS as error:
            logger.warning("outbox row %s (%s) was not taken: %s", row.pk, row.kind, type(error).__name__)
            if is_final(error):
                return None
            self.close()
            return type(error).__name__
        return ""

    def close(self) -> None:
        """Close after trouble, so that the next mail begins anew."""
        try:
            self.connection.close()
        except SMTP_ERRORS as error:
            logger.info("closing the connection to the mail server: %s", type(error).__name__)


class TextLine:
    """The provider of text messages: each text is a call of its own."""

    not_through = _("The text message did not get through.")

    def __init__(self) -> None:
        self.away = ""

    def open(self) -> str:
        """The fault for which the provider counts as away, as far as this batch has seen."""
        return self.away

    def send(self, telling: Telling) -> str | None:
        """Send one text; answers as a mail does."""
        row = telling.row
        try:
            words = text_for(telling)
        except Exception as error:
            return _unwritten(row, error)
        try:
            send_text(text_number(row.person.phone), words, str(row.message_id))
        except RefusedForGood:
            return None
        except NotTaken as error:
            logger.warning("outbox row %s (%s) was not taken: %s", row.pk, row.kind, error)
            self.away = str(error) if error.away else ""
            return str(error)
        return ""

    def close(self) -> None:
        """Nothing stays open between two texts."""


def _unwritten(row, error: Exception) -> str:
    """A fault in one notice's template must not hold up the others. Never its text: it may quote the message."""
    logger.error("outbox row %s (%s) could not be written: %s", row.pk, row.kind, type(error).__name__)
    return type(error).__name__


def is_final(error: Exception) -> bool:
    """Whether the server said for good that this recipient gets no mail (RFC 5321 §4.2.1: 5yz)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500
