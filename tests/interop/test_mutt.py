"""mutt, whose keys are pressed for it.

Where it sends, it is told to use PLAIN: mutt 2.2 tries the strongest mechanism offered, has no binding of TLS 1.3 to give
to SCRAM-SHA-256-PLUS, and tries no other then.
"""

import os
import pty
import select
import subprocess
import time

from clients.imap import Imap, count
from clients.server import ALICE, PASSWORDS, new_folder
from clients.wire import HOST

from .suite import DemoCase, mail

CONFIGURATION = """
set folder = "{scheme}://{user}@{host}:{port}/"
set spoolfile = "+INBOX"
set imap_user = "{user}"
set imap_pass = "{password}"
set smtp_url = "smtps://{user}@{host}:{submissions}/"
set smtp_pass = "{password}"
set smtp_authenticators = "plain"
set from = "{user}"
set realname = "Alice"
set certificate_file = "{certificate}"
set ssl_starttls = yes
set ssl_verify_host = no
set header_cache = "{home}/cache"
set imap_condstore = yes
set imap_qresync = yes
set imap_idle = yes
set delete = yes
set mark_old = no
set move = no
set record = "+Sent"
set confirmappend = no
set confirmcreate = no
set copy = yes
set sleep_time = 0
set charset = "utf-8"
set assumed_charset = "utf-8"
push "{keys}"
"""

FOLDER = "工作"
WIRE_FOLDER = "&XeVPXA-"
SECONDS = 30


class Mutt(DemoCase):
    """A user of mutt."""

    def setUp(self):
        self.home = new_folder()
        self.home.mkdir()
        with Imap(self.port("imap"), login=ALICE) as session:
            session.command(f"DELETE {WIRE_FOLDER}")
            session.ok(f"CREATE {WIRE_FOLDER}")
            session.ok("SELECT INBOX")
            session.ok(r"STORE 1:* +FLAGS.SILENT (\Deleted)")
            session.ok("EXPUNGE")
            session.ok("ENABLE UTF8=ACCEPT")
            for number in range(5):
                session.append("INBOX", mail(f"会议 {number}"))

    def test_read_flag_copy_delete(self):
        for scheme, port in (("imap", "imap"), ("imaps", "imaps")):
            with self.subTest(scheme):
                self.setUp()
                self.press(
                    scheme,
                    port,
                    "<first-entry><display-message><exit>",
                    "<next-entry><flag-message>",
                    f"<first-entry><copy-message>+{FOLDER}<enter>",
                    "<last-entry><delete-message><sync-mailbox><quit>",
                )
                self.assertEqual(self.flags(), [{rb"\Seen"}, {rb"\Flagged"}, set(), set()])
                with Imap(self.port("imap"), login=ALICE) as session:
                    self.assertEqual(count(session, WIRE_FOLDER), 1)

    def test_the_cache_is_kept_in_step_by_qresync(self):
        look = ("imaps", "imaps", "<first-entry><display-message><exit><sync-mailbox><quit>")
        self.press(*look)
        with Imap(self.port("imap"), login=ALICE) as session:
            session.ok("SELECT INBOX")
            session.ok(r"STORE 1,3 +FLAGS (\Deleted)")
            session.ok("EXPUNGE")
            session.append("INBOX", mail("later"))
        self.press(*look)
        self.assertEqual(self.flags(), [{rb"\Seen"}, set(), set(), set()])

    def test_a_message_is_sent_and_kept(self):
        with Imap(self.port("imap"), login=ALICE) as session:
            sent = count(session, "Sent")
            self.send("from mutt")
            self.assertEqual((count(session, "INBOX"), count(session, "Sent")), (6, sent + 1))

    def flags(self):
        with Imap(self.port("imap"), login=ALICE) as session:
            session.ok("EXAMINE INBOX")
            fetched = session.ok("FETCH 1:* (FLAGS)").fetched()
            return [set(items[b"FLAGS"]) - {rb"\Recent"} for _, items in sorted(fetched.items())]

    def press(self, scheme, port, *keys):
        """Runs mutt on INBOX with these keys until it ends by itself."""
        configuration = self.configure(scheme, port, "".join(keys))
        pid, terminal = pty.fork()
        if pid == 0:
            os.execvpe("mutt", ["mutt", "-n", "-F", configuration], self.environment())
        self.watch(pid, terminal)

    def send(self, subject):
        """Sends a message to the sender, without a terminal."""
        configuration = self.configure("imaps", "imaps", "")
        ended = subprocess.run(
            ["mutt", "-n", "-F", configuration, "-s", subject, "--", ALICE],
            input=b"a text\n",
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=self.environment(),
        )
        if ended.returncode:
            raise AssertionError(f"mutt ended with {ended.returncode}: {ended.stdout}{ended.stderr}")

    def environment(self):
        return {"HOME": str(self.home), "TERM": "vt100", "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}

    def configure(self, scheme, port, keys):
        configuration = self.home / "muttrc"
        text = CONFIGURATION.format(
            scheme=scheme,
            user=ALICE,
            host=HOST,
            port=self.port(port),
            password=PASSWORDS[ALICE],
            submissions=self.port("submissions"),
            certificate=self.server.certificate(),
            home=self.home,
            keys=keys,
        )
        configuration.write_text(text)
        return str(configuration)

    def watch(self, pid, terminal):
        """Reads the screen until the program has ended."""
        screen, until = b"", time.monotonic() + SECONDS
        while time.monotonic() < until:
            ready, _, _ = select.select([terminal], [], [], 1)
            try:
                part = os.read(terminal, 65536) if ready else None
            except OSError:
                part = b""
            if part == b"":
                break
            screen += part or b""
        else:
            os.kill(pid, 9)
        _, status = os.waitpid(pid, 0)
        os.close(terminal)
        if status:
            raise AssertionError(f"mutt ended with {status}; its screen:\n{screen[-3000:].decode(errors='replace')}")
