"""Messages that can be told from their ids alone, so that no byte of them need be kept."""

import hashlib
import random
import re

from clients import corpus

_ID = re.compile(rb"^X-Id: (\S+)\r\n", re.M)
_SIZES = (0, 200, 1_000, 5_000, 20_000)
_LARGE = 300_000
_LINE = 76

BEGINNING = 2_000
"""Octets that are enough to identify a message."""


def message(ident):
    """The message of this id: mostly small, now and then large."""
    noise = random.Random(ident)
    size = _LARGE if noise.random() < 0.03 else noise.choice(_SIZES)
    head = f"From: <a@elsewhere.test>\r\nSubject: crash {ident}\r\nX-Id: {ident}\r\n\r\n"
    text = noise.randbytes(size // 2).hex()
    lines = [text[at : at + _LINE] for at in range(0, len(text), _LINE)]
    return (head + "".join(line + "\r\n" for line in lines)).encode()


def identify(octets):
    """The id in a message; a message that is not of these runs is known by the hash of its beginning."""
    beginning = octets[:BEGINNING]
    found = _ID.search(beginning)
    return found.group(1).decode() if found else "sha256:" + hashlib.sha256(beginning).hexdigest()


def is_whole(ident, octets):
    """Whether a stored message is the one of its id, byte for byte, but for the trace of a delivery."""
    if ident.startswith("sha256:"):
        return True
    sent = message(ident)
    return octets == sent or corpus.without_trace(octets) == sent
