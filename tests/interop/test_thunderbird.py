"""Thunderbird: what its user does reaches the server, and what another device does is shown."""

import base64
import re
import ssl
from email.header import Header

from clients import corpus
from clients.imap import Imap, count
from clients.server import ALICE, BOB, PASSWORDS
from clients.wait import until
from clients.wire import HOST

from .suite import DemoCase, mail
from .thunderbird import Thunderbird

SERVICES = {"tls": ("imaps", "submissions"), "starttls": ("imap", "submission")}
COMPLAINT = re.compile(r":\d+ (?:NO|BAD) .*|: \* (?:NO|BAD|BYE).*|.*Syntax Error.*")
MANY = 48


class ThunderbirdCase(DemoCase):
    """A user with a running Thunderbird, and with another device."""

    SECURITY = "tls"
    PREFERENCES = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.device = Imap(cls.server.ports["imap"], login=ALICE)
        cls.addClassCleanup(cls.device.wire.close)
        cls.device.ok("ENABLE UTF8=ACCEPT")
        cls.thunderbird = Thunderbird(cls.PREFERENCES)
        cls.addClassCleanup(cls.thunderbird.end)
        cls.add_account()

    @classmethod
    def add_account(cls):
        imap, submission = (cls.server.ports[service] for service in SERVICES[cls.SECURITY])
        certificate = ssl.PEM_cert_to_DER_cert(cls.server.certificate().read_text())
        cls.thunderbird.trust(HOST, [imap, submission], base64.b64encode(certificate).decode())
        account = {"host": HOST, "user": ALICE, "password": PASSWORDS[ALICE], "security": cls.SECURITY}
        cls.thunderbird.createAccount(account | {"imap": imap, "submission": submission})
        cls.thunderbird.update("Inbox")
        until(lambda: cls.thunderbird.messages("Inbox"), "the account can be read")

    def tearDown(self):
        """Nothing was complained of, neither by the server nor to the user."""
        self.assertEqual(COMPLAINT.findall(self.thunderbird.log()), [])
        self.assertEqual(self.thunderbird.alerts(), [])

    def folder(self, name, messages=()):
        """A new folder of the other device, with these messages, which Thunderbird has opened."""
        self.device.ok(f'CREATE "{name}"')
        self.device.ok(f'SUBSCRIBE "{name}"')
        for message in messages:
            self.device.append(name, message)
        self.thunderbird.discover()
        until(lambda: name in self.thunderbird.folders(), f"{name} is listed")
        self.thunderbird.update(name)
        return name

    def shows(self, folder, what, value):
        """Waits until the messages of a folder have these values, by UID."""
        until(lambda: self.shown(folder, what) == value, f"{folder} shows {value}, not {self.shown(folder, what)}")

    def shown(self, folder, what):
        return {message["uid"]: message[what] for message in self.thunderbird.messages(folder)}

    def on_server(self, folder):
        """The flags on the server, by UID."""
        self.device.ok(f'EXAMINE "{folder}"')
        fetched = self.device.ok("FETCH 1:* (UID FLAGS)").fetched() if count(self.device, folder) else {}
        flags = {int(items[b"UID"]): set(items[b"FLAGS"]) - {rb"\Recent"} for items in fetched.values()}
        self.device.ok("UNSELECT")
        return flags


