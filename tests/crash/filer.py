"""A session that reads its INBOX while mail arrives: it flags, files and throws away."""

from clients.imap import Refused

from .changes import copied, numbers
from .content import BEGINNING, identify

INBOX, FILED = "INBOX", "Filed"
CROWDED = 300


class Flag:
    """Flags added to messages of a mailbox."""

    def __init__(self, box, idents, flag):
        self.box, self.idents, self.flag = box, idents, flag

    def command(self, uids):
        return f"UID STORE {uids} +FLAGS.SILENT ({self.flag})"

    def acknowledge(self, shared, _completion):
        for ident in self.idents:
            box, uid, flags = shared.places[ident]
            shared.places[ident] = (box, uid, flags | {self.flag})


class File:
    """Messages moved from INBOX to another mailbox."""

    def __init__(self, box, idents):
        self.box, self.idents = box, idents

    def command(self, uids):
        return f"UID MOVE {uids} {FILED}"

    def acknowledge(self, shared, completion):
        copies = copied(completion)
        for ident in self.idents:
            _, uid, flags = shared.places[ident]
            shared.places[ident] = (FILED, copies[uid], flags)


class Throw:
    """Messages expunged that were marked before."""

    def __init__(self, box, idents):
        self.box, self.idents = box, idents

    def command(self, uids):
        return f"UID EXPUNGE {uids}"

    def acknowledge(self, shared, _completion):
        for ident in self.idents:
            del shared.places[ident]
            shared.expunged.add(ident)


def work_in_inbox(session, noise, shared, ledger):
    """Works through one mailbox for a while."""
    box = noise.choice((INBOX, INBOX, FILED))
    session.ok(f"SELECT {box}")
    for _ in range(10):
        look(session, box, shared, ledger)
        there = sorted(ident for ident, (place, *_) in shared.places.items() if place == box)
        if there:
            crowded = len(there) > CROWDED
            chosen = noise.sample(there, min(len(there), 100 if crowded else noise.randrange(1, 15)))
            do_one(session, noise, shared, box, chosen, crowded)


def look(session, box, shared, ledger):
    """Learns of messages that have come. What a client has seen must stay as if it had been acknowledged."""
    known = {uid for place, uid, _ in shared.places.values() if place == box}
    beyond = max(known, default=0) + 1
    fetched = session.ok(f"UID FETCH {beyond}:* (FLAGS BODY.PEEK[]<0.{BEGINNING}>)").fetched()
    for items in fetched.values():
        uid = int(items[b"UID"])
        if uid >= beyond:
            ident = identify(items[b"BODY[]<0>"])
            flags = frozenset(flag.decode() for flag in items[b"FLAGS"]) - {r"\Recent"}
            shared.places[ident] = (box, uid, flags)
            ledger.uids_of(shared.account, box).note(uid, ident)


def do_one(session, noise, shared, box, chosen, crowded):
    kind = noise.random()
    if kind < 0.4 and not crowded:
        return perform(session, shared, Flag(box, chosen, noise.choice((r"\Seen", r"\Flagged", "$Filed"))))
    if kind < 0.6 and box == INBOX:
        return perform(session, shared, File(box, chosen))
    perform(session, shared, Flag(box, chosen, r"\Deleted"))
    return perform(session, shared, Throw(box, chosen))


def perform(session, shared, work):
    shared.pending = work
    completion = session.command(work.command(numbers(shared.places[ident][1] for ident in work.idents)))
    if completion.status != b"OK":
        raise Refused(f"{type(work).__name__}: {completion.text}")
    work.acknowledge(shared, completion)
    shared.pending = None
