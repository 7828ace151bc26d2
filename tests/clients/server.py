"""A server process on a data folder of its own."""

import atexit
import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

from . import binary, ports, tls
from .wait import until
from .wire import ADDRESS

ALICE = "alice@example.test"
BOB = "bob@example.test"
PASSWORDS = {ALICE: "alice-demo-password", BOB: "bob-demo-password"}

# The GNU allocator keeps freed memory for later use, which would hide what an operation really needs.
_FRUGAL = {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "65536"}

_STOP_SECONDS = 30
_living = set()


class Server:
    """A server: started, stopped, killed; its log and its memory."""

    def __init__(self, arguments, data, port_of):
        self.arguments = arguments
        self.data = Path(data)
        self.ports = port_of
        self.process = None
        self._files = _temporary("posthouse-log-")

    @classmethod
    def demo(cls, data=None):
        """The demo on a new data folder, or on this one, not started yet."""
        data = data or new_folder()
        base = ports.free_base()
        return cls(["demo", "--data", data, "--port-base", base], data, ports.at(base))

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.end()

    def start(self):
        """Starts the server and waits until it serves."""
        self.spawn()
        until(self._serves, f"the server serves; its log:\n{self.log()}")
        return self

    def spawn(self):
        """Starts the server and waits for nothing."""
        with self._open("out") as out, self._open("log") as log:
            self.process = subprocess.Popen(
                [binary.path(), *map(str, self.arguments)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=log,
                env={**os.environ, **_FRUGAL},
                preexec_fn=die_with_parent,
            )
        _living.add(self)

    def stop(self, how=signal.SIGTERM):
        """Asks the server to stop, and gives its exit code."""
        self.process.send_signal(how)
        return self.wait()

    def wait(self):
        """Waits for the end of the process and gives its exit code."""
        code = self.process.wait(_STOP_SECONDS)
        _living.discard(self)
        return code

    def kill(self):
        """Ends the process as a crash would."""
        if self.process and self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        _living.discard(self)

    def end(self):
        """Kills the server and removes what it left."""
        if self.process:
            self.kill()
        panics = [line for line in self.log().splitlines() if "panicked" in line]
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(self._files, ignore_errors=True)
        if panics:
            raise AssertionError(f"the server panicked: {panics}")

    def is_running(self):
        return self.process.poll() is None

    def output(self):
        """What it printed for people."""
        return (self._files / "out").read_text()

    def log(self):
        """What it logged, through all starts."""
        file = self._files / "log"
        return file.read_text(errors="replace") if file.exists() else ""

    def certificate(self):
        """The PEM file of its self-signed certificate."""
        return self.data / "tls" / "certificate.pem"

    def tls(self):
        """A client context that trusts it."""
        return tls.trusting(self.certificate())

    def run(self, *arguments, **options):
        """Runs a command of the binary on this data folder."""
        return binary.run(*arguments, "--data", self.data, **options)

    def memory(self, field="VmRSS"):
        """A line of its memory in bytes: `VmRSS` (now) or `VmHWM` (peak)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith(field + ":"))
        return int(line.split()[1]) * 1024

    def reset_peak(self):
        """Lets `VmHWM` begin anew."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def page(self, path):
        """A page of its http port."""
        with urllib.request.urlopen(f"http://{ADDRESS}:{self.ports['http']}{path}", timeout=10) as answer:
            return answer.read().decode()

    def _serves(self):
        if not self.is_running():
            raise AssertionError(f"the server ended with {self.wait()}: {self.log()}{self.output()}")
        try:
            return self.page("/healthz") == "ok\n"
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def _open(self, name):
        return open(self._files / name, "ab")


def new_folder(prefix="posthouse-data-"):
    """A name for a data folder that is not there yet."""
    return _temporary(prefix) / "data"


def _temporary(prefix):
    """A folder that is gone when the tests end."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def die_with_parent():
    """Nothing that is started must outlive the tests, even where those are killed (Linux: PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


@atexit.register
def _end_all():
    for server in list(_living):
        server.kill()


def _exit(number, _frame):
    raise SystemExit(128 + number)


signal.signal(signal.SIGTERM, _exit)
