"""A connection as bytes: lines, counted octets, TLS. Decodes nothing."""

import socket
import ssl

from .deflate import Deflated
from .wait import PATIENCE

HOST = "localhost"
ADDRESS = "127.0.0.1"
CRLF = b"\r\n"
_READ = 1 << 18


class Closed(ConnectionError):
    """The server closed the connection."""


class TooEarly(AssertionError):
    """The server sent something in clear that was to come otherwise."""


class Wire:
    """One connection to the server."""

    def __init__(self, port, tls=None):
        """`tls` is a client context for TLS from the first byte."""
        self.socket = socket.create_connection((ADDRESS, port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = bytearray()
        if tls:
            self.start_tls(tls)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def start_tls(self, context):
        """Goes on under TLS. What the server sent too early is an error."""
        if self._buffer:
            raise TooEarly(f"sent before the handshake: {bytes(self._buffer)!r}")
        self.socket = context.wrap_socket(self.socket, server_hostname=HOST)

    def deflate(self):
        """Goes on compressed, and gives the compressed connection. What the server sent too early is an error."""
        if self._buffer:
            raise TooEarly(f"sent before the compression: {bytes(self._buffer)!r}")
        self.socket = Deflated(self.socket)
        return self.socket

    def certificate(self):
        """The server's certificate in DER."""
        return self.socket.getpeercert(binary_form=True)

    def send(self, octets):
        self.socket.sendall(octets)

    def end(self):
        """Says that nothing more will be sent."""
        self.socket.shutdown(socket.SHUT_WR)

    def line(self):
        """The next line, without its CRLF."""
        return self.until(CRLF)

    def until(self, end):
        """What comes before the next `end`, which is taken too."""
        start = 0
        while (at := self._buffer.find(end, start)) < 0:
            start = max(0, len(self._buffer) - len(end) + 1)
            self._fill()
        return self._take(at, len(end))

    def exactly(self, count):
        """The next `count` octets."""
        while len(self._buffer) < count:
            self._fill()
        return self._take(count)

    def rest(self):
        """Everything until the server closes."""
        try:
            while True:
                self._fill()
        except (Closed, ConnectionError, ssl.SSLError):
            return self._take(len(self._buffer))

    def _fill(self):
        octets = self.socket.recv(_READ)
        if not octets:
            raise Closed(f"the server closed the connection; unread: {bytes(self._buffer[:200])!r}")
        self._buffer += octets

    def _take(self, count, skipped=0):
        octets = bytes(self._buffer[:count])
        del self._buffer[: count + skipped]
        return octets
