"""mbsync keeps a Maildir and the server in step: 500 messages, both ways."""

import re
import subprocess
import time

from clients.imap import Imap
from clients.maildir import Maildir, flags
from clients.server import ALICE, BOB, PASSWORDS, new_folder
from clients.wire import HOST

from .suite import DemoCase, figure, mail

ON_SERVER = 300
IN_MAILDIR = 200
WELCOME = 6
FOLDERS = ("INBOX", "Projects", "&XeVPXA-")
FLAG_SETS = (("", ""), ("S", r"\Seen"), ("F", r"\Flagged"), ("RS", r"\Answered \Seen"), ("D", r"\Draft"))

CONFIGURATION = """
IMAPAccount server
Host {host}
Port {port}
User {user}
Pass {password}
SSLType {security}
CertificateFile {certificate}

IMAPStore far
Account server

MaildirStore near
Path {maildirs}/
Inbox {maildirs}/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns {folders}
Create Both
Expunge Both
Sync All
SyncState *
"""


class Mbsync(DemoCase):
    """A user with a Maildir."""

    def test_500_messages_both_ways_under_starttls(self):
        self._both_ways(ALICE, "STARTTLS", self.port("imap"))

    def test_500_messages_both_ways_under_tls(self):
        self._both_ways(BOB, "IMAPS", self.port("imaps"))

    def _both_ways(self, user, security, port):
        maildirs = Maildirs(user, security, port, self.server.certificate())
        with Imap(self.port("imap"), login=user) as session:
            fill_server(session)
            maildirs.fill()
            self.syncs("first", maildirs)
            self.assertEqual(on_server(session), maildirs.contents())
            self.assertEqual(len(maildirs.contents()), WELCOME + ON_SERVER + IN_MAILDIR)
            self.transfers_nothing("second", session, maildirs)

            change_server(session)
            maildirs.change()
            self.syncs("third", maildirs)
            self.assertEqual(on_server(session), maildirs.contents())
            self.assertEqual(len(maildirs.contents()), WELCOME + ON_SERVER + IN_MAILDIR - 2 * len(FOLDERS))
            self.transfers_nothing("fourth", session, maildirs)

    def syncs(self, which, maildirs):
        began = time.monotonic()
        maildirs.sync()
        figure(f"mbsync, {which} run: {time.monotonic() - began:.1f} s")

    def transfers_nothing(self, which, session, maildirs):
        """No message is added, changed or removed on either side."""
        far, near = mod_seqs(session), maildirs.files()
        self.syncs(which, maildirs)
        self.assertEqual((mod_seqs(session), maildirs.files()), (far, near))


class Maildirs:
    """The near side, and the program that keeps it in step."""

    def __init__(self, user, security, port, certificate):
        self.folder = new_folder()
        self.folder.mkdir()
        self.configuration = self.folder / "mbsyncrc"
        self.configuration.write_text(
            CONFIGURATION.format(
                host=HOST,
                port=port,
                user=user,
                password=PASSWORDS[user],
                security=security,
                certificate=certificate,
                maildirs=self.folder / "mail",
                folders=" ".join(f'"{folder}"' for folder in FOLDERS),
            )
        )
        self.boxes = {name: Maildir(self.folder / "mail" / name) for name in FOLDERS}

    def fill(self):
        (self.folder / "mail").mkdir()
        for box in self.boxes.values():
            box.create()
        for number in range(IN_MAILDIR):
            letters, _ = FLAG_SETS[number % len(FLAG_SETS)]
            self.boxes[folder_of(number)].add(f"near{number}", message("near", number), letters)

    def sync(self):
        """Runs mbsync, which must succeed."""
        ended = subprocess.run(
            ["mbsync", "-c", self.configuration, "--all"],
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
            env={"HOME": str(self.folder), "PATH": "/usr/bin:/bin:/usr/local/bin"},
        )
        if ended.returncode:
            raise AssertionError(f"mbsync ended with {ended.returncode}: {ended.stderr}\n{ended.stdout[-3000:]}")

    def change(self):
        """In every folder: one message gets a flag, two go, one comes."""
        for name, box in self.boxes.items():
            files = sorted(box.files(), key=lambda file: subject_of(file.read_bytes()))
            box.set_flags(files[-1], "FS")
            box.set_flags(files[-2], "ST")
            box.set_flags(files[-3], "T")
            box.add("late", message(f"near late {name}", 0))

    def files(self):
        """Every message file: a message that is written again has another number."""
        return sorted((str(file), file.stat().st_ino) for box in self.boxes.values() for file in box.files())

    def contents(self):
        """What is there: the folder, the message and the flags of each."""
        return sorted(
            (name, subject_of(file.read_bytes()), sorted(flags(file)))
            for name, box in self.boxes.items()
            for file in box.files()
        )


def fill_server(session):
    for folder in FOLDERS[1:]:
        session.ok(f'CREATE "{folder}"')
    for number in range(ON_SERVER):
        _, names = FLAG_SETS[number % len(FLAG_SETS)]
        session.append(folder_of(number), message("far", number), names)


def change_server(session):
    """In every folder: one message gets a flag, two go, one comes."""
    for folder in FOLDERS:
        session.ok(f'SELECT "{folder}"')
        session.ok(r"STORE 4 +FLAGS (\Answered \Flagged)")
        session.ok(r"STORE 1,3 +FLAGS (\Deleted)")
        session.ok("EXPUNGE")
        session.append(folder, message(f"far late {folder}", 0))


def on_server(session):
    """The far side's contents, in the form of the near side's."""
    contents = []
    for folder in FOLDERS:
        session.ok(f'EXAMINE "{folder}"')
        for items in session.ok("UID FETCH 1:* (FLAGS BODY.PEEK[])").fetched().values():
            names = sorted(flag.decode() for flag in items[b"FLAGS"] if flag != rb"\Recent")
            contents.append((folder, subject_of(items[b"BODY[]"]), names))
    return sorted(contents)


def mod_seqs(session):
    """What grows with every message and every change."""
    selected = [session.ok(f'EXAMINE "{folder}"') for folder in FOLDERS]
    return [(done.code(b"HIGHESTMODSEQ"), done.code(b"UIDNEXT")) for done in selected]


def folder_of(number):
    return FOLDERS[number % len(FOLDERS)]


def message(side, number):
    return mail(f"{side} {number:04}", f"a body of some length, number {number}\r\n" * (1 + number % 40))


def subject_of(octets):
    """The subject; a Maildir has other line ends."""
    return re.search(rb"(?m)^Subject: ([^\r\n]*)", octets).group(1).decode()
