"""A POP3 client that keeps every byte."""

from .server import PASSWORDS
from .wire import CRLF, Wire


class Pop3:
    """One POP3 session."""

    def __init__(self, port, tls=None, login=None):
        self.wire = Wire(port, tls)
        self.greeting = self.wire.line()
        if login:
            self.ok(f"USER {login}")
            self.ok(f"PASS {PASSWORDS[login]}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.wire.close()

    def command(self, line):
        """Sends a command and gives the first line of the response."""
        self.wire.send(line.encode() + CRLF)
        return self.wire.line()

    def ok(self, line):
        """A command that must succeed."""
        response = self.command(line)
        if not response.startswith(b"+OK"):
            raise AssertionError(f"{line}: {response!r}")
        return response

    def many(self, line):
        """The lines of a multi-line response, unstuffed.

        Like most programs it takes a bare LF for the end of a line too; a server must double the dots behind those,
        or such programs would see ends that are none.
        """
        self.ok(line)
        lines = []
        while (text := self.wire.line()) != b".":
            lines.append((b"\n" + text).replace(b"\n.", b"\n")[1:])
        return lines

    def retrieve(self, number):
        """A message, with the CRLF at its end that the protocol asks for."""
        return b"".join(line + CRLF for line in self.many(f"RETR {number}"))

    def uids(self):
        """The unique id of every message, by its number."""
        return {int(number): uid for number, uid in (line.split() for line in self.many("UIDL"))}

    def quit(self):
        self.ok("QUIT")
