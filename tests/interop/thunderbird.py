"""Thunderbird without a screen, on a profile of its own, driven through Marionette."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from clients.marionette import Marionette
from clients.server import die_with_parent, new_folder
from clients.wait import until

SCRIPT = Path(__file__).with_suffix(".js").read_text()

# Nothing is done unasked and nobody else is spoken to; Marionette by itself turns off what asks Mozilla for something.
PREFERENCES = {
    "marionette.port": 0,
    "network.proxy.type": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "mailnews.start_page.enabled": False,
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.server.default.autosync_offline_stores": False,
    "mailnews.database.global.indexer.enabled": False,
    "mail.biff.show_alert": False,
    "mail.biff.play_sound": False,
}


class Thunderbird:
    """A running Thunderbird; the functions of `thunderbird.js` are its methods."""

    def __init__(self, preferences=None):
        self.home = new_folder("posthouse-thunderbird-")
        self.profile = self.home / "profile"
        self.profile.mkdir(parents=True)
        settings = PREFERENCES | (preferences or {})
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in settings.items()]
        (self.profile / "user.js").write_text("".join(lines))
        self._spawn()
        self._marionette = Marionette(until(self._port, f"Thunderbird can be driven; its output:\n{self.output()}"))

    def __getattr__(self, function):
        return lambda *arguments: self._call(function, arguments)

    def end(self):
        """Ends it and removes the profile."""
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    def log(self):
        """What it noted of IMAP."""
        return "".join(file.read_text(errors="replace") for file in sorted(self.home.glob("imap*")))

    def output(self):
        file = self.home / "output"
        return file.read_text(errors="replace") if file.exists() else ""

    def _call(self, function, arguments):
        script = f"return (async () => {{\n{SCRIPT}\nreturn await {function}(...arguments);\n}})();"
        return self._marionette.script(script, *arguments)

    def _spawn(self):
        environment = {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "MOZ_LOG": "IMAP:5,timestamp,sync",
            "MOZ_LOG_FILE": str(self.home / "imap"),
            "MOZ_CRASHREPORTER_DISABLE": "1",
        }
        options = ["--headless", "--no-remote", "--marionette", "--remote-allow-system-access"]
        with open(self.home / "output", "wb") as output:
            self._process = subprocess.Popen(
                ["thunderbird", *options, "--profile", self.profile],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent,
            )

    def _port(self):
        if self._process.poll() is not None:
            raise AssertionError(f"Thunderbird ended with {self._process.returncode}: {self.output()}")
        file = self.profile / "MarionetteActivePort"
        return file.exists() and int(file.read_text() or 0)
