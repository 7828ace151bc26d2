"""A Maildir as mail programs leave it."""

import os
import re

_FLAGS = {"S": r"\Seen", "R": r"\Answered", "F": r"\Flagged", "T": r"\Deleted", "D": r"\Draft"}
_INFO = re.compile(r":2,([A-Z]*)$")


class Maildir:
    """One folder of messages."""

    def __init__(self, path):
        self.path = path

    def create(self):
        for name in ("cur", "new", "tmp"):
            (self.path / name).mkdir(parents=True, exist_ok=True)

    def files(self):
        """The message files, in no order."""
        return [file for name in ("cur", "new") for file in (self.path / name).iterdir()]

    def add(self, name, message, letters=""):
        """Puts a message in, with the letters of its flags in the order of the alphabet."""
        file = self.path / "tmp" / name
        file.write_bytes(message)
        file.rename(self.path / "cur" / f"{name}:2,{letters}")

    def set_flags(self, file, letters):
        """Gives a message other flags."""
        name = _INFO.sub("", file.name)
        os.rename(file, self.path / "cur" / f"{name}:2,{letters}")


def flags(file):
    """The flags of a message file, by their IMAP names."""
    info = _INFO.search(file.name)
    return frozenset(_FLAGS[letter] for letter in (info.group(1) if info else "") if letter in _FLAGS)
