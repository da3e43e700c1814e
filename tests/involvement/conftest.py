"""What the tests of the base share: a mail server that really speaks SMTP."""

import email
import email.policy
import socket

import pytest
from aiosmtpd.controller import Controller


class PostOffice:
    """Keeps what it is given. ``answers`` are given to the next recipients instead of "250 OK". ``pipelining``: says
    that commands may come together, as most servers do. ``refuses``: "sender" or "mail", whoever it is for."""

    def __init__(self):
        self.mails, self.conversations, self.answers, self.pipelining, self.refuses = [], 0, [], True, ""

    async def handle_HELO(self, server, session, envelope, hostname):
        self.conversations += 1
        session.host_name = hostname
        return "250 here"

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.conversations += 1
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", *responses[1:]] if self.pipelining else responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.refuses == "sender":
            return "550 not you"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        if self.refuses == "mail":
            return "554 no"
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 kept"

    def part(self, kind, number=0):
        return self.mails[number].get_body((kind,)).get_content()


@pytest.fixture
def post_office(settings):
    """A mail server on a free port of this machine, and settings that lead to it."""
    office = PostOffice()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield office
    controller.stop()
