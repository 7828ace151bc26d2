//! Answers as people and scripts read them.

use std::io::{self, Write};
use std::process::ExitCode;

use posthouse_directory::{Account, Address, AliasEntry, DomainEntry, GroupEntry};
use serde::Serialize;

use super::acl::AclRow;
use super::mailbox::MailboxRow;
use super::request::Response;

/// Writes an answer; what went wrong goes to `errors`. The exit code is 0, or 1 where nothing was changed.
pub(super) fn show(response: &Response, json: bool, out: &mut impl Write, errors: &mut impl Write) -> ExitCode {
    let written = match response {
        Response::Failed(text) => return fail(text, errors),
        Response::Done(text) => writeln!(out, "{text}"),
        Response::Domains(rows) => listing(rows, json, domain_line, out),
        Response::Accounts(rows) => listing(rows, json, account_line, out),
        Response::Aliases(rows) => listing(rows, json, alias_line, out),
        Response::Groups(rows) => listing(rows, json, group_line, out),
        Response::Mailboxes(rows) => listing(rows, json, mailbox_line, out),
        Response::Acl(rows) => listing(rows, json, AclRow::line, out),
        Response::Off(names) => listing(names, json, String::clone, out),
        Response::Quota(report) if json => as_json(report, out),
        Response::Quota(report) => report.write(out),
    };
    match written.and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&format!("cannot write the answer: {error}"), errors),
    }
}

/// Says in one line what went wrong.
pub(super) fn fail(text: &str, errors: &mut impl Write) -> ExitCode {
    // Nobody is left to be told that this cannot be told.
    let _ = writeln!(errors, "posthouse: {text}");
    ExitCode::FAILURE
}

fn listing<T: Serialize>(rows: &[T], json: bool, line: fn(&T) -> String, out: &mut impl Write) -> io::Result<()> {
    if json {
        return as_json(rows, out);
    }
    rows.iter().try_for_each(|row| writeln!(out, "{}", line(row)))
}

fn as_json<T: Serialize + ?Sized>(value: &T, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

fn domain_line(entry: &DomainEntry) -> String {
    format!("{}  {}, {}", entry.unicode, count(entry.accounts, "account"), count(entry.aliases, "alias"))
}

fn account_line(account: &Account) -> String {
    let what = match account {
        Account { shared: true, .. } => "  shared",
        Account { admin: true, .. } => "  administrator",
        _ => "",
    };
    format!("{}{what}", account.address.to_unicode())
}

fn alias_line(entry: &AliasEntry) -> String {
    let targets: Vec<_> = entry.targets.iter().map(Address::to_unicode).collect();
    format!("{}  {}", entry.alias.to_unicode(), targets.join(" "))
}

fn group_line(entry: &GroupEntry) -> String {
    let members: Vec<_> = entry.members.iter().map(Address::to_unicode).collect();
    format!("{}  {}", entry.group, members.join(" ")).trim_end().to_owned()
}

fn mailbox_line(row: &MailboxRow) -> String {
    format!("{}  {}", row.mailbox, count(row.messages as usize, "message"))
}

fn count(number: usize, what: &str) -> String {
    match (number, what) {
        (1, _) => format!("1 {what}"),
        (_, "alias") => format!("{number} aliases"),
        _ => format!("{number} {what}s"),
    }
}
