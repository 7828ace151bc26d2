"""A client of Marionette, by which programs of Mozilla are driven: JSON in frames of `length:`."""

import json

from .wire import Wire


class Refused(AssertionError):
    """A command was answered with an error."""


class Marionette:
    """A session whose scripts run with the rights of the program itself."""

    def __init__(self, port):
        self.wire = Wire(port)
        self._commands = 0
        self._frame()
        self.command("WebDriver:NewSession", capabilities={})
        self.command("Marionette:SetContext", value="chrome")

    def close(self):
        self.wire.close()

    def command(self, name, **parameters):
        """Gives the value that a command is answered with."""
        self._commands += 1
        octets = json.dumps([0, self._commands, name, parameters]).encode()
        self.wire.send(b"%d:%b" % (len(octets), octets))
        _, number, error, value = self._frame()
        if number != self._commands:
            raise AssertionError(f"the answer to command {number}, where {self._commands} was sent")
        if error:
            raise Refused(f"{name}: {error['error']}: {error['message']}\n{error['stacktrace']}")
        return value

    def script(self, text, *arguments):
        """Runs the body of a function, and waits for the promise it may give."""
        return self.command("WebDriver:ExecuteScript", script=text, args=list(arguments))["value"]

    def _frame(self):
        return json.loads(self.wire.exactly(int(self.wire.until(b":"))))
