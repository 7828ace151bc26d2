"""Chinese mail: folder names, and search in every charset that such mail has."""

import base64
import quopri
import re

from .suite import DemoCase

# One character each that only one message has; 的 is in all.
BODIES = {
    "gb18030": "的鑫",
    "gbk": "的淼",
    "big5": "的龍",
    "utf-8": "的焱",
    "hz-gb-2312": "的森",
}
SUBJECTS = {"gb18030": "垚", "big5": "灣", "utf-8": "犇"}
EXOTIC = "𠮷"
"""A character that GB18030 writes in four bytes."""


class Folders(DemoCase):
    """Folder names in modified UTF-7 (RFC 3501 §5.1.3)."""

    NAMES = ("工作", "收件箱/项目 & 计划", "台灣", EXOTIC, "INBOX/子文件夹")

    def test_chinese_folders_are_created_listed_and_used(self):
        session = self.imap()
        for name in self.NAMES:
            with self.subTest(name=name):
                encoded = modified_utf7(name)
                session.ok(f'CREATE "{encoded}"')
                self.assertIn(encoded, folders(session))
                session.append(encoded, b"Subject: in it\r\n\r\ntext\r\n")
                session.ok(f'SELECT "{encoded}"')
                self.assertEqual(len(session.bodies()), 1)

    def test_a_chinese_folder_is_renamed_and_deleted(self):
        session = self.imap()
        before, after = modified_utf7("旧名"), modified_utf7("新名")
        session.ok(f'CREATE "{before}"')
        session.ok(f'RENAME "{before}" "{after}"')
        self.assertIn(after, folders(session))
        self.assertNotIn(before, folders(session))
        session.ok(f'DELETE "{after}"')
        self.assertNotIn(after, folders(session))

    def test_what_is_no_modified_utf7_is_refused(self):
        session = self.imap()
        for name in ("&", "&XeVPXA", "&AGE-", "工作"):
            with self.subTest(name=name):
                self.assertIn(session.command(f'CREATE "{name}"').status, (b"NO", b"BAD"))


class Search(DemoCase):
    """Exactly the right messages are found by one character."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kinds = []

    def setUp(self):
        self.session = self.imap()
        if not self.kinds:
            self.session.ok("CREATE Chinese")
            # RFC 6855 §4: for header fields that are not ASCII. Who has said so cannot search with a charset.
            writer = self.imap()
            writer.ok("ENABLE UTF8=ACCEPT")
            for kind, message in messages():
                writer.append("Chinese", message)
                self.kinds.append(kind)
        self.session.ok("SELECT Chinese")

    def test_a_character_of_one_charset_finds_its_messages(self):
        for charset, text in BODIES.items():
            self.finds("BODY", text[1], {kind for kind in self.kinds if kind[:2] == ("body", charset)})

    def test_a_character_of_all_finds_all(self):
        self.finds("BODY", "的", {kind for kind in self.kinds if kind[0] == "body"})

    def test_a_character_of_nobody_finds_nothing(self):
        self.finds("BODY", "无", set())
        self.finds("TEXT", "无", set())

    def test_subjects_in_encoded_words(self):
        for charset, character in SUBJECTS.items():
            wanted = {kind for kind in self.kinds if kind[:2] == ("subject", charset)}
            for key in ("SUBJECT", "TEXT", "HEADER Subject"):
                self.finds(key, character, wanted)

    def test_a_character_beyond_the_basic_plane(self):
        self.finds("BODY", EXOTIC, {kind for kind in self.kinds if kind[0] == "exotic"})

    def test_half_of_a_character_is_not_found(self):
        """A naive search for bytes would find the second byte of one character and the first of the next."""
        straddling = ("的鑫".encode("gb18030")[1:3]).decode("gb18030", "replace")
        self.finds("BODY", straddling, set())

    def test_the_query_may_be_in_gb18030(self):
        wanted = {kind for kind in self.kinds if kind[:2] == ("body", "big5")}
        self.finds("BODY", "龍", wanted, charset="GB18030")
        self.finds("BODY", "的", {kind for kind in self.kinds if kind[0] == "body"}, charset="gb18030")

    def test_an_unknown_charset_is_refused_with_the_known_ones(self):
        done = self.session.command("SEARCH CHARSET KLINGON BODY {}", b"x")
        self.assertEqual(done.status, b"NO")
        self.assertIn(b"UTF-8", done.code(b"BADCHARSET"))

    def finds(self, key, character, wanted, charset="UTF-8"):
        with self.subTest(key=key, character=character, charset=charset):
            done = self.session.ok(f"SEARCH CHARSET {charset} {key} {{}}", character.encode(charset))
            numbers = b" ".join(done.lines(b"SEARCH")).split()
            self.assertEqual({self.kinds[int(number) - 1] for number in numbers}, wanted)


def messages():
    """Every message with what it is."""
    for charset, text in BODIES.items():
        for encoding, encode in ENCODINGS.items():
            yield ("body", charset, encoding), bodied(text, charset, encoding, encode)
    for charset, character in SUBJECTS.items():
        for form in "BQ":
            yield ("subject", charset, form), titled(character, charset, form)
    yield ("exotic", "gb18030", "8bit"), bodied(EXOTIC, "gb18030", "8bit", lambda octets: octets)
    yield ("exotic", "utf-8", "8bit"), bodied(EXOTIC, "utf-8", "8bit", lambda octets: octets)
    yield ("plain", "ascii", "7bit"), b"Subject: nothing Chinese\r\n\r\ntext\r\n"


def quoted_printable(octets):
    return quopri.encodestring(octets).replace(b"\n", b"\r\n")


ENCODINGS = {
    "8bit": lambda octets: octets,
    "base64": lambda octets: base64.encodebytes(octets).replace(b"\n", b"\r\n"),
    "quoted-printable": quoted_printable,
}


def bodied(text, charset, encoding, encode):
    head = f"Subject: body\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset={charset}\r\n"
    octets = encode(("before " + text + " after").encode("hz" if charset == "hz-gb-2312" else charset))
    return f"{head}Content-Transfer-Encoding: {encoding}\r\n\r\n".encode() + octets + b"\r\n"


def titled(character, charset, form):
    octets = character.encode(charset)
    coded = base64.b64encode(octets).decode() if form == "B" else "".join(f"={octet:02X}" for octet in octets)
    return f"Subject: =?{charset}?{form}?{coded}?=\r\n\r\ntext\r\n".encode()


def modified_utf7(name):
    """RFC 3501 §5.1.3."""
    return re.sub(r"[^\x20-\x7e]+|&", lambda found: _shifted(found.group()), name)


def _shifted(text):
    if text == "&":
        return "&-"
    coded = base64.b64encode(text.encode("utf-16-be")).decode().rstrip("=")
    return "&" + coded.replace("/", ",") + "-"


def folders(session):
    return [line.decode().split('" ', 1)[1].strip('"') for line in session.ok('LIST "" *').lines(b"LIST")]