class Work(ThunderbirdCase):
    """What a user does."""

    def test_folders_are_listed_created_renamed_and_thrown_away(self):
        self.folder("项目")
        self.folder("项目/二〇二六 &计划")
        self.thunderbird.createFolder("草稿箱")
        until(lambda: "草稿箱" in self.thunderbird.folders(), "the folder is created")
        self.thunderbird.renameFolder("草稿箱", "会议")
        until(lambda: "会议" in self.thunderbird.folders(), "the folder is renamed")
        self.thunderbird.moveFolder("会议", "Trash")
        until(lambda: "Trash/会议" in self.thunderbird.folders(), "the folder is in the trash")
        lines = self.device.ok('LIST "" *').lines(b"LIST")
        listed = {line.rpartition(b' "/" ')[2].strip(b'"').decode() for line in lines}
        shown = {"INBOX" if name == "Inbox" else name for name in self.thunderbird.folders()}
        self.assertEqual(shown, listed)

    def test_special_folders_are_known(self):
        for use in ("SentMail", "Trash", "Drafts", "Junk", "Archive"):
            with self.subTest(use):
                self.assertEqual(self.thunderbird.special(use), use.removesuffix("Mail"))

    def test_what_the_server_offers_is_used(self):
        for command in ("COMPRESS DEFLATE", "ENABLE UTF8=ACCEPT", 'list (subscribed) "" "*" return (special-use)'):
            self.assertRegex(self.thunderbird.log(), rf":SendData: \d+ {re.escape(command)}")

    def test_lists_and_texts_are_decoded(self):
        folder = self.folder("列表", [chinese(number) for number in range(MANY)])
        subjects = {number + 1: f"会议纪要 {number}" for number in range(MANY)}
        self.assertEqual(self.shown(folder, "subject"), subjects)
        self.assertEqual(set(self.shown(folder, "author").values()), {"李明 <li.ming@example.test>"})
        self.assertEqual(self.thunderbird.text(folder, 8).rstrip(), "您好，第 7 次会议。㐂𠮷龘")

    def test_every_message_comes_as_it_was_stored(self):
        """Thunderbird itself makes lines of what has none: those messages are left out."""
        kept = {name: message for name, message in corpus.messages().items() if not corpus.is_binary(name)}
        folder = self.folder("语料", kept.values())
        for uid, (name, message) in enumerate(kept.items(), start=1):
            with self.subTest(name):
                self.assertEqual(self.thunderbird.source(folder, uid).encode("latin-1"), message)

    def test_marks_reach_the_server(self):
        folder = self.folder("标记", [mail(f"第 {number} 封") for number in range(4)])
        self.thunderbird.markFlagged(folder, [1, 2], True)
        self.thunderbird.markRead(folder, [2, 3], True)
        self.thunderbird.addKeyword(folder, [4], "$label1")
        marked = {1: {rb"\Flagged"}, 2: {rb"\Flagged", rb"\Seen"}, 3: {rb"\Seen"}, 4: {b"$label1"}}
        until(lambda: self.on_server(folder) == marked, "the server has the marks")
        self.thunderbird.markFlagged(folder, [1], False)
        self.thunderbird.markRead(folder, [3], False)
        unmarked = marked | {1: set(), 3: set()}
        until(lambda: self.on_server(folder) == unmarked, "the server has the marks no more")

    def test_messages_are_copied_moved_and_deleted(self):
        source = self.folder("来源", [mail(f"来 {number}") for number in range(6)])
        target = self.folder("目标")
        trash = count(self.device, "Trash")
        self.thunderbird.transfer(source, [1], target, False)
        self.thunderbird.transfer(source, [2, 3], target, True)
        self.thunderbird.removeMessages(source, [4])
        self.thunderbird.compact(source)
        self.assertEqual(set(self.on_server(source)), {1, 5, 6})
        self.assertEqual(set(self.on_server(target)), {1, 2, 3})
        self.assertEqual(count(self.device, "Trash"), trash + 1)
        self.thunderbird.update(target)
        self.assertEqual(self.shown(target, "subject"), {1: "来 0", 2: "来 1", 3: "来 2"})
        self.assertEqual(set(self.shown(source, "subject")), {1, 5, 6})

    def test_a_folder_is_kept_for_reading_offline(self):
        folder = self.folder("离线", [chinese(number) for number in range(MANY)])
        self.thunderbird.downloadAll(folder)
        self.assertEqual(set(self.shown(folder, "offline").values()), {True})

    def test_the_server_searches(self):
        folder = self.folder("搜索", [chinese(1), mail("无关"), chinese(2), mail("垚", "鑫")])
        wanted = (("Body", "龘", [1, 3]), ("Body", "鑫", [4]), ("Subject", "垚", [4]), ("Sender", "李", [1, 3]))
        for attribute, character, found in wanted:
            with self.subTest(f"{attribute} {character}"):
                self.assertEqual(self.thunderbird.search(folder, attribute, character), found)
        self.assertRegex(self.thunderbird.log(), r"(?i)SendData: \d+ uid search")

    def test_a_message_is_sent_and_kept(self):
        sent = count(self.device, "Sent")
        self.thunderbird.send(BOB, "你好，鲍勃", "明天见。\n")
        with Imap(self.port("imap"), login=BOB) as recipient:
            recipient.ok("SELECT INBOX")
            search = ("SEARCH CHARSET UTF-8 SUBJECT {}", "鲍".encode())
            until(lambda: recipient.ok(*search).lines(b"SEARCH") != [b""], "it is delivered")
        until(lambda: count(self.device, "Sent") == sent + 1, "a copy is kept")
        self.assertEqual(self.on_server("Sent")[sent + 1], {rb"\Seen"})


