"""The program under test."""

import functools
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@functools.lru_cache(maxsize=None)
def path():
    """The binary: `$POSTHOUSE`, or what cargo makes of this tree."""
    given = os.environ.get("POSTHOUSE")
    if given:
        return Path(given).resolve()
    return _target() / "debug" / "posthouse"


def build():
    """Builds the binary unless one was given."""
    if "POSTHOUSE" not in os.environ:
        subprocess.run(["cargo", "build", "-q", "-p", "posthouse"], cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    if not path().is_file():
        sys.exit(f"there is no binary at {path()}")


def is_release():
    """Whether figures of the binary are those that users get."""
    return "release" in path().parts


def run(*arguments, stdin=None, cwd=None):
    """Runs a command of the binary to its end."""
    return subprocess.run(
        [path(), *map(str, arguments)],
        input=stdin if stdin is not None else "",
        capture_output=True,
        text=True,
        timeout=120,
        cwd=cwd,
        check=False,
    )


def _target():
    return ROOT / os.environ.get("CARGO_TARGET_DIR", "target")
