"""Changes to mailboxes that only one session touches: the command of each, and what it does to a model.

A model is a dict of mailboxes, each a dict of `(id, flags)` by UID. A message whose UID the server has not told yet has
a `NewUid` in its place.
"""

import re


class NewUid:
    """A UID that is not known yet."""


class Append:
    def __init__(self, box, ident, flags, octets):
        self.box, self.ident, self.flags, self.octets = box, ident, flags, octets

    def command(self):
        return f"APPEND {self.box} ({' '.join(sorted(self.flags))}) {{}}", [self.octets]

    def apply(self, model, completion=None):
        code = completion and completion.code(b"APPENDUID")
        uid = int(code.split()[1]) if code else NewUid()
        return with_box(model, self.box, {**model[self.box], uid: (self.ident, self.flags)})


class Store:
    def __init__(self, box, uids, sign, flags):
        self.box, self.uids, self.sign, self.flags = box, uids, sign, flags

    def command(self):
        return f"UID STORE {numbers(self.uids)} {self.sign}FLAGS ({' '.join(sorted(self.flags))})", []

    def apply(self, model, _completion=None):
        box = dict(model[self.box])
        for uid in self.uids & set(box):
            ident, old = box[uid]
            box[uid] = (ident, stored(old, self.sign, self.flags))
        return with_box(model, self.box, box)


class Copy:
    def __init__(self, box, uids, target):
        self.box, self.uids, self.target = box, uids, target

    def command(self):
        return f"UID COPY {numbers(self.uids)} {self.target}", []

    def apply(self, model, completion=None):
        copies = copied(completion)
        there = {copies.get(uid) or NewUid(): model[self.box][uid] for uid in self.uids & set(model[self.box])}
        return with_box(model, self.target, {**model[self.target], **there})


class Move(Copy):
    def command(self):
        return f"UID MOVE {numbers(self.uids)} {self.target}", []

    def apply(self, model, completion=None):
        moved = super().apply(model, completion)
        return with_box(moved, self.box, without(moved[self.box], self.uids))


class Expunge:
    def __init__(self, box, uids):
        self.box, self.uids = box, uids

    def command(self):
        return f"UID EXPUNGE {numbers(self.uids)}", []

    def apply(self, model, _completion=None):
        box = model[self.box]
        deleted = {uid for uid in self.uids & set(box) if r"\Deleted" in box[uid][1]}
        return with_box(model, self.box, without(box, deleted))


def stored(old, sign, flags):
    """Flags after STORE."""
    return {"+": old | flags, "-": old - flags, "": flags}[sign]


def copied(completion):
    """The UIDs of copies by those of their sources (RFC 4315 §3)."""
    code = completion and completion.code(b"COPYUID")
    if not code:
        return {}
    _, sources, targets = code.split()
    return dict(zip(expanded(sources), expanded(targets)))


def expanded(uid_set):
    uids = []
    for first, last in re.findall(r"(\d+)(?::(\d+))?", uid_set.decode()):
        uids += range(int(first), int(last or first) + 1)
    return uids


def numbers(uids):
    return ",".join(map(str, sorted(uids)))


def with_box(model, name, box):
    return {**model, name: box}


def without(box, uids):
    return {uid: entry for uid, entry in box.items() if uid not in uids}
