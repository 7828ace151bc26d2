"""The messages of `tests/messages`, and what SMTP puts before a message."""

import re

from .binary import ROOT

_TRACE = re.compile(rb"Return-Path: [^\r\n]*\r\nReceived: [^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*")
_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:|>?From |\r?\n")


def messages():
    """Every message by the name of its file."""
    return {file.name: file.read_bytes() for file in sorted((ROOT / "tests/messages").glob("*.eml"))}


def is_binary(name):
    """Whether the message cannot go through DATA."""
    return name.endswith(".binary.eml")


def without_trace(message):
    """A delivered message as it was sent; `None` where there is no trace before it."""
    trace = _TRACE.match(message)
    return message[trace.end() :] if trace else None


def delivered(message):
    """What is to stand behind the trace: a text without a header is set off from it."""
    has_header = _FIELD.match(message)
    return message if has_header or not message else b"\r\n" + message


def by_pop3(message):
    """A message as POP3 sends it: every response ends a line (RFC 1939 §3)."""
    return message if message.endswith(b"\r\n") or not message else message + b"\r\n"
