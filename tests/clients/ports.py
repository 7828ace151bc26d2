"""Ports nobody uses."""

import random
import socket

from .wire import ADDRESS

STANDARD = {
    "smtp": 25,
    "lmtp": 24,
    "submission": 587,
    "submissions": 465,
    "imap": 143,
    "imaps": 993,
    "pop3": 110,
    "pop3s": 995,
    "http": 80,
}

# Below the ports that systems give to outgoing connections.
_LOWEST, _HIGHEST = 11_000, 31_000


def at(base):
    """The port of every service for a port base."""
    return {name: base + port for name, port in STANDARD.items()}


def free_base():
    """A random port base whose ports are all free."""
    while True:
        base = random.SystemRandom().randrange(_LOWEST, _HIGHEST)
        if all(_is_free(port) for port in at(base).values()):
            return base


def _is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
    return True
