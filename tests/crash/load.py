"""Sessions that change mailboxes until the server dies, each noting in the ledger what was acknowledged."""

import random
import threading

from clients.imap import Imap, Refused
from clients.server import ALICE, BOB
from clients.smtp import Smtp, lmtp

from . import folders
from .changes import Append, Copy, Expunge, Move, Store
from .content import message
from .filer import work_in_inbox
from .ledger import ACKNOWLEDGED, OPEN, Delivery

SENDERS = 3
LMTP_SENDERS = 2
ROOMY = 150
FLAGS = (r"\Seen", r"\Flagged", r"\Answered", r"\Draft", "$Forwarded", "NonJunk")
RECIPIENTS = ([ALICE], [BOB], [ALICE, BOB])


class Load:
    """The sessions of one round."""

    def __init__(self, server, ledger, seed):
        self.problems = []
        self._ledger = ledger
        self._ports = server.ports
        self._killed = threading.Event()
        jobs = [(self._send, f"smtp{number}") for number in range(SENDERS)]
        jobs += [(self._send_lmtp, f"lmtp{number}") for number in range(LMTP_SENDERS)]
        jobs += [(self._work, f"private{number}", private) for number, private in enumerate(ledger.privates)]
        jobs += [(self._grow, f"tree-{tree.account}", tree) for tree in ledger.trees]
        jobs += [(self._file, f"filer-{account}", shared) for account, shared in ledger.shared.items()]
        self._threads = [
            threading.Thread(target=self._run, args=(work, f"{seed}-{name}", *rest)) for work, name, *rest in jobs
        ]

    def start(self):
        for thread in self._threads:
            thread.start()

    def expect_kill(self):
        """From now on connections may break."""
        self._killed.set()

    def join(self):
        """Waits until every session has seen that the server is gone."""
        for thread in self._threads:
            thread.join()

    def _run(self, work, name, *rest):
        """A broken connection is what a kill looks like; anything else is a problem."""
        try:
            while not self._killed.is_set():
                work(name, random.Random(name), *rest)
                name += "+"
        except OSError as error:
            if not self._killed.is_set():
                self.problems.append(f"{name}: the connection broke before the server was killed: {error}")
        except (AssertionError, ValueError, KeyError, AttributeError) as error:
            self.problems.append(f"{name}: {type(error).__name__}: {error}")

    def _send(self, name, noise):
        with Smtp(self._ports["smtp"]) as session:
            for number in range(50):
                recipients = noise.choice(RECIPIENTS)
                delivery = self._open(f"{name}-{number}", recipients, joint=True)
                session.begin("eve@elsewhere.test", recipients)
                send = session.bdat if noise.random() < 0.3 else session.data
                reply = send(message(f"{name}-{number}"))
                self._note(delivery, recipients, [reply] * len(recipients))

    def _send_lmtp(self, name, noise):
        with lmtp(self._ports["lmtp"]) as session:
            for number in range(50):
                recipients = noise.choice(RECIPIENTS)
                delivery = self._open(f"{name}-{number}", recipients, joint=False)
                session.begin("eve@elsewhere.test", recipients)
                session.expect(354, "DATA")
                session.wire.send(message(f"{name}-{number}") + b".\r\n")
                for recipient in recipients:
                    self._note(delivery, [recipient], [session.reply()])

    def _open(self, ident, recipients, joint):
        delivery = Delivery(joint, dict.fromkeys(recipients, OPEN))
        self._ledger.deliveries[ident] = delivery
        return delivery

    def _note(self, delivery, recipients, replies):
        for recipient, reply in zip(recipients, replies):
            if reply.code != 250:
                raise Refused(f"a delivery was answered with {reply}")
            delivery.states[recipient] = ACKNOWLEDGED

    def _work(self, name, noise, private):
        """Pipelines changes in mailboxes of its own."""
        with Imap(self._ports["imap"], login=private.account) as session:
            for burst in range(20):
                box = noise.choice(sorted(private.model))
                session.ok(f"SELECT {box}")
                for number in range(10):
                    changes = [
                        change(noise, private.model, box, f"{name}-{burst}-{number}-{part}")
                        for part in range(noise.randrange(1, 4))
                    ]
                    self._perform(session, private, changes)

    def _perform(self, session, private, changes):
        private.pending = list(changes)
        tags = []
        for change_ in changes:
            text, literals = change_.command()
            tags.append(session.send(text, *literals))
        for tag in tags:
            completion = session.finish(tag)
            if completion.status != b"OK":
                raise Refused(f"{private.pending[0].command()[0]}: {completion.text}")
            private.model = private.pending[0].apply(private.model, completion)
            del private.pending[0]

    def _grow(self, name, noise, tree):
        """Makes, renames and deletes mailboxes."""
        with Imap(self._ports["imap"], login=tree.account) as session:
            for _ in range(50):
                work = folders.change(noise, tree.names)
                tree.pending = [work]
                session.ok(work.command())
                tree.names = work.apply(tree.names)
                tree.pending = []

    def _file(self, name, noise, shared):
        with Imap(self._ports["imap"], login=shared.account) as session:
            work_in_inbox(session, noise, shared, self._ledger)


def change(noise, model, box, ident):
    """Something to do in the selected mailbox; a full one is rather emptied."""
    uids = sorted(model[box])
    target = next(name for name in model if name != box)
    kind = noise.random()
    if not uids or (kind < 0.4 and len(uids) < ROOMY):
        return Append(box, ident, some_flags(noise), message(ident))
    chosen = set(noise.sample(uids, noise.randrange(1, min(len(uids), 20) + 1)))
    if kind < 0.6:
        return Store(box, chosen, noise.choice(("+", "-", "")), some_flags(noise))
    if kind < 0.7 and len(model[target]) < ROOMY:
        return Copy(box, chosen, target)
    if kind < 0.8:
        return Move(box, chosen, target)
    if kind < 0.9:
        return Store(box, chosen, "+", frozenset({r"\Deleted"}))
    return Expunge(box, set(uids))


def some_flags(noise):
    return frozenset(noise.sample(FLAGS, noise.randrange(0, 3)))