class Watching(ThunderbirdCase):
    """What another device does is shown at once."""

    def test_new_mail_a_flag_and_an_expunge_are_shown(self):
        folder = self.folder("观察", [mail("一"), mail("二"), mail("三")])
        until(lambda: self.idles(folder), "the connection is idle")
        self.device.ok(f'SELECT "{folder}"')
        self.device.ok(r"UID STORE 2 +FLAGS (\Flagged)")
        self.shows(folder, "flagged", {1: False, 2: True, 3: False})
        self.device.ok(r"UID STORE 1 +FLAGS (\Seen)")
        self.shows(folder, "read", {1: True, 2: False, 3: False})
        self.device.ok(r"UID STORE 3 +FLAGS (\Deleted)")
        self.device.ok("UID EXPUNGE 3")
        self.shows(folder, "subject", {1: "一", 2: "二"})
        self.device.append(folder, mail("四"))
        self.shows(folder, "subject", {1: "一", 2: "二", 4: "四"})

    def test_mail_delivered_to_the_inbox_is_shown(self):
        known = self.shown("Inbox", "subject")
        until(lambda: self.idles("INBOX"), "the connection is idle")
        self.device.append("INBOX", chinese(1))
        self.shows("Inbox", "subject", known | {max(known) + 1: "会议纪要 1"})

    def test_what_changed_while_it_looked_elsewhere_is_shown(self):
        folder = self.folder("别处", [mail(f"{number}") for number in range(10)])
        self.thunderbird.update("Inbox")
        self.device.ok(f'SELECT "{folder}"')
        self.device.ok(r"UID STORE 1,4 +FLAGS (\Flagged)")
        self.device.ok(r"UID STORE 2,10 +FLAGS (\Deleted)")
        self.device.ok("EXPUNGE")
        self.device.append(folder, mail("新"))
        self.thunderbird.update(folder)
        left = [1, *range(3, 10), 11]
        self.shows(folder, "flagged", {uid: uid in (1, 4) for uid in left})

    def idles(self, folder):
        """Whether the last command in the folder was IDLE."""
        return re.findall(rf"S-{folder}:SendData: \d+ (\w+)", self.thunderbird.log())[-1:] == ["IDLE"]


class WatchingWithCondstore(Watching):
    """The same, where Thunderbird asks for no more than what has changed."""

    PREFERENCES = {"mail.server.default.use_condstore": True}

    def test_only_what_has_changed_is_asked_for(self):
        folder = self.folder("已知", [mail("一"), mail("二")])
        self.device.ok(f'SELECT "{folder}"')
        self.device.ok(r"STORE 1 +FLAGS (\Flagged)")
        self.thunderbird.update(folder)
        self.shows(folder, "flagged", {1: True, 2: False})
        self.assertRegex(self.thunderbird.log(), rf"S-{folder}:SendData: \d+ UID fetch 1:\* \(FLAGS\) \(CHANGEDSINCE")


class StartTls(ThunderbirdCase):
    """Every connection begins in clear."""

    SECURITY = "starttls"

    def test_mail_is_read_and_sent(self):
        folder = self.folder("明文", [chinese(1)])
        self.assertEqual(self.shown(folder, "subject"), {1: "会议纪要 1"})
        self.thunderbird.send(ALICE, "给自己", "正文\n")
        until(lambda: "给自己" in self.shown("Inbox", "subject").values(), "what was sent is shown")


def chinese(number):
    """A message in GB18030."""
    subject, name = (Header(text, "gb18030").encode() for text in (f"会议纪要 {number}", "李明"))
    lines = (
        f"From: {name} <li.ming@example.test>",
        f"To: <{ALICE}>",
        f"Subject: {subject}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=gb18030",
        "Content-Transfer-Encoding: 8bit",
        "",
        f"您好，第 {number} 次会议。㐂𠮷龘",
        "",
    )
    return "\r\n".join(lines).encode("gb18030")
