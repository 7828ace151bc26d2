"""A session that makes, renames and deletes mailboxes of its own. The model is the set of their names."""

import re

TREE = "Tree"
ROOMY = 12
_NAMES = ("a", "b", "c", "&XeVPXA-", "&U,BTFw-", "d e")


class Create:
    def __init__(self, name):
        self.name = name

    def command(self):
        return f'CREATE "{self.name}"'

    def apply(self, names):
        return names | {self.name}


class Delete(Create):
    def command(self):
        return f'DELETE "{self.name}"'

    def apply(self, names):
        return names - {self.name}


class Rename(Create):
    def __init__(self, name, target):
        super().__init__(name)
        self.target = target

    def command(self):
        return f'RENAME "{self.name}" "{self.target}"'

    def apply(self, names):
        return names - {self.name} | {self.target}


def change(noise, names):
    """Something that must succeed where these mailboxes are."""
    name = f"{TREE}/{noise.choice(_NAMES)}{noise.randrange(1_000_000)}"
    if not names or (noise.random() < 0.5 and len(names) < ROOMY):
        return Create(name)
    chosen = noise.choice(sorted(names))
    return Delete(chosen) if noise.random() < 0.5 else Rename(chosen, name)


def present(session):
    """The names that are there."""
    lines = session.ok(f'LIST "" "{TREE}/*"').lines(b"LIST")
    return frozenset(re.search(rb'"/" "?([^"]+)"?$', line).group(1).decode() for line in lines)
