"""`python -m bench.smtp PORT`: a mail server for the bench, which speaks SMTP as real ones do and keeps of each mail no
more than its Message-ID. It is asyncio's Protocol and nothing around it: with aiosmtpd a client comes to a fifth of the
mails, and the server would be what is measured. XREPORT is not SMTP: it answers how many mails came since the last one
was asked, and how many different ones."""

import asyncio
import re
import sys

MESSAGE_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
END = b"\r\n.\r\n"


class Office:
    """The names of the mails that came since the last report."""

    def __init__(self) -> None:
        self.names: list[bytes] = []

    def keep(self, mail: bytes) -> None:
        head, _end, _body = mail.partition(b"\r\n\r\n")
        found = MESSAGE_ID.search(head)
        self.names.append(found[1] if found else b"")

    def report(self) -> bytes:
        names, self.names = self.names, []
        return b"250 %d %d\r\n" % (len(names), len(set(names)))


class Conversation(asyncio.Protocol):
    """One connection. Commands may come one by one or several in one go (RFC 2920)."""

    def __init__(self, office: Office) -> None:
        self.office, self.waiting, self.in_mail, self.recipients = office, b"", False, 0

    def connection_made(self, transport) -> None:
        self.transport = transport
        transport.write(b"220 bench ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        answers = []
        while (answer := self._mail() if self.in_mail else self._command()) is not None:
            answers.append(answer)
        if answers:
            self.transport.write(b"".join(answers))

    def _mail(self) -> bytes | None:
        """The answer to a whole mail, None while it is still coming."""
        end = self.waiting.find(END)
        if end < 0:
            return None
        self.office.keep(self.waiting[:end])
        self.waiting, self.in_mail, self.recipients = self.waiting[end + len(END) :], False, 0
        return b"250 kept\r\n"

    def _command(self) -> bytes | None:
        line, end, rest = self.waiting.partition(b"\r\n")
        if not end:
            return None
        self.waiting = rest
        verb = line[:4].upper()
        if verb == b"EHLO":
            return b"250-bench\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 10000000\r\n"
        if verb == b"RCPT":
            self.recipients += 1
        elif verb == b"DATA":
            if not self.recipients:
                return b"503 nobody to send it to\r\n"
            self.in_mail = True
            return b"354 go on\r\n"
        elif verb == b"RSET":
            self.recipients = 0
        elif verb == b"XREP":
            return self.office.report()
        elif verb == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
            return None
        elif verb not in (b"MAIL", b"HELO", b"NOOP"):
            return b"502 not here\r\n"
        return b"250 OK\r\n"


async def serve(port: int) -> None:
    office = Office()
    server = await asyncio.get_running_loop().create_server(lambda: Conversation(office), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
