"""A change on one device is seen on the other at once."""

import statistics
import time

from clients.imap import Imap
from clients.server import ALICE, BOB
from clients.smtp import Smtp

from .suite import DemoCase, figure, mail

ROUNDS = 200
MEDIAN_BOUND = 0.050


class TwoDevices(DemoCase):
    """One works, the other is in IDLE."""

    def setUp(self):
        self.worker = self.imap(select="INBOX")
        self.watcher = self.open(Imap(self.port("imaps"), self.server.tls(), login=ALICE))
        self.watcher.ok("SELECT INBOX")

    def test_flags_arrive_within_the_bound(self):
        self.watcher.idle()
        times = [self.flag_round(number) for number in range(ROUNDS)]
        self.tell("flag to IDLE", times)

    def test_deliveries_arrive_within_the_bound(self):
        self.watcher.idle()
        with Smtp(self.port("smtp")) as sender:
            times = [self.delivery_round(sender, number) for number in range(ROUNDS)]
        self.tell("SMTP delivery to IDLE", times)

    def test_every_kind_of_change_is_told(self):
        tag = self.watcher.idle()
        _, uid = self.worker.append("INBOX", mail("told"), r"\Flagged")
        self.hears(rb"\* \d+ EXISTS")
        self.worker.ok(rf"UID STORE {uid} +FLAGS (\Deleted)")
        self.hears(rb"\* \d+ FETCH .*\\Deleted")
        self.worker.ok(f"UID EXPUNGE {uid}")
        self.hears(rb"\* \d+ EXPUNGE")
        self.assertEqual(self.watcher.done(tag).status, b"OK")

    def test_a_watcher_of_another_account_hears_nothing(self):
        other = self.imap(login=BOB, select="INBOX")
        tag = other.idle()
        self.worker.append("INBOX", mail("not for Bob"))
        ended = other.done(tag)
        self.assertEqual((ended.status, ended.responses), (b"OK", []))

    def flag_round(self, number):
        """Seconds from the command to the other device's line."""
        sign = "+" if number % 2 == 0 else "-"
        began = time.perf_counter()
        tag = self.worker.send(rf"STORE 1 {sign}FLAGS (\Flagged)")
        self.hears(rb"\* 1 FETCH .*")
        seconds = time.perf_counter() - began
        self.assertEqual(self.worker.finish(tag).status, b"OK")
        return seconds

    def delivery_round(self, sender, number):
        sender.begin("eve@elsewhere.test", [ALICE])
        sender.expect(354, "DATA")
        began = time.perf_counter()
        sender.wire.send(mail(f"round {number}") + b".\r\n")
        self.hears(rb"\* \d+ EXISTS")
        seconds = time.perf_counter() - began
        self.assertEqual(sender.reply().code, 250)
        return seconds

    def hears(self, pattern):
        """The watcher's lines up to one that matches; the RECENT and FLAGS lines between do not count."""
        heard = []
        while not heard or heard[-1].find(b" RECENT") > 0 or heard[-1].startswith(b"* OK"):
            heard.append(self.watcher.response().text)
        self.assertRegex(heard[-1], pattern)

    def tell(self, what, times):
        ordered = sorted(times)
        median, late = statistics.median(ordered), ordered[int(len(ordered) * 0.99) - 1]
        figure(f"{what}, {len(times)} rounds: median {median * 1000:.1f} ms, p99 {late * 1000:.1f} ms")
        self.assertLessEqual(median, MEDIAN_BOUND)
