"""Shared accounts: made by the administrator, read by those who have rights, logged in to by nobody."""

import base64
import json

from clients.imap import Imap, count
from clients.pop3 import Pop3
from clients.server import ALICE, BOB, PASSWORDS
from clients.smtp import Smtp, lmtp

from .suite import DemoCase, mail

TEAM = "team@example.test"
NOTICES = "公告"
INBOX = f"Shared Folders/{TEAM}/INBOX"
BELOW = f"Shared Folders/{TEAM}/&UWxUSg-"
OUTSIDER = "someone@elsewhere.test"


class SharedCase(DemoCase):
    """A demo server with a shared account, which the group staff may use; Alice is in it, Bob is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for words in (
            ("account", "add", TEAM, "--shared"),
            ("mailbox", "add", TEAM, NOTICES),
            ("group", "add", "staff"),
            ("group", "join", "staff", ALICE),
            ("acl", "set", TEAM, "INBOX", "$staff", "lrswipkxtea"),
            ("acl", "set", TEAM, NOTICES, "anyone", "lr"),
        ):
            cls.done(*words)

    @classmethod
    def done(cls, *words):
        ended = cls.server.run(*words)
        if ended.returncode:
            raise AssertionError(ended.stderr)
        return ended.stdout


class Shared(SharedCase):
    def test_the_administrator_sees_what_there_is(self):
        self.assertIn(f"{TEAM}  shared\n", self.done("account", "list"))
        rows = json.loads(self.done("account", "list", "--json"))
        self.assertEqual([row["address"] for row in rows if row.get("shared")], [TEAM])
        names = [row["mailbox"] for row in json.loads(self.done("mailbox", "list", TEAM, "--json"))]
        self.assertIn(NOTICES, names)
        self.assertIn("INBOX  $staff  lrswipkxtea\n", self.done("acl", "list", TEAM))

    def test_who_has_rights_sees_the_mailboxes_and_nobody_else(self):
        alice, bob = self.imap(), self.imap(login=BOB)
        for session in (alice, bob):
            (line,) = session.ok("NAMESPACE").lines(b"NAMESPACE")
            self.assertEqual(line, b'(("" "/")) (("Other Users/" "/")) (("Shared Folders/" "/"))')
        self.assertEqual(listed(alice), [INBOX, BELOW])
        self.assertEqual(listed(bob), [BELOW])
        self.assertEqual(bob.command(f'SELECT "{INBOX}"').code(b"NONEXISTENT"), b"")
        self.assertEqual(alice.ok('LIST "" "Other Users*"').lines(b"LIST"), [])

    def test_mail_by_every_way_arrives_and_is_told_while_idling(self):
        self.done("alias", "add", "front@example.test", TEAM)
        alice = self.imap(select=INBOX)
        before = len(alice.bodies())
        tag = alice.idle()
        with Smtp(self.port("smtp")) as session:
            session.deliver(OUTSIDER, [TEAM], mail("by address", sender=OUTSIDER, recipient=TEAM))
        self.assertIn(b"EXISTS", alice.wire.line())
        with lmtp(self.port("lmtp")) as session:
            session.deliver(OUTSIDER, ["team+news@example.test"], mail("with a tag", sender=OUTSIDER, recipient=TEAM))
            session.deliver(OUTSIDER, ["front@example.test"], mail("by alias", sender=OUTSIDER, recipient=TEAM))
        alice.done(tag)
        alice.ok("NOOP")
        self.assertEqual(len(alice.bodies()), before + 3)

    def test_messages_go_in_and_out(self):
        alice = self.imap(select="INBOX")
        alice.append(INBOX, mail("to the team"))
        alice.append("INBOX", mail("mine"))
        alice.ok(f'MOVE * "{INBOX}"')
        here = count(alice)
        alice.ok(f'SELECT "{INBOX}"')
        alice.ok("MOVE * INBOX")
        self.assertEqual(count(alice), here + 1)
        alice.ok(f'CREATE "{INBOX}/&kBp3pQ-"')
        alice.ok(f'RENAME "{INBOX}/&kBp3pQ-" "{INBOX}/&UWxUSg-"')
        alice.ok(f'DELETE "{INBOX}/&UWxUSg-"')
        self.assertEqual(alice.command(f'APPEND "{BELOW}" {{}}', mail("not mine to say")).code(b"NOPERM"), b"")

    def test_rights_are_given_by_whoever_administers(self):
        alice, bob = self.imap(), self.imap(login=BOB)
        alice.ok(f'SETACL "{INBOX}" {BOB} lr')
        bob.ok(f'SELECT "{INBOX}"')
        alice.ok(f'DELETEACL "{INBOX}" {BOB}')
        self.assertNotIn(INBOX, listed(self.imap(login=BOB)))

    def test_a_quota_holds(self):
        self.done("account", "quota", TEAM, "--messages", "0")
        self.addCleanup(self.done, "account", "quota", TEAM, "--messages", "default")
        smtp = self.smtp()
        smtp.expect(250, "MAIL FROM:<a@example.org>")
        smtp.expect(452, f"RCPT TO:<{TEAM}>")

    def test_nobody_logs_in(self):
        for password in ("", "alice-demo-password", "x"):
            with Imap(self.port("imap")) as session:
                wrong = session.command(f'LOGIN {BOB} "wrong"')
                refused = session.command(f'LOGIN {TEAM} "{password}"')
                self.assertEqual((refused.status, refused.text), (wrong.status, wrong.text))
        with Pop3(self.port("pop3")) as session:
            session.ok(f"USER {TEAM}")
            self.assertTrue(session.command("PASS x").startswith(b"-ERR [AUTH]"))
        plain = base64.b64encode(f"\0{TEAM}\0x".encode()).decode()
        with Smtp(self.port("submission")) as session:
            session.expect(535, f"AUTH PLAIN {plain}")

    def test_what_is_for_people_is_refused_in_one_line(self):
        self.done("group", "add", "board")
        for words in (
            ("account", "password", TEAM, "--password", "a password"),
            ("account", "admin", TEAM),
            ("account", "capability", TEAM, "--off", "MOVE"),
            ("group", "join", "board", TEAM),
            ("acl", "set", ALICE, "INBOX", TEAM, "lr"),
            ("account", "add", TEAM, "--shared"),
        ):
            ended = self.server.run(*words)
            self.assertEqual(ended.returncode, 1, words)
            self.assertEqual(len(ended.stderr.splitlines()), 1, ended.stderr)
            self.assertIn(TEAM, ended.stderr)
        ended = self.server.run("account", "add", "more@example.test", "--shared", "--password", "x")
        self.assertEqual(ended.returncode, 2)


class Converted(SharedCase):
    def test_an_account_that_people_logged_in_to_becomes_a_shared_one_with_its_mail(self):
        bob = self.imap(login=BOB, select="INBOX")
        held = bob.append("INBOX", mail("from before"))
        bob.ok(f"SETACL INBOX {ALICE} lr")
        bob.idle()
        self.assertIn("nobody logs in", self.done("account", "share", BOB))
        self.assertIn(b"* BYE", bob.wire.rest())
        with Imap(self.port("imap")) as session:
            self.assertEqual(session.command(f'LOGIN {BOB} "{PASSWORDS[BOB]}"').status, b"NO")
        alice = self.imap(select=f"Shared Folders/{BOB}/INBOX")
        self.assertIn(held[1], alice.bodies())
        self.assertEqual(alice.ok('LIST "" "Other Users*"').lines(b"LIST"), [])


class Removed(SharedCase):
    def test_a_removed_account_is_gone_for_who_reads_it_and_leaves_nothing(self):
        alice = self.imap(select=INBOX)
        alice.append(INBOX, mail("soon gone"))
        alice.idle()
        self.assertIn("removed", self.done("account", "remove", TEAM))
        self.assertIn(b"* BYE", alice.wire.rest())
        again = self.imap()
        self.assertEqual(listed(again), [])
        self.assertEqual(again.command(f'SELECT "{INBOX}"').code(b"NONEXISTENT"), b"")
        smtp = self.smtp()
        smtp.expect(250, "MAIL FROM:<a@example.org>")
        smtp.expect(550, f"RCPT TO:<{TEAM}>")
        self.server.stop()
        self.assertEqual(self.server.run("check").returncode, 0)


def listed(session):
    """The shared mailboxes that LIST tells."""
    lines = session.ok('LIST "" "Shared Folders/*"').lines(b"LIST")
    return [line.split(b'"/" ')[1].strip(b'"').decode() for line in lines]
