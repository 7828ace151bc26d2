"""imapclient, with all that it has methods for."""

import contextlib
import ssl
import sys
from datetime import datetime, timedelta
from email.header import Header
from pathlib import Path

from clients.server import ALICE, BOB, PASSWORDS
from clients.wire import HOST

from .suite import DemoCase, mail

sys.path.append(str(Path(__file__).resolve().parents[2] / "target" / "python"))

import imapclient  # noqa: E402
from imapclient.exceptions import IMAPClientError, LoginError  # noqa: E402

CHINESE = "项目/二〇二六"
MESSAGES = Path(__file__).resolve().parents[1] / "messages"


class ImapClient(DemoCase):
    """A program that uses imapclient."""

    def client(self, user=ALICE, security="plain"):
        """A client that has logged in, logged out at the test's end."""
        context = ssl.create_default_context(cafile=str(self.server.certificate()))
        if security == "tls":
            client = imapclient.IMAPClient(HOST, port=self.port("imaps"), ssl_context=self._trusting(context), timeout=20)
        else:
            client = imapclient.IMAPClient(HOST, port=self.port("imap"), ssl=False, timeout=20)
        if security == "starttls":
            client.starttls(self._trusting(context))
        client.login(user, PASSWORDS[user])
        self.addCleanup(self._close, client)
        return client

    @staticmethod
    def _trusting(context):
        context.check_hostname = False
        return context

    @staticmethod
    def _close(client):
        with contextlib.suppress(IMAPClientError, OSError):
            client.logout()

    def folder(self, client, name, count=3):
        """A new mailbox with messages, selected."""
        client.create_folder(name)
        for number in range(count):
            client.append(name, mail(f"{name} {number}"), msg_time=datetime(2026, 1, 1 + number))
        client.select_folder(name)

    def test_every_way_in(self):
        for security in ("plain", "starttls", "tls"):
            with self.subTest(security):
                client = self.client(security=security)
                self.assertIn(b"IMAP4REV1", client.capabilities())
                self.assertIn((b"name", b"Posthouse"), client.id_({"name": "test"}))

    def test_a_wrong_password_is_an_error_of_its_own(self):
        client = imapclient.IMAPClient(HOST, port=self.port("imap"), ssl=False, timeout=20)
        self.addCleanup(self._close, client)
        self.assertRaises(LoginError, client.login, ALICE, "wrong")
        client.plain_login(ALICE, PASSWORDS[ALICE])

    def test_folders_have_names_in_any_script(self):
        client = self.client()
        client.create_folder(CHINESE)
        client.subscribe_folder(CHINESE)
        self.assertIn(CHINESE, [name for _, _, name in client.list_folders()])
        self.assertIn(CHINESE, [name for _, _, name in client.list_sub_folders()])
        self.assertEqual(client.folder_status(CHINESE, ["MESSAGES", "UNSEEN"]), {b"MESSAGES": 0, b"UNSEEN": 0})
        client.rename_folder(CHINESE, "改名")
        self.assertTrue(client.folder_exists("改名") and not client.folder_exists(CHINESE))
        client.delete_folder("改名")
        client.unsubscribe_folder(CHINESE)
        self.assertEqual(client.find_special_folder(imapclient.imapclient.SENT), "Sent")
        self.assertEqual(client.namespace().personal[0][1], "/")
        self.assertEqual(client.namespace().other[0][0], "Other Users/")
        self.assertEqual(client.namespace().shared[0][0], "Shared Folders/")

    def test_flags_and_expunge(self):
        client = self.client()
        self.folder(client, "Flags")
        first, second, third = client.search()
        client.add_flags([first], [imapclient.SEEN, "$Forwarded"])
        client.set_flags([second], [imapclient.DELETED, imapclient.FLAGGED])
        self.assertEqual(flags_of(client, first), {imapclient.SEEN, b"$Forwarded"})
        client.remove_flags([first], [imapclient.SEEN])
        self.assertEqual(flags_of(client, first), {b"$Forwarded"})
        client.delete_messages([third])
        client.uid_expunge([third])
        self.assertEqual(client.search(), [first, second])
        client.expunge()
        self.assertEqual(client.search(), [first])

    def test_copy_and_move(self):
        client = self.client()
        self.folder(client, "Source")
        client.create_folder("Target")
        first, *others = client.search()
        client.copy([first], "Target")
        client.move(others, "Target")
        self.assertEqual(client.search(), [first])
        self.assertEqual(client.folder_status("Target", ["MESSAGES"])[b"MESSAGES"], 3)

    def test_searches(self):
        client = self.client()
        self.folder(client, "Search", 0)
        for subject, body in (("会议纪要", "明天上午开会"), ("Report", "quarterly figures")):
            text = f"From: <{BOB}>\r\nSubject: {Header(subject, 'utf-8').encode()}\r\nContent-Type: text/plain; charset=utf-8\r\n"
            client.append("Search", f"{text}Content-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n".encode())
        chinese, english = client.search()
        self.assertEqual(client.search(["SUBJECT", "纪"], charset="UTF-8"), [chinese])
        self.assertEqual(client.search(["BODY", "开"], charset="UTF-8"), [chinese])
        self.assertEqual(client.search(["OR", ["SUBJECT", "report"], ["BODY", "nothing"]]), [english])
        self.assertEqual(client.search(["NOT", ["FROM", ALICE], "SINCE", datetime.now() - timedelta(days=2)]), [1, 2])
        self.assertRaises(IMAPClientError, client.search, ["NONSENSE"])

    def test_sort_and_thread(self):
        client = self.client()
        client.create_folder("Sorted")
        client.append("Sorted", mail("beta").replace(b"Subject", b"Message-ID: <1@x.test>\r\nSubject"))
        client.append("Sorted", mail("alpha"))
        client.append("Sorted", mail("Re: beta").replace(b"Subject", b"References: <1@x.test>\r\nSubject"))
        client.select_folder("Sorted")
        self.assertEqual(client.sort(["SUBJECT"]), [2, 1, 3])
        self.assertEqual(client.sort("REVERSE SUBJECT"), [1, 3, 2])
        for algorithm in ("REFERENCES", "ORDEREDSUBJECT"):
            self.assertEqual(sorted(client.thread(algorithm)), [(1, 3), (2,)], algorithm)

    def test_envelopes_and_structures_of_odd_messages_can_be_read(self):
        client = self.client()
        client.create_folder("Odd")
        files = sorted(file for file in MESSAGES.rglob("*.eml") if file.stat().st_size)
        self.assertGreater(len(files), 50)
        writer = self.imap()
        writer.ok("ENABLE UTF8=ACCEPT")
        for file in files:
            writer.append("Odd", file.read_bytes())
        client.select_folder("Odd", readonly=True)
        fetched = client.fetch(client.search(), ["ENVELOPE", "BODYSTRUCTURE", "RFC822.SIZE", "INTERNALDATE", "BODY.PEEK[]"])
        self.assertEqual(len(fetched), len(files))
        for (_, data), file in zip(sorted(fetched.items()), files, strict=True):
            self.assertEqual(data[b"BODY[]"], file.read_bytes(), file.name)
            self.assertEqual(data[b"RFC822.SIZE"], len(data[b"BODY[]"]), file.name)
            self.assertIsInstance(data[b"INTERNALDATE"], datetime)
            self.assertIsNotNone(data[b"BODYSTRUCTURE"], file.name)

    def test_only_what_changed_is_fetched_again(self):
        client = self.client()
        self.folder(client, "Changed")
        known = client.folder_status("Changed", ["HIGHESTMODSEQ"])[b"HIGHESTMODSEQ"]
        client.add_flags([2], [imapclient.FLAGGED])
        changed = client.fetch(client.search(), ["FLAGS"], [b"CHANGEDSINCE %d" % known])
        self.assertEqual(list(changed), [2])

    def test_idle_tells_what_another_does(self):
        watcher, other = self.client(), self.client(security="tls")
        self.folder(watcher, "Idle", 1)
        other.select_folder("Idle")
        watcher.idle()
        other.append("Idle", mail("new"))
        seen = watcher.idle_check(timeout=10)
        self.assertIn((2, b"EXISTS"), seen)
        other.add_flags([1], [imapclient.SEEN])
        self.assertTrue(any(response[1] == b"FETCH" for response in watcher.idle_check(timeout=10)))
        watcher.idle_done()
        watcher.noop()

    def test_several_messages_in_one_append(self):
        client = self.client()
        client.create_folder("Several")
        answer = client.multiappend("Several", [mail("one"), {"msg": mail("two"), "flags": [imapclient.SEEN]}])
        self.assertIn(b"APPENDUID", answer[1][0])
        client.select_folder("Several")
        self.assertEqual(flags_of(client, 2), {imapclient.SEEN})

    def test_enable_and_quota(self):
        client = self.client()
        self.assertEqual(client.enable("CONDSTORE"), [b"CONDSTORE"])
        roots, quotas = client.get_quota_root("INBOX")
        self.assertEqual(roots.mailbox, "INBOX")
        self.assertEqual({quota.resource for quota in quotas} - {"STORAGE", "MESSAGE", "MAILBOX"}, set())

    def test_rights_are_given_used_and_taken(self):
        owner, reader = self.client(), self.client(BOB)
        self.folder(owner, "Shared by Alice")
        owner.setacl("Shared by Alice", BOB, "lrsw")
        self.assertIn((BOB.encode(), b"lrsw"), owner.getacl("Shared by Alice"))
        [name] = [name for _, _, name in reader.list_folders() if name.endswith("Shared by Alice")]
        reader.select_folder(name)
        reader.add_flags([1], [imapclient.SEEN])
        self.assertEqual(flags_of(owner, 1), set())
        self.assertRaises(IMAPClientError, reader.append, name, mail("not allowed"))
        reader.unselect_folder()
        owner.setacl("Shared by Alice", BOB, "-lrsw")
        self.assertFalse(reader.folder_exists(name))


def flags_of(client, uid):
    """The flags that the client has set or not."""
    return set(client.get_flags([uid])[uid]) - {b"\\Recent"}
