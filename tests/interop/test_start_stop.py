"""`posthouse demo`: what it prints, how it stops, that it comes back as it was."""

import re
import signal
import subprocess
import unittest

from clients import binary, ports
from clients.imap import Imap
from clients.pop3 import Pop3
from clients.server import ALICE, BOB, PASSWORDS, Server
from clients.smtp import Smtp, lmtp

from .suite import DemoCase


class Table(DemoCase):
    """What the demo tells the person who started it."""

    def test_every_service_and_login_is_in_the_table(self):
        table = self.server.output()
        for service, port in self.server.ports.items():
            self.assertRegex(table, rf"(?m)^\s*{service}\s+127\.0\.0\.1\s+{port}\s")
        for name, password in PASSWORDS.items():
            self.assertRegex(table, rf"{re.escape(name)}.*{re.escape(password)}")

    def test_the_three_commands_work_as_they_are_pasted(self):
        send, read, show = pasted(self.server.output())
        self.assertEqual(paste(send), "")
        self.assertIn("It works.", paste(read))
        self.assertRegex(paste(show), r"(?m)^\d+ \d+\r?$")

    def test_the_welcome_mailbox_has_what_it_promises(self):
        with Imap(self.port("imap"), login=BOB) as session:
            session.ok("SELECT INBOX")
            fetched = session.ok("FETCH 1:* (BODYSTRUCTURE BODY.PEEK[])")
        bodies = b"".join(items[b"BODY[]"] for items in fetched.fetched().values())
        self.assertIn(b'"attachment"', b"".join(response.text for response in fetched.responses).lower())
        for wanted in (rb"(?i)text/html", rb"(?i)charset=\"?gb18030", rb"(?im)^In-Reply-To:"):
            self.assertRegex(bodies, wanted)

    def test_health_and_figures_are_on_the_http_port(self):
        self.assertEqual(self.server.page("/healthz"), "ok\n")
        self.assertIn("posthouse_connections", self.server.page("/metrics"))


class Stop(unittest.TestCase):
    """Signals, and what is there afterwards."""

    def test_ctrl_c_ends_sessions_in_their_protocol(self):
        self._ends_sessions(signal.SIGINT)

    def test_sigterm_ends_sessions_in_their_protocol(self):
        self._ends_sessions(signal.SIGTERM)

    def _ends_sessions(self, how):
        with Server.demo() as server:
            sessions = idle_sessions(server)
            self.assertEqual(server.stop(how), 0, server.log())
            for service, (session, farewell) in sessions.items():
                with self.subTest(service=service):
                    self.assertRegex(session.wire.rest(), farewell)
                    session.wire.close()

    def test_a_message_under_way_is_finished_and_a_silent_client_is_not_waited_for(self):
        with Server.demo() as server:
            silent, busy = Smtp(server.ports["smtp"]), Smtp(server.ports["smtp"])
            for session in (silent, busy):
                session.begin("eve@elsewhere.test", [ALICE])
                session.expect(354, "DATA")
                session.wire.send(b"Subject: under way\r\n\r\nhalf of it\r\n")
            watcher = Imap(server.ports["imap"])
            server.process.send_signal(signal.SIGTERM)
            self.assertIn(b"* BYE", watcher.wire.rest())
            busy.wire.send(b"the rest\r\n.\r\n")
            self.assertRegex(busy.wire.rest(), rb"^250 [^\r]*\r\n421 [^\r]*\r\n$")
            self.assertEqual(server.wait(), 0)
            silent.wire.close()
            server.start()
            with Imap(server.ports["imap"], login=ALICE) as session:
                session.ok("SELECT INBOX")
                found = [body for body in session.bodies().values() if b"Subject: under way" in body]
            self.assertEqual(len(found), 1)

    def test_the_same_mail_is_there_after_a_restart(self):
        with Server.demo() as server:
            with Imap(server.ports["imap"], login=ALICE) as session:
                session.append("INBOX", b"Subject: kept\r\n\r\ntext\r\n", r"\Flagged $Kept")
                session.ok("CREATE Kept/Deeper")
                session.ok("SELECT INBOX")
                session.ok(r"STORE 1 +FLAGS (\Deleted)")
                session.ok("EXPUNGE")
                session.ok(r"STORE 1 +FLAGS (\Seen)")
                before = everything(session)
            self.assertEqual(server.stop(), 0)
            server.start()
            with Imap(server.ports["imap"], login=ALICE) as session:
                self.assertEqual(everything(session), before)


class Refusals(DemoCase):
    """What cannot be started says so in one line."""

    def test_a_second_server_on_the_same_folder_is_refused(self):
        line = self._refusal(self.server.data, ports.free_base())
        self.assertIn(str(self.server.data), line)

    def test_a_port_in_use_is_named(self):
        taken = self.server.ports["smtp"] - ports.STANDARD["smtp"]
        other = Server.demo()
        self.addCleanup(other.end)
        line = self._refusal(other.data, taken)
        self.assertRegex(line, rf"\b({'|'.join(str(port) for port in self.server.ports.values())})\b")

    def test_a_port_base_out_of_range_is_refused(self):
        self._refusal(self.server.data, 65000)

    def _refusal(self, data, base):
        ended = binary.run("demo", "--data", data, "--port-base", base)
        self.assertNotEqual(ended.returncode, 0)
        lines = ended.stderr.splitlines()
        self.assertEqual(len(lines), 1, ended.stderr)
        return lines[0]


def pasted(table):
    """The commands that the table ends with."""
    text = re.search(r"(?s)POP3:\n\n(.*?)\n\n", table).group(1)
    return re.sub(r"\\\n\s*", " ", text).strip().split("\n")


def paste(command):
    ended = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60, check=True)
    return ended.stdout


def idle_sessions(server):
    """A waiting session of every protocol, and what it is to hear when the server stops."""
    port = server.ports
    imap = Imap(port["imap"], login=ALICE)
    idling = Imap(port["imaps"], server.tls(), login=ALICE)
    idling.ok("SELECT INBOX")
    idling.idle()
    return {
        "smtp": (Smtp(port["smtp"]), rb"^421[ -].*\r\n$"),
        "lmtp": (lmtp(port["lmtp"]), rb"^421[ -].*\r\n$"),
        "submissions": (Smtp(port["submissions"], server.tls()), rb"^421[ -].*\r\n$"),
        "imap": (imap, rb"\* BYE .*\r\n$"),
        "imaps": (idling, rb"\* BYE .*\r\n$"),
        "pop3": (Pop3(port["pop3"], login=BOB), rb"^-ERR .*\r\n$"),
        "pop3s": (Pop3(port["pop3s"], server.tls()), rb"^-ERR .*\r\n$"),
    }


def everything(session):
    """Every mailbox with its UIDs, flags and messages."""
    contents = {}
    names = re.findall(rb'\) "/" "?([^"]+?)"?$', b"\n".join(session.ok('LIST "" *').lines(b"LIST")), re.M)
    for name in names:
        selected = session.ok(b'EXAMINE "' + name + b'"')
        fetched = session.ok("UID FETCH 1:* (UID FLAGS INTERNALDATE BODY.PEEK[])").fetched()
        messages = [(items[b"UID"], _without_recent(items), items[b"BODY[]"]) for items in fetched.values()]
        contents[name] = (selected.code(b"UIDVALIDITY"), selected.code(b"UIDNEXT"), messages)
    return contents


def _without_recent(items):
    """Being recent is of a session, not of a message."""
    return sorted(set(items[b"FLAGS"]) - {rb"\Recent"}), items[b"INTERNALDATE"]
