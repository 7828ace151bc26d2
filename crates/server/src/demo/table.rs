//! What the demo tells the person who started it.

use std::fmt::Write as _;
use std::net::SocketAddr;

use super::ACCOUNTS;
use crate::config::Config;

/// Writes the table of services, the logins and three commands to paste.
pub(crate) fn print(config: &Config) {
    print!("{}", text(config));
}

fn text(config: &Config) -> String {
    let listen = &config.listen;
    let mut text = format!("\nPosthouse demo, data in {}\n\n", config.data.display());
    let rows = [
        ("smtp", &listen.smtp, "STARTTLS, no login: mail from other servers"),
        ("lmtp", &listen.lmtp, "none: mail from a server of your own"),
        ("submission", &listen.submission, "STARTTLS or, on loopback, none"),
        ("submissions", &listen.submissions, "TLS"),
        ("imap", &listen.imap, "STARTTLS or, on loopback, none"),
        ("imaps", &listen.imaps, "TLS"),
        ("pop3", &listen.pop3, "STLS or, on loopback, none"),
        ("pop3s", &listen.pop3s, "TLS"),
        ("http", &listen.http, "none: /healthz and /metrics"),
    ];
    let _ = writeln!(text, "  {:<12} {:<10} {:>5}  security", "protocol", "address", "port");
    for (protocol, addresses, security) in rows {
        for address in addresses {
            let _ = writeln!(text, "  {protocol:<12} {:<10} {:>5}  {security}", address.ip(), address.port());
        }
    }
    text.push('\n');
    for (name, password) in ACCOUNTS {
        let _ = writeln!(text, "  login {name}   password {password}");
    }
    text.push_str("  The certificate is self-signed: tell your mail program to accept it.\n");
    text.push_str(&commands(config));
    text
}

fn commands(config: &Config) -> String {
    let port = |addresses: &[SocketAddr]| addresses.first().map_or(0, SocketAddr::port);
    let (name, password) = ACCOUNTS[0];
    let listen = &config.listen;
    format!(
        "
Send a message, read the newest by IMAP, list the mailbox by POP3:

  printf 'From: {name}\\nTo: {name}\\nSubject: Hello\\n\\nIt works.\\n' | curl -sS --crlf --url smtp://127.0.0.1:{} \\
      --mail-from {name} --mail-rcpt {name} --upload-file -
  curl -sS --user {name}:{password} 'imap://127.0.0.1:{}/INBOX;MAILINDEX=*'
  curl -sS --user {name}:{password} pop3://127.0.0.1:{}/

Ctrl-C stops it; the mail stays.
",
        port(&listen.smtp),
        port(&listen.imap),
        port(&listen.pop3),
    )
}
