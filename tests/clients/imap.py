"""An IMAP client that keeps every byte."""

import re

from .server import PASSWORDS
from .wire import CRLF, Wire

_LITERAL = re.compile(rb"~?\{(\d+)\}$")
_TOKEN = re.compile(rb'\s*(?:([()])|"((?:[^"\\]|\\.)*)"|((?:BODY|BINARY)(?:\.PEEK)?\[[^\]]*\](?:<\d+>)?|[^\s()"]+))')
_TAGGED = re.compile(rb"\S+ (OK|NO|BAD)(?: (.*))?$", re.S)


class Refused(AssertionError):
    """A command was answered with NO or BAD."""


class Response:
    """One response: text and the literals in it, in turns."""

    def __init__(self, pieces):
        self.pieces = pieces

    @property
    def text(self):
        """Without its literals."""
        return b"".join(self.pieces[::2])

    def items(self):
        """The sequence number of a FETCH response and its items."""
        tokens = list(self._tokens())
        if len(tokens) < 3 or tokens[2] != b"FETCH":
            return None
        pairs = tokens[3]
        return int(tokens[1]), dict(zip(pairs[::2], pairs[1::2]))

    def _tokens(self):
        """Atoms, strings and literals as bytes, parenthesised lists as lists."""
        stack = [[]]
        for at, piece in enumerate(self.pieces):
            if at % 2:
                stack[-1].append(piece)
                continue
            for paren, quoted, atom in _TOKEN.findall(_LITERAL.sub(b"", piece)):
                _push(stack, paren, quoted, atom)
        return stack[0]


def _push(stack, paren, quoted, atom):
    if paren == b"(":
        stack.append([])
    elif paren == b")":
        done = stack.pop()
        stack[-1].append(done)
    else:
        stack[-1].append(atom or re.sub(rb"\\(.)", rb"\1", quoted))


class Completion:
    """How a command ended, and what came before."""

    def __init__(self, status, text, responses):
        self.status = status
        self.text = text
        self.responses = responses

    def code(self, name):
        """The arguments of a response code, of the completion or of an untagged response."""
        for text in [self.text, *(response.text for response in self.responses)]:
            found = re.search(rb"\[" + name + rb"(?: ([^\]]*))?\]", text)
            if found:
                return found.group(1) or b""
        return None

    def lines(self, keyword):
        """What stands behind `* KEYWORD ` in the untagged responses."""
        prefix = b"* " + keyword
        texts = [response.text for response in self.responses]
        return [text[len(prefix) :].strip() for text in texts if text.startswith(prefix)]

    def fetched(self):
        """The items of every message told of, by sequence number; later ones complete earlier ones."""
        messages = {}
        for number, items in filter(None, (response.items() for response in self.responses)):
            messages.setdefault(number, {}).update(items)
        return messages


class Imap:
    """One IMAP session."""

    def __init__(self, port, tls=None, login=None):
        self.wire = Wire(port, tls)
        self._tags = 0
        self.greeting = self.response()
        if login:
            self.ok(f'LOGIN {login} "{PASSWORDS.get(login, "")}"')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.wire.close()

    def start_tls(self, context):
        self.ok("STARTTLS")
        self.wire.start_tls(context)

    def compress(self):
        """Goes on compressed, and gives the connection for those who have to do with its octets."""
        self.ok("COMPRESS DEFLATE")
        return self.wire.deflate()

    def ok(self, text, *literals):
        """A command that must succeed."""
        done = self.command(text, *literals)
        if done.status != b"OK":
            raise Refused(f"{text}: {done.status} {done.text}")
        return done

    def command(self, text, *literals):
        """Sends a command and waits for its completion. A `{}` in it is where a literal goes."""
        return self.finish(self.send(text, *literals))

    def send(self, text, *literals):
        """Sends a command with LITERAL+ and gives its tag."""
        self._tags += 1
        tag = b"t%d" % self._tags
        pieces = (text.encode() if isinstance(text, str) else text).split(b"{}")
        octets = [tag, b" ", pieces[0]]
        for literal, piece in zip(literals, pieces[1:]):
            octets += [b"{%d+}\r\n" % len(literal), literal, piece]
        self.wire.send(b"".join([*octets, CRLF]))
        return tag

    def finish(self, tag):
        """Reads until the completion of the command with this tag."""
        responses = []
        while True:
            response = self.response()
            if response.pieces[0].startswith(tag + b" "):
                status, text = _TAGGED.match(response.text).groups()
                return Completion(status, text or b"", responses)
            responses.append(response)

    def response(self):
        """The next response."""
        pieces = [self.wire.line()]
        while found := _LITERAL.search(pieces[-1]):
            pieces.append(self.wire.exactly(int(found.group(1))))
            pieces.append(self.wire.line())
        return Response(pieces)

    def append(self, mailbox, message, flags=""):
        """Appends a message and gives its UID validity and UID."""
        done = self.ok(f'APPEND "{mailbox}" ({flags}) {{}}', message)
        validity, uid = done.code(b"APPENDUID").split()
        return int(validity), int(uid)

    def bodies(self):
        """The messages of the selected mailbox, by UID."""
        fetched = self.ok("UID FETCH 1:* (BODY.PEEK[])").fetched()
        return {int(items[b"UID"]): items[b"BODY[]"] for items in fetched.values()}

    def idle(self):
        """Begins IDLE and gives its tag."""
        tag = self.send("IDLE")
        line = self.wire.line()
        if not line.startswith(b"+"):
            raise AssertionError(f"IDLE was answered with {line!r}")
        return tag

    def done(self, tag):
        """Ends IDLE."""
        self.wire.send(b"DONE\r\n")
        return self.finish(tag)


def count(session, mailbox="INBOX"):
    """How many messages a mailbox has."""
    (line,) = session.ok(f'STATUS "{mailbox}" (MESSAGES)').lines(b"STATUS")
    return int(re.search(rb"MESSAGES (\d+)", line).group(1))
