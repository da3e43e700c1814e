"""One mail over a conversation, with a server that lets commands come together and with one that does not."""

import smtplib

import pytest

from involvement.smtp import post

MAIL = b"Subject: Hello\r\nMessage-ID: <a@example.org>\r\n\r\n.A dot\r\n..\r\nEnd"


@pytest.fixture(params=[True, False], ids=["together", "one by one"])
def server(request, post_office, settings):
    post_office.pipelining = request.param
    with smtplib.SMTP("127.0.0.1", settings.EMAIL_PORT) as conversation:
        yield conversation


def test_a_mail_arrives_as_it_is(server, post_office):
    for number in range(2):
        post(server, "portal@example.org", f"p{number}@example.org", MAIL)
    first, second = post_office.mails
    assert first["Message-ID"] == "<a@example.org>"
    assert first.get_content().splitlines() == [".A dot", "..", "End"] == second.get_content().splitlines()
    assert server.has_extn("pipelining") == post_office.pipelining


def test_commands_go_together_where_they_may(server, post_office, monkeypatch):
    sent, real = [], server.send
    monkeypatch.setattr(server, "send", lambda words: (sent.append(words), real(words))[1])
    server.ehlo()
    sent.clear()
    post(server, "portal@example.org", "p@example.org", MAIL)
    assert len(sent) == (2 if post_office.pipelining else 4)


@pytest.mark.parametrize("answer", ["550 no such mailbox", "451 come again later"])
def test_a_recipient_that_is_refused_and_the_next_mail_goes(server, post_office, answer):
    post_office.answers = [answer]
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        post(server, "portal@example.org", "p@example.org", MAIL)
    assert refused.value.recipients["p@example.org"][0] == int(answer[:3])
    post(server, "portal@example.org", "q@example.org", MAIL)
    assert len(post_office.mails) == 1


@pytest.mark.parametrize(("refuses", "error"), [("sender", smtplib.SMTPSenderRefused), ("mail", smtplib.SMTPDataError)])
def test_what_is_refused_whoever_it_is_for_and_the_next_mail_goes(server, post_office, refuses, error):
    post_office.refuses = refuses
    with pytest.raises(error) as refused:
        post(server, "portal@example.org", "p@example.org", MAIL)
    assert refused.value.smtp_code == {"sender": 550, "mail": 554}[refuses]
    post_office.refuses = ""
    post(server, "portal@example.org", "p@example.org", MAIL)
    assert len(post_office.mails) == 1


class TakesNobody:
    """A server that says "go on" although it refused the only recipient (RFC 2920 allows it)."""

    def __init__(self):
        self.sent = []
        self.answers = iter([(250, b""), (550, b"no such mailbox"), (354, b"go on"), (554, b"no recipients")])

    def ehlo_or_helo_if_needed(self):
        pass

    def has_extn(self, name):
        return True

    def send(self, words):
        self.sent.append(words)

    def getreply(self):
        return next(self.answers)

    def rset(self):
        raise smtplib.SMTPServerDisconnected


def test_a_server_that_goes_on_with_nobody_to_send_to_gets_no_mail():
    server = TakesNobody()
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        post(server, "portal@example.org", "p@example.org", MAIL)
    assert server.sent[1:] == [b".\r\n"]
