"""The commands of the administrator, with the server running and without it."""

import json
import re
import shutil
import unittest

from clients import binary
from clients.imap import Imap, Refused
from clients.server import ALICE, Server, new_folder
from clients.smtp import Smtp

from .suite import DemoCase, mail


class Commands:
    """What holds whoever performs the commands; `run` is given by the classes below."""

    def test_what_is_added_is_listed_and_can_be_removed(self):
        self.done("domain", "add", "listed.test")
        self.done("account", "add", "carol@listed.test", "--password", "first password")
        self.done("alias", "add", "team@listed.test", "carol@listed.test")
        self.assertIn("listed.test", self.names("domain"))
        self.assertIn("carol@listed.test", self.names("account"))
        self.assertIn("team@listed.test", self.names("alias"))
        self.done("alias", "remove", "team@listed.test")
        self.done("account", "remove", "carol@listed.test")
        self.done("domain", "remove", "listed.test")
        for kind in ("domain", "account", "alias"):
            self.assertNotIn("listed.test", " ".join(self.names(kind)))

    def test_lists_for_people_have_a_line_for_each(self):
        self.done("domain", "add", "lines.test")
        self.done("account", "add", "carol@lines.test", "--password-stdin", stdin="a password\n")
        for kind, wanted in (("domain", "lines.test"), ("account", "carol@lines.test")):
            lines = self.done(kind, "list").stdout.splitlines()
            self.assertEqual(len([line for line in lines if line.startswith(wanted)]), 1, lines)

    def test_a_name_beyond_ascii_is_taken(self):
        self.done("domain", "add", "邮局.test")
        self.done("account", "add", "小明@邮局.test", "--password", "a password")
        self.assertIn("小明@邮局.test", self.done("account", "list").stdout)

    def test_mistakes_are_told_in_one_line(self):
        self.done("domain", "add", "mistakes.test")
        self.done("account", "add", "carol@mistakes.test", "--password", "a password")
        self.refused("carol@mistakes.test", "account", "add", "carol@mistakes.test", "--password", "a password")
        self.refused("nowhere.test", "account", "add", "carol@nowhere.test", "--password", "a password")
        self.refused("nobody@mistakes.test", "account", "remove", "nobody@mistakes.test")
        self.refused("nobody@mistakes.test", "account", "password", "nobody@mistakes.test", "--password", "x password")
        self.refused("mistakes.test", "domain", "remove", "mistakes.test")
        self.refused("mistakes.test", "domain", "add", "mistakes.test")
        self.refused("nowhere.test", "domain", "remove", "nowhere.test")
        self.refused("none@mistakes.test", "alias", "remove", "none@mistakes.test")

    def test_a_quota_is_set_and_shown(self):
        self.done("domain", "add", "quota.test")
        self.done("account", "add", "carol@quota.test", "--password", "a password")
        quota = ("account", "quota", "carol@quota.test")
        self.done(*quota, "--storage", "2G", "--messages", "1000", "--mailboxes", "none")
        lines = self.done(*quota).stdout.splitlines()
        self.assertEqual(lines[0], "carol@quota.test")
        self.assertEqual(lines[1].split(), ["storage", "0", "B", "of", "2.0", "GiB"])
        self.assertEqual(lines[2].split(), ["messages", "0", "of", "1000"])
        shown = json.loads(self.done(*quota, "--messages", "default", "--json").stdout)
        self.assertEqual(shown["storage"], {"usage": 0, "limit": 2 << 30, "default": False})
        self.assertTrue(shown["messages"]["default"])
        self.assertIsNone(shown["mailboxes"]["limit"])
        self.refused("nobody@quota.test", "account", "quota", "nobody@quota.test")

    def test_capabilities_are_switched_off_and_on(self):
        self.done("domain", "add", "off.test")
        self.done("account", "add", "carol@off.test", "--password", "a password")
        capability = ("account", "capability", "carol@off.test")
        self.assertEqual(self.done(*capability).stdout, "")
        self.assertEqual(self.done(*capability, "--off", "move", "--off", "IDLE").stdout, "IDLE\nMOVE\n")
        shown = self.done(*capability, "--on", "IDLE", "--off", "RIGHTS=TEXK", "--json").stdout
        self.assertEqual(json.loads(shown), ["MOVE", "RIGHTS=texk"])
        self.assertEqual(self.done(*capability).stdout, "MOVE\nRIGHTS=texk\n")
        for name in ("IMAP4rev1", "NONSENSE"):
            ended = self.run_command(*capability, "--off", name)
            self.assertEqual(ended.returncode, 2, ended)
            self.assertIn(name, ended.stderr)
        self.refused("nobody@off.test", "account", "capability", "nobody@off.test", "--off", "MOVE")

    def test_an_account_becomes_an_administrator(self):
        self.done("domain", "add", "admin.test")
        self.done("account", "add", "carol@admin.test", "--password", "a password")
        self.done("account", "admin", "carol@admin.test")
        self.assertIn("carol@admin.test  administrator", self.done("account", "list").stdout)
        self.done("account", "admin", "carol@admin.test", "--remove")
        self.assertNotIn("carol@admin.test  administrator", self.done("account", "list").stdout)

    def test_a_shared_account_has_mailboxes_and_no_password(self):
        self.done("domain", "add", "shared.test")
        self.done("account", "add", "team@shared.test", "--shared")
        self.assertIn("team@shared.test  shared\n", self.done("account", "list").stdout)
        self.done("mailbox", "add", "team@shared.test", "公告/2026")
        self.done("mailbox", "rename", "team@shared.test", "公告", "通知")
        lines = self.done("mailbox", "list", "team@shared.test").stdout.splitlines()
        self.assertIn("通知/2026  0 messages", lines)
        self.done("acl", "set", "team@shared.test", "通知", "anyone", "lr")
        self.assertEqual(self.done("acl", "list", "team@shared.test").stdout, "通知  anyone  lr\n")
        self.done("mailbox", "remove", "team@shared.test", "通知/2026")
        shown = json.loads(self.done("mailbox", "list", "team@shared.test", "--json").stdout)
        self.assertIn({"mailbox": "通知", "messages": 0}, shown)
        self.refused("mailbox", "mailbox", "remove", "team@shared.test", "通知/2026")
        self.refused("team@shared.test", "account", "password", "team@shared.test", "--password", "x password")
        self.refused("team@shared.test", "account", "admin", "team@shared.test")
        self.refused("nobody@shared.test", "mailbox", "list", "nobody@shared.test")
        self.done("account", "remove", "team@shared.test")
        self.done("domain", "remove", "shared.test")

    def test_what_is_no_address_is_a_mistake_of_usage(self):
        for words in (("account", "add", "carol", "--password", "x"), ("domain", "add", "a b"), ("nonsense",)):
            ended = self.run_command(*words)
            self.assertEqual(ended.returncode, 2, ended)
            self.assertTrue(ended.stderr)

    def names(self, kind):
        """The names in a JSON listing."""
        rows = json.loads(self.done(kind, "list", "--json").stdout)
        return [row.get("address") or row.get("alias") or row.get("unicode") for row in rows]

    def done(self, *words, **options):
        ended = self.run_command(*words, **options)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return ended

    def refused(self, mention, *words):
        """The command fails and says in one line about what."""
        ended = self.run_command(*words)
        self.assertEqual(ended.returncode, 1, ended)
        self.assertEqual(len(ended.stderr.splitlines()), 1, ended.stderr)
        self.assertIn(mention, ended.stderr)
        self.assertEqual(ended.stdout, "")


