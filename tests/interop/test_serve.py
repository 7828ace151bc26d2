"""`posthouse serve --config FILE`: the file, its certificate, and no password without TLS."""

import json
import shutil
import signal
import unittest

from clients import binary, ports, tls
from clients.imap import Imap
from clients.pop3 import Pop3
from clients.server import Server, new_folder
from clients.smtp import Smtp
from clients.wait import until
from clients.wire import Wire

USER, PASSWORD = "carol@serve.test", "a password of carol"


class Serve(unittest.TestCase):
    """A server with a configuration file on high ports."""

    @classmethod
    def setUpClass(cls):
        cls.folder = new_folder().parent
        cls.certificates = [certificate_of_another_server() for _ in range(2)]
        cls.server = configured(cls.folder, "json")
        cls.addClassCleanup(cls.server.end)
        cls.use_certificate(0)
        add_account(cls.server)
        cls.server.start()

    @classmethod
    def use_certificate(cls, number):
        for name in ("certificate.pem", "key.pem"):
            shutil.copy(cls.certificates[number] / name, cls.folder / name)

    def port(self, service):
        return self.server.ports[service]

    def test_imap_takes_no_password_without_tls(self):
        with Imap(self.port("imap")) as session:
            capabilities = b" ".join(session.ok("CAPABILITY").lines(b"CAPABILITY"))
            self.assertIn(b"LOGINDISABLED", capabilities)
            self.assertNotIn(b"AUTH=PLAIN", capabilities)
            self.assertEqual(session.command(f'LOGIN {USER} "{PASSWORD}"').status, b"NO")
            self.assertEqual(session.command("AUTHENTICATE PLAIN AGEAYg==").status, b"NO")
            session.start_tls(tls.accepting())
            session.ok(f'LOGIN {USER} "{PASSWORD}"')

    def test_pop3_takes_no_password_without_tls(self):
        with Pop3(self.port("pop3")) as session:
            self.assertNotIn(b"USER", session.many("CAPA"))
            self.assertTrue(session.command(f"USER {USER}").startswith(b"-ERR"))
            session.ok("STLS")
            session.wire.start_tls(tls.accepting())
            session.ok(f"USER {USER}")
            session.ok(f"PASS {PASSWORD}")

    def test_submission_takes_no_password_without_tls(self):
        with Smtp(self.port("submission")) as session:
            offered = b" ".join(line for line in session.capabilities if line.startswith(b"AUTH"))
            self.assertNotIn(b"PLAIN", offered)
            self.assertIn(session.command("AUTH PLAIN AGEAYg==").code, (504, 530, 538))
            session.start_tls(tls.accepting())
            self.assertIn(b"PLAIN", b" ".join(session.expect(250, "EHLO client").lines))

    def test_port_25_offers_no_login_without_tls(self):
        with Smtp(self.port("smtp")) as session:
            self.assertNotIn(b"AUTH", b" ".join(session.capabilities))
            self.assertGreaterEqual(session.command("AUTH PLAIN AGEAYg==").code, 500)

    def test_sighup_brings_the_new_certificate_to_new_connections(self):
        self.use_certificate(0)
        with Imap(self.port("imaps"), tls.accepting()) as old:
            before = old.wire.certificate()
            self.use_certificate(1)
            self.server.process.send_signal(signal.SIGHUP)
            until(lambda: self.certificate() != before, "a new connection sees the new certificate")
            self.assertEqual(self.certificate("submissions"), self.certificate())
            old.ok("NOOP")

    def test_a_broken_certificate_leaves_the_old_one(self):
        before = self.certificate()
        (self.folder / "certificate.pem").write_text("nothing")
        told = self.server.log().count("certificate")
        self.server.process.send_signal(signal.SIGHUP)
        until(lambda: self.server.log().count("certificate") > told, "the log tells of the certificate")
        self.assertEqual(self.certificate(), before)

    def test_log_lines_are_json_and_hold_no_password(self):
        with Imap(self.port("imaps"), tls.accepting()) as session:
            session.ok(f'LOGIN {USER} "{PASSWORD}"')
            session.ok("LOGOUT")
        until(lambda: self.told(USER, "imap"), "the log tells of the session")
        lines = self.server.log().splitlines()
        self.assertTrue(all(isinstance(json.loads(line), dict) for line in lines))
        self.assertNotIn(PASSWORD, self.server.log())

    def told(self, *words):
        """Whether one line of the log has all these words."""
        return any(all(word in line.lower() for word in words) for line in self.server.log().splitlines())

    def certificate(self, service="imaps"):
        """What a new connection is shown."""
        with Wire(self.port(service), tls.accepting()) as wire:
            return wire.certificate()


class BadFiles(unittest.TestCase):
    """Configuration files that cannot be used."""

    def test_mistakes_are_told_with_the_file(self):
        for text, mention in (
            ("hostnam = 'x'\n", "hostnam"),
            ("[tls]\ncertificate = 'only.pem'\n", "tls.key"),
            ("[limits]\nconnections = 'many'\n", "line 2"),
        ):
            with self.subTest(text=text):
                file = new_folder().with_suffix(".toml")
                file.write_text(text)
                ended = binary.run("serve", "--config", file)
                self.assertEqual(ended.returncode, 1)
                self.assertEqual(len(ended.stderr.splitlines()), 1, ended.stderr)
                self.assertIn(str(file), ended.stderr)
                self.assertIn(mention, ended.stderr)

    def test_a_missing_file_is_told(self):
        ended = binary.run("serve", "--config", "/nowhere/posthouse.toml")
        self.assertEqual(ended.returncode, 1)
        self.assertEqual(len(ended.stderr.splitlines()), 1, ended.stderr)
        self.assertIn("/nowhere/posthouse.toml", ended.stderr)


def configured(folder, log_format):
    """A server with a configuration file in this folder, not started yet."""
    port_of = ports.at(ports.free_base())
    listen = "".join(f'{service} = ["127.0.0.1:{port}"]\n' for service, port in port_of.items())
    text = (
        f'data = "{folder / "data"}"\nhostname = "localhost"\n'
        f'[tls]\ncertificate = "{folder / "certificate.pem"}"\nkey = "{folder / "key.pem"}"\n'
        f'[listen]\n{listen}[log]\nformat = "{log_format}"\n'
    )
    (folder / "posthouse.toml").write_text(text)
    return Server(["serve", "--config", folder / "posthouse.toml"], folder / "data", port_of)


def add_account(server):
    for words in (("domain", "add", "serve.test"), ("account", "add", USER, "--password", PASSWORD)):
        ended = server.run(*words)
        if ended.returncode:
            raise AssertionError(ended.stderr)


def certificate_of_another_server():
    """A folder with the certificate and key that a server made for itself."""
    target = new_folder()
    with Server.demo() as server:
        shutil.copytree(server.certificate().parent, target)
    return target
