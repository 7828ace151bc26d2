"""imaplib, poplib and smtplib, plain and under TLS, with every mechanism."""

import imaplib
import poplib
import smtplib

from clients import tls
from clients.scram import Scram
from clients.server import ALICE, BOB, PASSWORDS
from clients.wire import HOST

from .suite import DemoCase, mail

PASSWORD = PASSWORDS[ALICE]
SCRAMS = {"SCRAM-SHA-256": "sha256", "SCRAM-SHA-1": "sha1"}


class Imaplib(DemoCase):
    """Reading."""

    def plain(self):
        return imaplib.IMAP4(HOST, self.port("imap"), timeout=60)

    def secure(self):
        return imaplib.IMAP4_SSL(HOST, self.port("imaps"), ssl_context=self.server.tls(), timeout=60)

    def upgraded(self):
        session = self.plain()
        session.starttls(self.server.tls())
        return session

    def test_login_in_every_security(self):
        for connect in (self.plain, self.upgraded, self.secure):
            with self.subTest(connect=connect.__name__), connect() as session:
                self.assertEqual(session.login(ALICE, PASSWORD)[0], "OK")
                self.assertEqual(session.select()[0], "OK")

    def test_a_day_of_work(self):
        with self.secure() as session:
            session.login(ALICE, PASSWORD)
            message = mail("by imaplib")
            for step in (session.create("Work"), session.append("Work", r"(\Seen)", None, message)):
                self.assertEqual(step[0], "OK", step)
            session.select("Work")
            self.assertEqual(session.uid("FETCH", "1", "(BODY.PEEK[])")[1][0][1], message)
            self.assertEqual(session.search(None, "SEEN", "SUBJECT", '"by imaplib"')[1], [b"1"])
            self.assertEqual(session.copy("1", "Trash")[0], "OK")
            session.store("1", "+FLAGS", r"(\Deleted)")
            self.assertEqual(session.expunge()[1], [b"1"])
            session.close()
            self.assertEqual(session.delete("Work")[0], "OK")

    def test_quota(self):
        with self.secure() as session:
            session.login(ALICE, PASSWORD)
            self.assertEqual(session.getquotaroot("INBOX"), ("OK", [[b"INBOX"], [None]]))
            self.server.run("account", "quota", ALICE, "--messages", "1000")
            status, (roots, (quota,)) = session.getquotaroot("INBOX")
            self.assertEqual((status, roots), ("OK", [f"INBOX {ALICE}".encode()]))
            self.assertRegex(quota.decode(), rf"{ALICE} \(MESSAGE \d+ 1000\)")
            self.assertEqual(session.getquota(ALICE), ("OK", [quota]))

    def test_annotations_of_metadata(self):
        with self.secure() as session:
            session.login(ALICE, PASSWORD)
            imaplib.Commands.setdefault("SETMETADATA", ("AUTH", "SELECTED"))
            imaplib.Commands.setdefault("GETMETADATA", ("AUTH", "SELECTED"))
            entry = "/private/vendor/posthouse/test"
            self.assertEqual(session._simple_command("SETMETADATA", "INBOX", f'({entry} "green")')[0], "OK")
            self.assertEqual(session._simple_command("GETMETADATA", "INBOX", entry)[0], "OK")
            self.assertEqual(session.response("METADATA")[1], [f'INBOX ({entry} "green")'.encode()])

    def test_plain(self):
        answer = f"\0{ALICE}\0{PASSWORD}".encode()
        for connect in (self.plain, self.secure):
            with self.subTest(connect=connect.__name__), connect() as session:
                self.assertEqual(session.authenticate("PLAIN", lambda _: answer)[0], "OK")

    def test_scram_without_channel_binding(self):
        for mechanism, algorithm in SCRAMS.items():
            with self.subTest(mechanism=mechanism), self.plain() as session:
                self.proves(session, mechanism, Scram(ALICE, PASSWORD, algorithm))

    def test_scram_bound_to_the_certificate(self):
        for connect in (self.upgraded, self.secure):
            for mechanism, algorithm in SCRAMS.items():
                with self.subTest(mechanism=mechanism, connect=connect.__name__), connect() as session:
                    certificate = session.socket().getpeercert(binary_form=True)
                    binding = ("tls-server-end-point", tls.end_point(certificate))
                    self.proves(session, f"{mechanism}-PLUS", Scram(ALICE, PASSWORD, algorithm, binding))

    def test_scram_bound_to_another_channel_is_refused(self):
        with self.secure() as session:
            binding = ("tls-server-end-point", tls.end_point(b"another certificate"))
            with self.assertRaises(imaplib.IMAP4.error):
                session.authenticate("SCRAM-SHA-256-PLUS", Scram(ALICE, PASSWORD, "sha256", binding))

    def test_scram_with_a_wrong_password_is_refused(self):
        with self.plain() as session, self.assertRaises(imaplib.IMAP4.error):
            session.authenticate("SCRAM-SHA-256", Scram(ALICE, "wrong", "sha256"))

    def proves(self, session, mechanism, scram):
        """Both sides prove that they know the password."""
        self.assertIn(f"AUTH={mechanism}", session.capabilities)
        self.assertEqual(session.authenticate(mechanism, scram)[0], "OK")
        self.assertTrue(scram.is_proven)