class Alone(Commands, unittest.TestCase):
    """No server runs: the command opens the data folder itself."""

    @classmethod
    def setUpClass(cls):
        cls.data = new_folder()

    def setUp(self):
        self.run_command("domain", "add", "begun.test")

    def run_command(self, *words, **options):
        return binary.run(*words, "--data", self.data, **options)

    def test_a_folder_that_is_not_there_is_told_and_not_made(self):
        missing = self.data / "missing"
        ended = binary.run("account", "list", "--data", missing)
        self.assertEqual(ended.returncode, 1)
        self.assertIn(str(missing), ended.stderr)
        self.assertFalse(missing.exists())


class Running(Commands, DemoCase):
    """A server runs: the command asks it over its socket."""

    def run_command(self, *words, **options):
        return self.server.run(*words, **options)

    def test_the_socket_is_for_its_owner_only(self):
        self.assertEqual((self.server.data / "admin.sock").stat().st_mode & 0o777, 0o600)

    def test_a_check_of_a_folder_in_use_is_refused(self):
        ended = self.run_command("check")
        self.assertEqual(ended.returncode, 1)
        self.assertEqual(len(ended.stderr.splitlines()), 1, ended.stderr)
        self.assertIn(str(self.server.data), ended.stderr)

    def test_a_quota_holds_at_once_for_every_protocol(self):
        self.done("account", "add", "full@example.test", "--password-stdin", stdin="a password\n")
        self.done("account", "quota", "full@example.test", "--messages", "0")
        session = self.open(Imap(self.port("imap")))
        session.ok('LOGIN full@example.test "a password"')
        with self.assertRaisesRegex(Refused, "OVERQUOTA"):
            session.append("INBOX", mail("full", recipient="full@example.test"))
        smtp = self.smtp()
        smtp.expect(250, "MAIL FROM:<a@example.org>")
        smtp.expect(452, "RCPT TO:<full@example.test>")

    def test_what_is_off_is_off_from_the_next_login(self):
        self.done("account", "add", "trip@example.test", "--password-stdin", stdin="a password\n")
        capability = ("account", "capability", "trip@example.test")
        for options, moving in ((("--off", "MOVE"), b"BAD"), (("--on", "MOVE"), b"OK")):
            self.done(*capability, *options)
            session = self.open(Imap(self.port("imap")))
            session.ok('LOGIN trip@example.test "a password"')
            session.ok("SELECT INBOX")
            session.append("INBOX", mail("to be moved", recipient="trip@example.test"))
            self.assertEqual(session.command("MOVE 1 INBOX").status, moving)

    def test_changes_hold_at_once(self):
        self.done("account", "add", "dora@example.test", "--password-stdin", stdin="first\n")
        self.assertEqual(self.login("dora@example.test", "first"), b"OK")
        self.done("account", "password", "dora@example.test", "--password-stdin", stdin="second\n")
        self.assertEqual(self.login("dora@example.test", "first"), b"NO")
        self.assertEqual(self.login("dora@example.test", "second"), b"OK")
        self.done("account", "remove", "dora@example.test")
        self.assertEqual(self.login("dora@example.test", "second"), b"NO")

    def test_mail_to_an_alias_goes_to_its_target(self):
        self.done("alias", "add", "info@example.test", ALICE)
        before = self.imap(select="INBOX").bodies()
        with Smtp(self.port("smtp")) as session:
            session.deliver("someone@elsewhere.test", ["info@example.test"], mail("to an alias"))
        after = self.imap(select="INBOX").bodies()
        self.assertEqual(len(after), len(before) + 1)

    def test_removing_an_account_ends_its_sessions(self):
        self.done("account", "add", "gone@example.test", "--password", "a password")
        session = self.open(Imap(self.port("imap")))
        session.ok('LOGIN gone@example.test "a password"')
        session.ok("SELECT INBOX")
        session.idle()
        self.done("account", "remove", "gone@example.test")
        self.assertIn(b"* BYE", session.wire.rest())

    def login(self, name, password):
        with Imap(self.port("imap")) as session:
            return session.command(f'LOGIN {name} "{password}"').status


