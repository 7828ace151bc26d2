"""A mailbox as a client knows it: from responses alone, as IMAP means it to be kept."""

import re

_NUMBERED = re.compile(rb"\* (\d+) (EXISTS|EXPUNGE|FETCH)(.*)", re.S)
_UID = re.compile(rb"[( ]UID (\d+)")


class OutOfStep(AssertionError):
    """A response contradicts those before it."""


class View:
    """The UIDs by sequence number; `None` where no response has told one."""

    def __init__(self, session, mailbox):
        self.session = session
        self.uids = []
        self.apply(session.ok(f"SELECT {mailbox}"))
        self.complete()

    def command(self, text, *literals):
        """Performs a command and takes in what it tells."""
        completion = self.session.command(text, *literals)
        self.apply(completion)
        return completion

    def complete(self):
        """Asks for every UID, and so compares those that are known."""
        if self.uids:
            self.command("FETCH 1:* (UID)")

    def apply(self, completion):
        for response in completion.responses:
            found = _NUMBERED.match(response.text)
            if found:
                self._told(int(found.group(1)), found.group(2), found.group(3))

    def _told(self, number, what, rest):
        if what == b"EXISTS":
            if number < len(self.uids):
                raise OutOfStep(f"EXISTS {number}, where {len(self.uids)} were known")
            self.uids += [None] * (number - len(self.uids))
        elif number > len(self.uids):
            raise OutOfStep(f"{number} {what.decode()}, where {len(self.uids)} are known")
        elif what == b"EXPUNGE":
            del self.uids[number - 1]
        else:
            self._fetched(number, _UID.search(rest))

    def _fetched(self, number, told):
        uid = int(told.group(1)) if told else None
        if uid and self.uids[number - 1] not in (None, uid):
            raise OutOfStep(f"message {number} had UID {self.uids[number - 1]} and has {uid}")
        self.uids[number - 1] = uid or self.uids[number - 1]
