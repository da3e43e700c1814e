"""Sending one mail to one recipient in two answers of the server and not four, where it lets commands come together
(RFC 2920): from here to a mail server far away, waiting is most of the time."""

import re
import smtplib
from contextlib import suppress

# A line that begins with a dot gets a second one (RFC 5321 §4.5.2).
_DOTS = re.compile(rb"(?m)^\.")
GO_ON = 354


def post(server: smtplib.SMTP, sender: str, recipient: str, mail: bytes) -> None:
    """Send a mail whose lines end with CR and LF, over a conversation that is open. Raises what smtplib's sendmail
    raises: SMTPSenderRefused, SMTPRecipientsRefused, SMTPDataError, SMTPServerDisconnected."""
    server.ehlo_or_helo_if_needed()
    if not server.has_extn("pipelining"):
        server.sendmail(sender, [recipient], mail)
        return
    server.send(f"MAIL FROM:<{sender}>\r\nRCPT TO:<{recipient}>\r\nDATA\r\n")
    from_whom, to_whom, go_on = server.getreply(), server.getreply(), server.getreply()
    if go_on[0] == GO_ON:
        # Nobody is to get it: no mail, which the server refuses (RFC 2920 §3.1).
        refused = from_whom[0] != 250 or to_whom[0] not in (250, 251)
        server.send(b".\r\n" if refused else _DOTS.sub(b"..", mail).removesuffix(b"\r\n") + b"\r\n.\r\n")
        go_on = server.getreply()
        if go_on[0] == 250 and not refused:
            return
    # As smtplib does: what was begun is forgotten, and of a server that has gone the first answer says more.
    with suppress(smtplib.SMTPServerDisconnected):
        server.rset()
    if from_whom[0] != 250:
        raise smtplib.SMTPSenderRefused(*from_whom, sender)
    if to_whom[0] not in (250, 251):
        raise smtplib.SMTPRecipientsRefused({recipient: to_whom})
    raise smtplib.SMTPDataError(*go_on)
