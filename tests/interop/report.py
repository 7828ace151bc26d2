"""What the person who runs the tests sees: a line per test, failures in full, one closing line."""

import sys
import time
import traceback
import unittest


class Report(unittest.TestResult):
    """Prints as tests go by."""

    def __init__(self):
        super().__init__()
        self._passed = 0
        self._failed = 0
        self._began = time.monotonic()
        self._started = self._began

    def startTest(self, test):
        super().startTest(test)
        self._started = time.monotonic()

    def addSuccess(self, test):
        self._passed += 1
        self._line("ok", test)

    def addFailure(self, test, err):
        self._fail(test, err)

    def addError(self, test, err):
        self._fail(test, err)

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self._fail(subtest, err)

    def addSkip(self, test, reason):
        print(f"NOT POSSIBLE HERE  {_name(test)}: {reason.splitlines()[0]}", flush=True)

    def close(self):
        """Prints the closing line and gives the exit code."""
        print(f"{self._passed} passed, {self._failed} failed", flush=True)
        return 1 if self._failed or not self._passed else 0

    def _fail(self, test, err):
        self._failed += 1
        self._line("FAILED", test)
        sys.stdout.write("".join("    " + line for line in _lines(err)))
        sys.stdout.flush()

    def _line(self, outcome, test):
        seconds = time.monotonic() - self._started
        print(f"{outcome:<7}{seconds:6.1f} s  {_name(test)}", flush=True)


def _lines(err):
    text = "".join(traceback.format_exception(*err))
    return text.splitlines(keepends=True)


def _name(test):
    """`suite: what is tested`, with the values of a subtest."""
    method, _, values = test.id().removeprefix("interop.test_").partition(" ")
    suite, *_, name = method.split(".")
    return f"{suite}: {name.removeprefix('test_').replace('_', ' ')} {values}".strip()
