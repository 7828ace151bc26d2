"""A compressed connection, as a client has it (RFC 4978): raw deflate, flushed after everything that is sent."""

import zlib


class Deflated:
    """A socket whose octets are compressed both ways."""

    def __init__(self, socket):
        self.socket = socket
        self._deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        self._inflate = zlib.decompressobj(wbits=-zlib.MAX_WBITS)

    def sendall(self, octets):
        self.socket.sendall(self.compressed(octets))

    def compressed(self, octets, flush=zlib.Z_SYNC_FLUSH):
        """The octets as they are sent, to be sent by the test as it likes."""
        return self._deflate.compress(octets) + self._deflate.flush(flush)

    def recv(self, count):
        """What comes next; nothing where the peer has closed."""
        while octets := self.socket.recv(count):
            plain = self._inflate.decompress(octets)
            if plain:
                return plain
        return b""

    def shutdown(self, how):
        self.socket.shutdown(how)

    def close(self):
        self.socket.close()
