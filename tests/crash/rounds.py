"""Rounds of load, kill, restart and comparison on one data folder."""

import random
import shutil
import time

from clients.imap import Imap
from clients.server import ALICE, BOB, Server

from .filer import FILED, INBOX, look
from .ledger import Ledger, Private, Shared, Tree
from .load import Load
from .verify import Verify

PRIVATES = 4
SHORTEST, LONGEST = 0.05, 1.5
"""Seconds of load before the kill."""


class Crash:
    """A server that is killed again and again."""

    def __init__(self, seed):
        self._seed = seed
        self._noise = random.Random(seed)
        self._server = Server.demo()
        self._ledger = Ledger()
        self._is_good = True

    def __enter__(self):
        self._server.start()
        self._prepare()
        return self

    def __exit__(self, *_):
        if not self._is_good:
            kept = f"{self._server.data.parent}-kept"
            shutil.copytree(self._server.data, kept, ignore=shutil.ignore_patterns("*.sock"))
            print(f"    the data folder is kept in {kept}")
            print("".join(f"    log: {line}\n" for line in self._server.log().splitlines()[-20:]), end="")
        self._server.end()

    def run(self, rounds, deadline):
        """Gives the number of rounds that passed, and the problems of the one that did not."""
        for number in range(1, rounds + 1):
            if time.monotonic() > deadline:
                print(f"the time is over after {number - 1} rounds")
                return number - 1, []
            problems = self._round(number) or (self._finish() if number == rounds else [])
            if problems:
                self._is_good = False
                return number - 1, problems
        return rounds, []

    def _round(self, number):
        load = Load(self._server, self._ledger, f"{self._seed}-{number}")
        load.start()
        seconds = self._noise.uniform(SHORTEST, LONGEST)
        time.sleep(seconds)
        load.expect_kill()
        self._server.kill()
        load.join()
        problems = load.problems + self._restart()
        problems += Verify(self._server.ports, self._ledger).run()
        delivered, kept = self._ledger.counts()
        print(
            f"round {number}: killed after {seconds:.2f} s; {delivered} deliveries acknowledged so far, "
            f"{kept} messages in mailboxes of one session; {len(problems)} problems",
            flush=True,
        )
        return problems

    def _restart(self):
        """Now and then the folder is checked as the crash left it, or the start is killed as well."""
        kind = self._noise.random()
        problems = self._check() if kind < 0.3 else []
        if kind > 0.7:
            self._server.spawn()
            time.sleep(self._noise.uniform(0, 0.1))
            self._server.kill()
        self._server.start()
        return problems

    def _finish(self):
        """A stop in order, and a last check."""
        code = self._server.stop()
        problems = [f"the server ended with {code}"] if code else []
        return problems + self._check()

    def _check(self):
        ended = self._server.run("check")
        lines = (ended.stdout + ended.stderr).splitlines() if ended.returncode else []
        return [f"posthouse check: {line}" for line in lines]

    def _prepare(self):
        """Makes the mailboxes and notes what is there already."""
        for number in range(PRIVATES):
            account = (ALICE, BOB)[number % 2]
            names = [f"Private{number}a", f"Private{number}b"]
            with Imap(self._server.ports["imap"], login=account) as session:
                for name in names:
                    session.ok(f"CREATE {name}")
            self._ledger.privates.append(Private(account, {name: {} for name in names}))
        for account in (ALICE, BOB):
            self._ledger.trees.append(Tree(account))
            shared = self._ledger.shared[account] = Shared(account)
            with Imap(self._server.ports["imap"], login=account) as session:
                session.ok(f"CREATE {FILED}")
                session.ok(f"EXAMINE {INBOX}")
                look(session, INBOX, shared, self._ledger)
