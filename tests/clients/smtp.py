"""An SMTP and LMTP client that sends exactly what it is given."""

from .wire import CRLF, Wire


class Reply:
    """One reply: its code and its lines."""

    def __init__(self, code, lines):
        self.code = code
        self.lines = lines

    def __repr__(self):
        return f"{self.code} {b' / '.join(self.lines).decode(errors='replace')}"


class Smtp:
    """One SMTP session, or one of LMTP."""

    def __init__(self, port, tls=None, hello="EHLO client.example.test"):
        self.wire = Wire(port, tls)
        self.is_lmtp = hello.startswith("LHLO")
        self.greeting = self.reply()
        self.capabilities = self.expect(250, hello).lines[1:] if self.greeting.code == 220 else []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.wire.close()

    def reply(self):
        """The next reply."""
        lines = [self.wire.line()]
        while lines[-1][3:4] == b"-":
            lines.append(self.wire.line())
        return Reply(int(lines[0][:3]), [line[4:] for line in lines])

    def command(self, line):
        """Sends a command line and gives the reply to it."""
        self.wire.send((line.encode() if isinstance(line, str) else line) + CRLF)
        return self.reply()

    def expect(self, code, line):
        """A command that must be answered with this code."""
        reply = self.command(line)
        if reply.code != code:
            raise AssertionError(f"{line}: {reply}, not {code}")
        return reply

    def start_tls(self, context):
        self.expect(220, "STARTTLS")
        self.wire.start_tls(context)

    def begin(self, sender, recipients, parameters=""):
        """MAIL and RCPT; all must be accepted."""
        self.expect(250, f"MAIL FROM:<{sender}>{parameters}")
        for recipient in recipients:
            self.expect(250, f"RCPT TO:<{recipient}>")

    def data(self, message, recipients=1):
        """DATA with a message in CRLF lines; the reply, with LMTP one for each recipient."""
        self.expect(354, "DATA")
        self.wire.send(stuffed(message))
        return self._replies(recipients)

    def bdat(self, message, recipients=1):
        """The message as one chunk."""
        self.wire.send(b"BDAT %d LAST\r\n" % len(message) + message)
        return self._replies(recipients)

    def _replies(self, recipients):
        return [self.reply() for _ in range(recipients)] if self.is_lmtp else self.reply()

    def deliver(self, sender, recipients, message, parameters=""):
        """A whole transaction that must succeed."""
        self.begin(sender, recipients, parameters)
        replies = self.data(message, len(recipients))
        for reply in replies if self.is_lmtp else [replies]:
            if reply.code != 250:
                raise AssertionError(f"the message was answered with {reply}")


def lmtp(port):
    """A session of LMTP."""
    return Smtp(port, hello="LHLO client.example.test")


def stuffed(message):
    """A message with its dots doubled and its end (RFC 5321 §4.5.2); it must end with CRLF or be empty."""
    text = message.replace(b"\r\n.", b"\r\n..")
    return (b"." if text.startswith(b".") else b"") + text + b".\r\n"
