"""imapflow: QRESYNC, IMAP4rev2, UTF8=ACCEPT and COMPRESS=DEFLATE all at once.

Where there is no Node.js 20 it is left out.
"""

import json
import os
import subprocess
import unittest
from pathlib import Path

from clients import corpus
from clients.binary import ROOT
from clients.server import ALICE, PASSWORDS, die_with_parent
from clients.wait import until
from clients.wire import HOST

from .suite import DemoCase, mail

MODULES = ROOT / "target/node/node_modules"
SCRIPT = Path(__file__).with_name("imapflow.js")
MAILBOX = "工作/项目"


class Flow:
    """A running imapflow; the methods of its client are methods here."""

    def __init__(self, **options):
        self._process = subprocess.Popen(
            ["node", SCRIPT, json.dumps(options)],
            env={"PATH": os.environ["PATH"], "NODE_PATH": str(MODULES)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            preexec_fn=die_with_parent,
            text=True,
        )

    def __getattr__(self, name):
        return lambda *arguments: self.ask(name, arguments, True)

    def start(self, name):
        """Calls a method and does not wait for its end."""
        self.ask(name, (), False)

    def ask(self, name, arguments, waits):
        self._process.stdin.write(json.dumps({"call": name, "arguments": arguments, "waits": waits}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise AssertionError(f"{name}: {answer['error']}")
        return answer["value"]

    def end(self):
        self._process.kill()
        self._process.communicate()


@unittest.skipUnless((MODULES / "imapflow").is_dir(), "tests/deps found no npm with Node.js 20 or newer")
class Imapflow(DemoCase):
    """A program that uses imapflow."""

    def setUp(self):
        self.device = self.imap()
        self.device.ok("ENABLE UTF8=ACCEPT")
        self.device.command(f'DELETE "{MAILBOX}"')
        self.device.ok(f'CREATE "{MAILBOX}"')

    def flow(self, security="tls"):
        """A client that has logged in."""
        login = {"user": ALICE, "pass": PASSWORDS[ALICE]}
        port = self.port("imaps" if security == "tls" else "imap")
        authority = {"ca": self.server.certificate().read_text()}
        flow = Flow(host=HOST, port=port, secure=security == "tls", tls=authority, auth=login, qresync=True)
        self.addCleanup(flow.end)
        flow.connect()
        return flow

    def test_the_corpus_comes_octet_by_octet(self):
        messages = [message for name, message in corpus.messages().items() if not corpus.is_binary(name)]
        for message in messages:
            self.device.append(MAILBOX, message)
        for security in ("tls", "starttls"):
            with self.subTest(security):
                flow = self.flow(security)
                self.assertLessEqual({"QRESYNC", "IMAP4REV2", "UTF8=ACCEPT"}, set(flow.enabled()))
                flow.mailboxOpen(MAILBOX)
                asked = {"source": True, "envelope": True, "bodyStructure": True, "flags": True, "size": True}
                fetched = flow.fetchAll("1:*", asked)
                self.assertEqual([item["source"].encode("latin-1") for item in fetched], messages)
                flow.logout()

    def test_a_message_is_kept_found_marked_and_moved(self):
        flow = self.flow()
        flow.mailboxOpen(MAILBOX)
        kept = flow.append(MAILBOX, mail("你好", "正文").decode(), ["\\Seen"])
        self.assertEqual(flow.search({"subject": "好", "body": "正"}, {"uid": True}), [kept["uid"]])
        self.assertTrue(flow.messageFlagsAdd("1", ["\\Flagged"]))
        self.assertEqual(flow.fetchOne("1", {"flags": True})["flags"], ["\\Flagged", "\\Seen"])
        self.assertEqual(list(flow.messageMove("1", "Archive")["uidMap"]), [str(kept["uid"])])
        self.assertEqual(flow.status(MAILBOX, {"messages": True})["messages"], 0)
        listed = {entry["path"]: entry.get("specialUse") for entry in flow.list()}
        self.assertEqual((listed[MAILBOX], listed["Archive"]), (None, "\\Archive"))

    def test_what_another_device_does_is_told_in_idle(self):
        flow = self.flow()
        flow.mailboxOpen(MAILBOX)
        flow.start("idle")
        self.device.ok(f'SELECT "{MAILBOX}"')
        _, uid = self.device.append(MAILBOX, mail("新"))
        self.tells(flow, "exists", count=1)
        self.device.ok(r"STORE 1 +FLAGS (\Flagged)")
        self.tells(flow, "flags", uid=uid, flags=["\\Flagged"])
        self.device.ok(r"STORE 1 +FLAGS.SILENT (\Deleted)")
        self.device.ok("EXPUNGE")
        self.tells(flow, "expunge", uid=uid, vanished=True)

    def test_what_was_missed_is_told_by_qresync(self):
        uids = [self.device.append(MAILBOX, mail(f"{number}"))[1] for number in range(4)]
        flow = self.flow()
        known = flow.mailboxOpen(MAILBOX)
        flow.mailboxClose()
        self.device.ok(f'SELECT "{MAILBOX}"')
        self.device.ok(r"STORE 1 +FLAGS.SILENT (\Flagged)")
        self.device.ok(r"STORE 3 +FLAGS.SILENT (\Deleted)")
        self.device.ok("EXPUNGE")
        since = {"changedSince": str(known["highestModseq"]), "uidValidity": str(known["uidValidity"])}
        flow.mailboxOpen(MAILBOX, since)
        self.tells(flow, "expunge", uid=uids[2], vanished=True, earlier=True)

    def tells(self, flow, name, **values):
        """Waits for an event that has these values."""
        told = []

        def has_come():
            told.extend(flow.events())
            return any(event | values == event and event["name"] == name for event in told)

        until(has_come, f"{name} {values}, not {told}")
