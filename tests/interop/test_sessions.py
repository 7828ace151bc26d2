"""Several sessions change one mailbox at once: each can follow by the responses alone, and all see the same in the end."""

import random
from concurrent.futures import ThreadPoolExecutor

from clients.imap import Imap
from clients.server import ALICE
from clients.view import View

from .suite import DemoCase, mail

SESSIONS = 6
STEPS = 300
SEED = 3


class Sessions(DemoCase):
    """Sequence numbers never slip (RFC 9051 §7.5.1), whoever removes what."""

    def test_views_stay_in_step(self):
        with Imap(self.port("imap"), login=ALICE) as session:
            for mailbox in ("Shared", "Elsewhere"):
                session.ok(f"CREATE {mailbox}")
            for number in range(50):
                session.append("Shared", mail(f"shared {number}"))
        with ThreadPoolExecutor(SESSIONS) as pool:
            views = list(pool.map(self.work, range(SESSIONS)))
        for view in views:
            view.command("NOOP")
            view.complete()
        self.assertTrue(views[0].uids)
        for view in views[1:]:
            self.assertEqual(view.uids, views[0].uids)

    def work(self, number):
        """Many random commands, and after each a view that is in step."""
        noise = random.Random(SEED + number)
        view = View(self.imap(), "Shared")
        for _ in range(STEPS):
            done = view.command(*command(noise, view.uids))
            if done.status != b"OK":
                self.assertIsNotNone(done.code(b"EXPUNGEISSUED"), done.text)
        return view


def command(noise, uids):
    """A command and its literals, right for a client that knows these messages."""
    if not uids or noise.random() < 0.1:
        return "APPEND Shared {}", mail("late")
    first = noise.randrange(1, len(uids) + 1)
    last = min(len(uids), first + noise.randrange(5))
    uid = uids[first - 1] or 1
    return (
        noise.choice(
            (
                rf"STORE {first}:{last} +FLAGS (\Flagged)",
                rf"STORE {first}:{last} -FLAGS (\Flagged)",
                rf"UID STORE {uid} +FLAGS.SILENT (\Deleted)",
                "EXPUNGE",
                f"UID MOVE {uid} Elsewhere",
                f"COPY {first}:{last} Shared",
                f"FETCH {first}:{last} (UID FLAGS)",
                "UID FETCH 1:* (FLAGS)",
                "SEARCH FLAGGED",
                "NOOP",
            )
        ),
    )
