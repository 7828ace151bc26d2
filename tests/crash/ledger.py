"""What the server has acknowledged, and what it may or may not have done when it was killed."""

from dataclasses import dataclass, field

ABSENT, OPEN, ACKNOWLEDGED = "absent", "open", "acknowledged"


@dataclass
class Delivery:
    """A message to accounts. `joint`: one reply is for all of them, so that all or none get it."""

    joint: bool
    states: dict


@dataclass
class Private:
    """Mailboxes that one session has for itself."""

    account: str
    model: dict
    pending: list = field(default_factory=list)


@dataclass
class Shared:
    """The mailboxes of an account into which mail is delivered while a session works in them.

    Of every message that was seen or acknowledged there: in which mailbox it is now, its UID and its flags.
    """

    account: str
    places: dict = field(default_factory=dict)
    expunged: set = field(default_factory=set)
    pending: object = None


@dataclass
class Tree:
    """Mailboxes that one session makes and removes."""

    account: str
    names: frozenset = frozenset()
    pending: list = field(default_factory=list)


@dataclass
class Uids:
    """What UIDs of a mailbox have stood for, for ever."""

    validity: int = 0
    seen: dict = field(default_factory=dict)

    def note(self, uid, ident):
        """Notes whose UID it is; gives the id that had it before, where that is another."""
        before = self.seen.setdefault(uid, ident)
        return before if before != ident else None


class Ledger:
    """Everything that is known of all accounts."""

    def __init__(self):
        self.deliveries = {}
        self.privates = []
        self.trees = []
        self.shared = {}
        self.uids = {}

    def uids_of(self, account, box):
        return self.uids.setdefault((account, box), Uids())

    def counts(self):
        """Deliveries acknowledged, and messages known to be in mailboxes of one session."""
        delivered = sum(
            state == ACKNOWLEDGED for delivery in self.deliveries.values() for state in delivery.states.values()
        )
        return delivered, sum(len(box) for private in self.privates for box in private.model.values())
