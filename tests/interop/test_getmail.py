"""getmail fetches what is new, by IMAP and by POP3."""

import os
import shutil
import subprocess

from clients.imap import Imap, count
from clients.maildir import Maildir
from clients.server import ALICE, PASSWORDS, new_folder
from clients.wire import HOST

from .suite import DemoCase, mail

CONFIGURATION = """
[retriever]
type = {kind}
server = {host}
port = {port}
username = {user}
password = {password}
{more}

[destination]
type = Maildir
path = {maildir}/
{owner}

[options]
read_all = false
delete = {delete}
delivered_to = false
received = false
verbose = 1
"""

FOLDER = "&XeVPXA-"
MAILBOXES = 'mailboxes = ("工作",)'


class Getmail(DemoCase):
    """A user who keeps mail at home."""

    def setUp(self):
        self.home = new_folder()
        self.home.mkdir()
        self.maildir = Maildir(self.home / "mail")
        self.maildir.create()
        if os.getuid() == 0:
            self.give_away()

    def test_imap_fetches_once(self):
        with Imap(self.port("imap"), login=ALICE) as session:
            self.fill(session)
            for kind, port in (("SimpleIMAPRetriever", "imap"), ("SimpleIMAPSSLRetriever", "imaps")):
                with self.subTest(kind):
                    self.assertEqual(self.fetch(kind, port, MAILBOXES), 20)
                    self.assertEqual(self.fetch(kind, port, MAILBOXES), 0)
                    session.append(FOLDER, mail(f"late {kind}"))
                    self.assertEqual(self.fetch(kind, port, MAILBOXES), 1)
                    session.ok(f"SELECT {FOLDER}")
                    session.ok(r"STORE 21 +FLAGS (\Deleted)")
                    session.ok("EXPUNGE")

    def test_pop3_fetches_and_deletes(self):
        for kind, port in (("SimplePOP3Retriever", "pop3"), ("SimplePOP3SSLRetriever", "pop3s")):
            with self.subTest(kind), Imap(self.port("imap"), login=ALICE) as session:
                for number in range(5):
                    session.append("INBOX", mail(f"{kind} {number}"))
                there = count(session)
                self.assertEqual(self.fetch(kind, port, "", delete=True), there)
                self.assertEqual(count(session), 0)

    def give_away(self):
        """getmail does not deliver as root, only for another user."""
        self.home.parent.chmod(0o755)
        for folder in (self.maildir.path, *self.maildir.path.iterdir()):
            shutil.chown(folder, "nobody")

    def fill(self, session):
        session.ok(f"CREATE {FOLDER}")
        for number in range(20):
            session.append(FOLDER, mail(f"message {number}"))

    def fetch(self, kind, port, more, delete=False):
        """Runs getmail, which must succeed, and tells how many messages have come."""
        before = len(self.maildir.files())
        configuration = self.home / f"getmailrc-{kind}"
        configuration.write_text(
            CONFIGURATION.format(
                kind=kind,
                host=HOST,
                port=self.port(port),
                user=ALICE,
                password=PASSWORDS[ALICE],
                more=more,
                owner="user = nobody" if os.getuid() == 0 else "",
                maildir=self.maildir.path,
                delete=str(delete).lower(),
            )
        )
        ended = subprocess.run(
            ["getmail", "--getmaildir", self.home, "--rcfile", configuration],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if ended.returncode:
            raise AssertionError(f"getmail ended with {ended.returncode}: {ended.stdout}{ended.stderr}")
        return len(self.maildir.files()) - before