class Check(unittest.TestCase):
    """`posthouse check` finds damage."""

    MARK = "Unmistakable"

    @classmethod
    def setUpClass(cls):
        server = Server.demo()
        cls.addClassCleanup(server.end)
        with Imap(server.start().ports["imap"], login=ALICE) as session:
            session.ok(f'CREATE "{cls.MARK}Folder"')
            for number in range(20):
                session.append("INBOX", mail(f"{cls.MARK} {number}", f"body {number}\r\n" * 200))
        server.stop()
        cls.data = server.data

    def test_a_good_folder_is_good(self):
        ended = check(self.data)
        self.assertEqual(ended.returncode, 0, ended)

    def test_a_missing_folder_is_told(self):
        ended = check(self.data / "missing")
        self.assertEqual(ended.returncode, 1)
        self.assertEqual(len(ended.stderr.splitlines()), 1, ended.stderr)

    def test_a_damaged_body_is_found_and_its_owner_named(self):
        copy = self.copy()
        segment = max((copy / "blobs" / "segments").iterdir(), key=lambda file: file.stat().st_size)
        flip(segment, len(segment.read_bytes().rstrip(b"\0")) // 2)
        self.finds(copy, ALICE)

    def test_a_damaged_email_record_is_found_and_its_owner_named(self):
        copy = self.copy()
        flip_in_database(copy, rb"Unmistakable 7")
        self.finds(copy, ALICE)

    def test_a_damaged_log_entry_is_found_and_its_owner_named(self):
        copy = self.copy()
        flip_in_database(copy, rb"UnmistakableFolder")
        self.finds(copy, ALICE)

    def test_a_damaged_database_page_is_found(self):
        copy = self.copy()
        database = copy / "posthouse.db"
        flip(database, database.stat().st_size // 4096 // 2 * 4096)
        self.finds(copy)

    def copy(self):
        """A copy of the folder to damage."""
        target = new_folder()
        shutil.copytree(self.data, target)
        return target

    def finds(self, folder, *mentions):
        ended = check(folder)
        self.assertEqual(ended.returncode, 1, ended)
        for mention in mentions:
            self.assertIn(mention, ended.stdout + ended.stderr)


def check(folder):
    return binary.run("check", "--data", folder)


def flip_in_database(folder, text):
    """Damages every copy of a text in the database."""
    database = folder / "posthouse.db"
    places = [found.start() for found in re.finditer(re.escape(text), database.read_bytes())]
    if not places:
        raise AssertionError(f"{text} is not in the database as it stands")
    for place in places:
        flip(database, place + 1)


def flip(file, offset):
    """Inverts one byte of a file."""
    octets = bytearray(file.read_bytes())
    octets[offset] ^= 0xFF
    file.write_bytes(octets)
