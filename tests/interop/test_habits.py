"""What Outlook, Apple Mail, Thunderbird and Foxmail do, whatever the RFCs expect."""

import re

from clients.imap import Imap
from clients.server import ALICE

from .suite import DemoCase, mail

SPECIAL = {
    rb"\Drafts": b"Drafts",
    rb"\Sent": b"Sent",
    rb"\Junk": b"Junk",
    rb"\Trash": b"Trash",
    rb"\Archive": b"Archive",
}
ID = 'ID ("name" "Foxmail" "version" "7.2" "os" "windows")'


class Habits(DemoCase):
    """Each as it was seen on the wire."""

    def test_id_at_any_time(self):
        with Imap(self.port("imap")) as session:
            self.assertIn(b"ID", session.ok("CAPABILITY").lines(b"CAPABILITY")[0].split())
            for command in (ID, "ID NIL", f"LOGIN {ALICE} alice-demo-password", ID, "SELECT INBOX", ID):
                session.ok(command)

    def test_idle_before_a_mailbox_is_selected(self):
        session = self.imap()
        self.assertEqual(session.done(session.idle()).status, b"OK")

    def test_commands_behind_done_in_one_packet(self):
        session = self.imap(select="INBOX")
        tag = session.idle()
        session.wire.send(b"DONE\r\nx1 NOOP\r\nx2 UID FETCH 1:* (FLAGS)\r\nx3 IDLE\r\n")
        self.assertEqual(session.finish(tag).status, b"OK")
        for following in (b"x1", b"x2"):
            self.assertEqual(session.finish(following).status, b"OK")
        self.assertTrue(session.wire.line().startswith(b"+"))
        self.assertEqual(session.done(b"x3").status, b"OK")

    def test_many_commands_in_one_packet(self):
        session = self.imap(select="INBOX")
        tags = [session.send(command) for command in ("NOOP", "UID FETCH 1:* (FLAGS)", "UID SEARCH ALL", "CHECK") * 50]
        for tag in tags:
            self.assertEqual(session.finish(tag).status, b"OK")

    def test_a_new_account_has_its_special_mailboxes(self):
        session = self.imap()
        for command in ('LIST "" *', 'LSUB "" *', 'LIST "" * RETURN (SPECIAL-USE)'):
            lines = b"\n".join(session.ok(command).lines(command.split(maxsplit=1)[0].encode()))
            for use, name in SPECIAL.items():
                self.assertRegex(lines, rb"(?m)^\([^)]*" + re.escape(use) + rb'[^)]*\) "/" "?' + name + rb'"?$', command)

    def test_literals_that_wait_and_literals_that_do_not(self):
        session = self.imap()
        message = mail("literal")
        session.wire.send(b"a APPEND Drafts (\\Draft \\Seen) {%d}\r\n" % len(message))
        self.assertTrue(session.wire.line().startswith(b"+"))
        session.wire.send(message + b"\r\n")
        self.assertEqual(session.finish(b"a").status, b"OK")
        session.append("Drafts", message)

    def test_a_message_is_sent_and_filed(self):
        """Submission, then APPEND to Sent, then the draft goes: what every program does after "Send"."""
        session = self.imap()
        _, draft = session.append("Drafts", mail("to be sent"), r"\Draft \Seen")
        _, sent = session.append("Sent", mail("to be sent"), r"\Seen")
        session.ok("SELECT Drafts")
        session.ok(rf"UID STORE {draft} +FLAGS.SILENT (\Deleted)")
        session.ok(f"UID EXPUNGE {draft}")
        session.ok("SELECT Sent")
        self.assertIn(sent, session.bodies())

    def test_names_in_any_case_and_quotes(self):
        session = self.imap()
        for name in ("inbox", "InBox", '"INBOX"'):
            session.ok(f"SELECT {name}")
        self.assertEqual(session.command("SELECT sENT").status, b"NO")
