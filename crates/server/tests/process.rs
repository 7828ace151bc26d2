//! The program as its administrator meets it: what it says, when it ends, and with which exit code.

// What the helpers meet is as much a failed test as what the tests meet.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};

const NOWHERE: &str = "smtp = []\nlmtp = []\nsubmission = []\nsubmissions = []\nimap = []\nimaps = []\n\
    pop3 = []\npop3s = []\nhttp = []\n";

fn posthouse(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_posthouse"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A configuration whose services listen nowhere, but for what `listen` says, with `more` in front of it.
fn configuration(folder: &Path, more: &str, listen: &str) -> String {
    let services: Vec<_> =
        NOWHERE.lines().filter(|line| !listen.starts_with(line.split(' ').next().unwrap())).collect();
    let data = folder.join("data");
    let text = format!("data = {data:?}\n{more}\n[listen]\n{listen}\n{}\n", services.join("\n"));
    let path = folder.join("posthouse.toml");
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// A server that has started, and what it logs.
struct Running {
    child: Child,
    log: BufReader<std::process::ChildStderr>,
}

impl Running {
    fn start(config: &str) -> Self {
        let mut running = Self::of(&mut posthouse(&["serve", "--config", config]));
        running.wait_for("started");
        running
    }

    fn of(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        Self { child, log }
    }

    fn wait_for(&mut self, words: &str) {
        self.said(words);
    }

    /// The next line of the log with `words` in it.
    fn said(&mut self, words: &str) -> String {
        let mut line = String::new();
        while !line.contains(words) {
            line.clear();
            assert!(self.log.read_line(&mut line).unwrap() > 0, "the log ended before {words:?}");
        }
        line
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// The exit code and the rest of the log.
    fn end(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.log.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

/// A failed command says why in one line and nothing else.
fn complaint(output: Output) -> String {
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    let text = String::from_utf8(output.stderr).unwrap();
    let last = text.lines().last().unwrap().to_owned();
    assert!(text.lines().all(|line| line == last), "{text}");
    last
}

#[test]
fn a_signal_ends_it_in_order() {
    for signal in [Signal::INT, Signal::TERM] {
        let folder = tempfile::tempdir().unwrap();
        let running = Running::start(&configuration(folder.path(), "", ""));
        running.signal(signal);
        let (code, log) = running.end();
        assert_eq!(code, Some(0));
        assert!(log.contains("stopping") && log.ends_with("stopped\n"), "{log}");
        assert!(!folder.path().join("data/admin.sock").exists());
    }
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let address = free_address();
    add_account(folder.path(), "alice@x.test");
    let more = "[limits]\nstop_seconds = 1000";
    let mut running = Running::start(&configuration(folder.path(), more, &format!("lmtp = [\"{address}\"]")));
    let _unfinished = begin_message(address);
    running.signal(Signal::INT);
    running.wait_for("stopping");
    running.signal(Signal::INT);
    let (code, log) = running.end();
    assert_eq!(code, Some(1));
    assert!(log.ends_with("stopped at once\n"), "{log}");
}

#[test]
fn a_hang_up_reads_the_certificate_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = Running::start(&configuration(folder.path(), "", ""));
    running.signal(Signal::HUP);
    running.wait_for("the certificate was read again");
    running.signal(Signal::TERM);
    assert_eq!(running.end().0, Some(0));
}

#[test]
fn a_port_in_use_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = format!("imap = [\"{}\"]", taken.local_addr().unwrap());
    let config = configuration(folder.path(), "", &listen);
    let complaint = complaint(posthouse(&["serve", "--config", &config]).output().unwrap());
    assert!(complaint.starts_with("posthouse: cannot listen on 127.0.0.1:"), "{complaint}");
    assert!(complaint.contains("is another server running?"), "{complaint}");
}

#[test]
fn a_folder_in_use_is_told_to_whoever_wants_it() {
    let folder = tempfile::tempdir().unwrap();
    let config = configuration(folder.path(), "", "");
    let running = Running::start(&config);
    let data = folder.path().join("data");
    for arguments in [["serve", "--config", &config], ["check", "--data", data.to_str().unwrap()]] {
        let complaint = complaint(posthouse(&arguments).output().unwrap());
        assert!(complaint.contains("is in use by another process"), "{complaint}");
    }
    running.signal(Signal::TERM);
    assert_eq!(running.end().0, Some(0));
}

#[test]
fn a_mistake_in_the_configuration_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let config = configuration(folder.path(), "hostnam = 'x'", "");
    let complaint = complaint(posthouse(&["serve", "--config", &config]).output().unwrap());
    assert!(complaint.contains("is not right in line 2: unknown field `hostnam`"), "{complaint}");
}

#[test]
fn a_low_limit_of_open_files_means_fewer_connections() {
    let folder = tempfile::tempdir().unwrap();
    let config = configuration(folder.path(), "", "");
    let script = r#"ulimit -n 300 && exec "$0" serve --config "$1""#;
    let mut shell = Command::new("sh");
    shell.args(["-c", script, env!("CARGO_BIN_EXE_posthouse"), &config]);
    let mut running = Running::of(&mut shell);
    assert!(running.said("fewer connections than configured").contains("connections=44"));
    running.wait_for("started");
    running.signal(Signal::TERM);
    assert_eq!(running.end().0, Some(0));
}

/// An address that nobody listens on now.
fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// A session that receives a message: it may go on for a while after the server was asked to stop.
fn begin_message(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    let commands = "LHLO client.test\r\nMAIL FROM:<a@client.test>\r\nRCPT TO:<alice@x.test>\r\nDATA\r\n";
    stream.write_all(commands.as_bytes()).unwrap();
    let mut replies = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    while !line.starts_with("354 ") {
        line.clear();
        assert!(replies.read_line(&mut line).unwrap() > 0);
    }
    stream
}

/// Makes an account in the data folder.
fn add_account(folder: &Path, address: &str) {
    let data = folder.join("data");
    let domain = address.split('@').nth(1).unwrap();
    for words in [vec!["domain", "add", domain], vec!["account", "add", address, "--password", "pencil"]] {
        let added = posthouse(&words).arg("--data").arg(&data).output().unwrap();
        assert!(added.status.success(), "{added:?}");
    }
}
