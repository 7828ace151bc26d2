"""offlineimap keeps a Maildir and the server in step, both ways.

Under TLS from the start: its library (imaplib2) goes on reading in another thread while it shakes hands for STARTTLS, so
that the one or the other misses what comes.
"""

import subprocess
import time

from clients.imap import Imap
from clients.maildir import Maildir
from clients.server import ALICE, PASSWORDS, new_folder
from clients.wire import HOST

from .suite import DemoCase, figure
from .test_mbsync import FLAG_SETS, FOLDERS, Maildirs, fill_server, folder_of, message, mod_seqs, on_server

IN_MAILDIR = 60

CONFIGURATION = """
[general]
accounts = alice
metadata = {home}/metadata
socktimeout = 20

[Account alice]
localrepository = near
remoterepository = far

[Repository near]
type = Maildir
localfolders = {home}/mail
sep = .

[Repository far]
type = IMAP
remotehost = {host}
remoteport = {port}
remoteuser = {user}
remotepass = {password}
ssl = yes
starttls = no
sslcacertfile = {certificate}
tls_level = tls_compat
maxconnections = 2
folderfilter = lambda folder: folder in {folders}
"""


class Offlineimap(DemoCase):
    """A user of offlineimap."""

    def test_both_ways(self):
        near = Near(self.server, self.port("imaps"))
        with Imap(self.port("imap"), login=ALICE) as session:
            fill_server(session)
            self.syncs("first", near)
            self.assertEqual(on_server(session), near.contents())

            near.fill()
            self.syncs("second", near)
            self.assertEqual(on_server(session), near.contents())
            before = mod_seqs(session), near.files()
            self.syncs("third", near)
            self.assertEqual((mod_seqs(session), near.files()), before, "nothing is transferred")

            near.change()
            session.ok(f'SELECT "{FOLDERS[2]}"')
            session.ok(r"STORE 1:3 +FLAGS (\Deleted \Flagged)")
            session.ok("EXPUNGE")
            self.syncs("fourth", near)
            self.assertEqual(on_server(session), near.contents())

    def syncs(self, which, near):
        began = time.monotonic()
        near.sync()
        figure(f"offlineimap, {which} run: {time.monotonic() - began:.1f} s")


class Near(Maildirs):
    """The near side, and the program that keeps it in step."""

    def __init__(self, server, port):
        self.server = server
        self.folder = new_folder()
        self.folder.mkdir()
        self.boxes = {name: Maildir(self.folder / "mail" / name) for name in FOLDERS}
        self.configure(port)

    def configure(self, port):
        (self.folder / "offlineimaprc").write_text(
            CONFIGURATION.format(
                home=self.folder,
                host=HOST,
                port=port,
                user=ALICE,
                password=PASSWORDS[ALICE],
                certificate=self.server.certificate(),
                folders=repr(FOLDERS),
            )
        )

    def fill(self):
        for number in range(IN_MAILDIR):
            letters, _ = FLAG_SETS[number % len(FLAG_SETS)]
            self.boxes[folder_of(number)].add(f"near{number}", message("near", number), letters)

    def sync(self):
        ended = subprocess.run(
            ["offlineimap", "-o", "-u", "basic", "-c", self.folder / "offlineimaprc"],
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
            env={"HOME": str(self.folder), "PATH": "/usr/bin:/bin:/usr/local/bin"},
        )
        if ended.returncode or "ERROR" in ended.stdout + ended.stderr:
            raise AssertionError(f"offlineimap: {ended.returncode}: {ended.stderr}\n{ended.stdout[-3000:]}")
