"""The client's side of SCRAM (RFC 5802), from the RFC alone."""

import base64
import hashlib
import hmac
import secrets


class Scram:
    """One exchange. Call it with each challenge; an empty one asks for the first message."""

    def __init__(self, user, password, algorithm, binding=None):
        """`algorithm` is a name of hashlib; `binding` is a type and its data, for -PLUS."""
        self._password = password.encode()
        self._algorithm = algorithm
        kind, data = binding or (None, b"")
        self._header = f"p={kind},," if kind else "n,,"
        self._bound = base64.b64encode(self._header.encode() + data).decode()
        self._bare = f"n={user.replace('=', '=3D').replace(',', '=2C')},r={secrets.token_urlsafe(18)}"
        self._signature = None
        self.is_proven = False

    def __call__(self, challenge):
        if not challenge:
            return (self._header + self._bare).encode()
        fields = dict(part.split("=", 1) for part in challenge.decode().split(","))
        if "v" in fields:
            self.is_proven = base64.b64decode(fields["v"]) == self._signature
            return b""
        return self._final(challenge.decode(), fields)

    def _final(self, server_first, fields):
        """`client-final-message` (RFC 5802 §7)."""
        if not fields["r"].startswith(self._bare.split("r=", 1)[1]):
            raise AssertionError("the server's nonce does not begin with ours")
        without_proof = f"c={self._bound},r={fields['r']}"
        transcript = ",".join([self._bare, server_first, without_proof]).encode()
        salted = hashlib.pbkdf2_hmac(
            self._algorithm, self._password, base64.b64decode(fields["s"]), int(fields["i"])
        )
        key = self._hmac(salted, b"Client Key")
        signature = self._hmac(hashlib.new(self._algorithm, key).digest(), transcript)
        self._signature = self._hmac(self._hmac(salted, b"Server Key"), transcript)
        proof = bytes(a ^ b for a, b in zip(key, signature))
        return f"{without_proof},p={base64.b64encode(proof).decode()}".encode()

    def _hmac(self, key, text):
        return hmac.new(key, text, self._algorithm).digest()
