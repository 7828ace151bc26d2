"""The comparison after a restart: what is there, and what must, may and must not be."""

from collections import Counter

from clients.imap import Imap

from . import folders
from .changes import NewUid
from .content import identify, is_whole
from .filer import FILED, INBOX, File, Flag, Throw
from .ledger import ABSENT, ACKNOWLEDGED, OPEN


class Verify:
    """One comparison; what is wrong is in `problems`. Afterwards the ledger knows how what was open ended."""

    def __init__(self, ports, ledger):
        self.problems = []
        self._ports = ports
        self._ledger = ledger

    def run(self):
        for private in self._ledger.privates:
            self._private(private)
        for tree in self._ledger.trees:
            self._tree(tree)
        present = {account: self._shared(shared) for account, shared in self._ledger.shared.items()}
        self._deliveries(present)
        return self.problems

    def _read(self, account, boxes):
        """What each mailbox holds: `(id, flags)` by UID."""
        with Imap(self._ports["imap"], login=account) as session:
            return {box: self._read_box(session, account, box) for box in boxes}

    def _read_box(self, session, account, box):
        selected = session.ok(f"EXAMINE {box}")
        fetched = session.ok("UID FETCH 1:* (FLAGS BODY.PEEK[])").fetched()
        messages = {}
        for items in fetched.values():
            uid, octets = int(items[b"UID"]), items[b"BODY[]"]
            ident = identify(octets)
            messages[uid] = (ident, frozenset(flag.decode() for flag in items[b"FLAGS"]) - {r"\Recent"})
            if not is_whole(ident, octets):
                self._problem(account, box, f"the message {ident} has other bytes than were sent")
        self._uids(account, box, selected, messages)
        return messages

    def _uids(self, account, box, selected, messages):
        """No UID ever stands for another message (RFC 9051 §2.3.1.1)."""
        uids = self._ledger.uids_of(account, box)
        validity, following = int(selected.code(b"UIDVALIDITY")), int(selected.code(b"UIDNEXT"))
        if uids.validity not in (0, validity):
            self._problem(account, box, f"UIDVALIDITY was {uids.validity} and is {validity}")
        uids.validity = validity
        for uid, (ident, _) in messages.items():
            before = uids.note(uid, ident)
            if before:
                self._problem(account, box, f"UID {uid} was {before} and is {ident}")
        if following <= max(uids.seen, default=0):
            self._problem(account, box, f"UIDNEXT is {following}, but {max(uids.seen)} was used")

    def _private(self, private):
        """The state is the one after some of the pending changes: all before the first that was not done."""
        actual = self._read(private.account, private.model)
        candidate = private.model
        matches = [candidate]
        for change in private.pending:
            candidate = change.apply(candidate)
            matches.append(candidate)
        if not any(same(candidate, actual) for candidate in matches):
            for difference in differences(private.model, actual):
                self._problem(private.account, "/".join(private.model), difference)
        private.model, private.pending = actual, []

    def _tree(self, tree):
        with Imap(self._ports["imap"], login=tree.account) as session:
            actual = folders.present(session)
        candidates = [tree.names, *(work.apply(tree.names) for work in tree.pending)]
        if actual not in candidates:
            difference = f"there should not be {sorted(actual - tree.names)}, missing are {sorted(tree.names - actual)}"
            self._problem(tree.account, folders.TREE, difference)
        tree.names, tree.pending = actual, []

    def _shared(self, shared):
        """Compares by message, and gives how often each is there."""
        actual = self._read(shared.account, (INBOX, FILED))
        places = {}
        for box, messages in actual.items():
            for uid, (ident, flags) in messages.items():
                places.setdefault(ident, []).append((box, uid, flags))
        for ident, found in places.items():
            if len(found) > 1:
                self._problem(shared.account, "INBOX", f"{ident} is there {len(found)} times: {found}")
        self._after_pending(shared, places)
        for ident, place in shared.places.items():
            if places.get(ident, [None])[0] != place:
                self._problem(shared.account, place[0], f"{ident} should be {place} and is {places.get(ident)}")
        for ident in shared.expunged & set(places):
            self._problem(shared.account, "INBOX", f"{ident} was expunged and is back: {places[ident]}")
        shared.places = {ident: found[0] for ident, found in places.items()}
        return Counter(places.keys())

    def _after_pending(self, shared, places):
        """A change that was open is done wholly or not at all; the ledger follows it."""
        work, shared.pending = shared.pending, None
        if not work:
            return
        undone = [ident for ident in work.idents if not is_done(work, shared.places[ident])]
        done = [ident for ident in undone if is_done(work, places.get(ident, [None])[0])]
        if len(done) not in (0, len(undone)):
            self._problem(shared.account, work.box, f"{type(work).__name__} was done for some of its messages only")
        for ident in done:
            follow(work, shared, ident, places)

    def _deliveries(self, present):
        for ident, delivery in self._ledger.deliveries.items():
            found = {account: self._is_there(account, ident, present) for account in delivery.states}
            if OPEN in delivery.states.values() and delivery.joint and len(set(found.values())) > 1:
                self._problem("", "", f"the delivery {ident} is there for some of its recipients only: {found}")
            for account, state in delivery.states.items():
                if state == ACKNOWLEDGED and not found[account]:
                    self._problem(account, INBOX, f"{ident} was acknowledged and is lost")
                if state == ABSENT and found[account]:
                    self._problem(account, INBOX, f"{ident} had not arrived at the last restart, but now")
                delivery.states[account] = ACKNOWLEDGED if found[account] else ABSENT
        for account, idents in present.items():
            for ident in idents:
                if not ident.startswith("sha256:") and account not in self._ledger.deliveries[ident].states:
                    self._problem(account, INBOX, f"{ident} was not sent here")

    def _is_there(self, account, ident, present):
        """Whether the message is there, or was and its user has thrown it away."""
        return ident in present[account] or ident in self._ledger.shared[account].expunged

    def _problem(self, account, box, what):
        self.problems.append(f"{account} {box}: {what}")


def same(candidate, actual):
    return all(same_box(candidate[box], actual[box]) for box in candidate)


def same_box(candidate, actual):
    """Messages of unknown UID may be under any UID that is not another's."""
    known = {uid: entry for uid, entry in candidate.items() if not isinstance(uid, NewUid)}
    unknown = [entry for uid, entry in candidate.items() if isinstance(uid, NewUid)]
    rest = [entry for uid, entry in actual.items() if uid not in known]
    return all(actual.get(uid) == entry for uid, entry in known.items()) and Counter(rest) == Counter(unknown)


def differences(model, actual):
    for box, messages in model.items():
        for uid in sorted(set(messages) | set(actual[box])):
            if messages.get(uid) != actual[box].get(uid):
                yield f"{box} UID {uid}: acknowledged {messages.get(uid)}, found {actual[box].get(uid)}"


def is_done(work, place):
    if isinstance(work, Throw):
        return place is None
    if isinstance(work, File):
        return place is not None and place[0] == FILED
    return place is not None and work.flag in place[2]


def follow(work, shared, ident, places):
    """Brings the ledger to where a change has led that was open."""
    box, uid, flags = shared.places[ident]
    if isinstance(work, Throw):
        del shared.places[ident]
        shared.expunged.add(ident)
    elif isinstance(work, File):
        shared.places[ident] = (FILED, places[ident][0][1], flags)
    elif isinstance(work, Flag):
        shared.places[ident] = (box, uid, flags | {work.flag})