class Poplib(DemoCase):
    """Fetching."""

    def secure(self):
        return poplib.POP3_SSL(HOST, self.port("pop3s"), context=self.server.tls(), timeout=60)

    def plain(self):
        return poplib.POP3(HOST, self.port("pop3"), timeout=60)

    def upgraded(self):
        session = self.plain()
        session.stls(self.server.tls())
        return session

    def test_login_in_every_security(self):
        for connect in (self.plain, self.upgraded, self.secure):
            with self.subTest(connect=connect.__name__):
                session = connect()
                session.user(ALICE)
                session.pass_(PASSWORD)
                self.assertGreater(session.stat()[0], 0)
                session.quit()

    def test_unique_ids_stay_and_deletion_happens_at_quit(self):
        before = self.uids(lambda session: session.dele(1), leave=lambda session: session.close())
        self.assertEqual(self.uids(), before)
        self.uids(lambda session: session.dele(1))
        self.assertEqual(self.uids(), before[1:])

    def test_capabilities(self):
        session = self.secure()
        self.assertLessEqual({"UIDL", "TOP", "USER", "SASL", "PIPELINING", "RESP-CODES"}, set(session.capa()))
        session.quit()

    def uids(self, work=lambda _: None, leave=lambda session: session.quit()):
        """The unique ids that a session saw before it worked and left."""
        session = self.secure()
        session.user(BOB)
        session.pass_(PASSWORDS[BOB])
        uids = [line.split()[1] for line in session.uidl()[1]]
        work(session)
        leave(session)
        return uids


class Smtplib(DemoCase):
    """Sending."""

    def plain(self):
        return smtplib.SMTP(HOST, self.port("submission"), timeout=60)

    def upgraded(self):
        session = self.plain()
        session.starttls(context=self.server.tls())
        return session

    def secure(self):
        return smtplib.SMTP_SSL(HOST, self.port("submissions"), context=self.server.tls(), timeout=60)

    def test_login_and_sending_in_every_security(self):
        for connect in (self.plain, self.upgraded, self.secure):
            with self.subTest(connect=connect.__name__), connect() as session:
                session.login(ALICE, PASSWORD)
                subject = f"by smtplib {connect.__name__}"
                self.assertEqual(session.sendmail(ALICE, [BOB], mail(subject)), {})
                self.arrived(subject)

    def test_plain_login_and_scram(self):
        for mechanism in ("PLAIN", "LOGIN", *SCRAMS):
            with self.subTest(mechanism=mechanism), self.secure() as session:
                session.ehlo()
                session.user, session.password = ALICE, PASSWORD
                self.assertEqual(session.auth(mechanism, self.answers(session, mechanism))[0], 235)

    def answers(self, session, mechanism):
        """What gives the answers of a mechanism; under TLS a client that cannot bind says so with `n`."""
        if mechanism in SCRAMS:
            scram = Scram(ALICE, PASSWORD, SCRAMS[mechanism])
            return lambda challenge=None: scram(challenge or b"").decode()
        return {"PLAIN": session.auth_plain, "LOGIN": session.auth_login}[mechanism]

    def test_a_submitted_message_is_completed_and_its_bcc_goes(self):
        with self.secure() as session:
            session.login(ALICE, PASSWORD)
            message = f"From: {ALICE}\r\nBcc: {BOB}\r\nSubject: completed\r\n\r\ntext\r\n"
            session.sendmail(ALICE, [BOB], message)
        header = self.arrived("completed").split(b"\r\n\r\n")[0] + b"\r\n"
        self.assertRegex(header, rb"(?m)^Date: \w{3}, ")
        self.assertRegex(header, rb"(?m)^Message-ID: <[^>]+>")
        self.assertNotRegex(header, rb"(?mi)^Bcc:")

    def test_nobody_sends_as_another(self):
        with self.secure() as session:
            session.login(ALICE, PASSWORD)
            with self.assertRaises(smtplib.SMTPSenderRefused):
                session.sendmail(BOB, [BOB], mail("as another"))
            session.rset()
            with self.assertRaises(smtplib.SMTPDataError):
                session.sendmail(ALICE, [BOB], mail("as another", sender=BOB))

    def test_submission_asks_for_a_login(self):
        with self.secure() as session, self.assertRaises(smtplib.SMTPSenderRefused) as refused:
            session.sendmail(ALICE, [BOB], mail("without login"))
        self.assertEqual(refused.exception.smtp_code, 530)

    def arrived(self, subject):
        """The one message in Bob's mailbox with this subject."""
        bodies = self.imap(login=BOB, select="INBOX").bodies().values()
        found = [body for body in bodies if f"Subject: {subject}\r\n".encode() in body]
        self.assertEqual(len(found), 1)
        return found[0]


