//! How much an account holds and may hold: typed, set, shown.

use std::io::{self, Write};

use clap::Args;
use posthouse_directory::Address;
use posthouse_mailbox::{Account, PerResource, Quota, Resource};
use serde::{Deserialize, Serialize};

/// Limits that are to be set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Args, Serialize, Deserialize)]
pub(crate) struct Limits {
    /// Bytes of messages, as in 500M or 2G; "none" for no limit, "default" for that of the configuration
    #[arg(long, value_name = "BYTES", value_parser = Limit::bytes)]
    storage: Option<Limit>,
    /// Messages in all mailboxes, "none" or "default"
    #[arg(long, value_name = "N", value_parser = Limit::number)]
    messages: Option<Limit>,
    /// Mailboxes, "none" or "default"
    #[arg(long, value_name = "N", value_parser = Limit::number)]
    mailboxes: Option<Limit>,
}

/// A limit of one resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Limit {
    Default,
    None,
    AtMost(u64),
}

/// How an account stands.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    address: Address,
    storage: Standing,
    messages: Standing,
    mailboxes: Standing,
}

/// How it stands with one resource.
#[derive(Debug, Serialize, Deserialize)]
struct Standing {
    usage: u64,
    limit: Option<u64>,
    /// Whether the limit is that of every account.
    default: bool,
}

impl Limit {
    fn number(text: &str) -> Result<Self, String> {
        Self::parse(text, |digits| digits.parse().ok())
    }

    fn bytes(text: &str) -> Result<Self, String> {
        Self::parse(text, bytes)
    }

    fn parse(text: &str, number: impl Fn(&str) -> Option<u64>) -> Result<Self, String> {
        match text {
            "default" => Ok(Self::Default),
            "none" => Ok(Self::None),
            _ => number(text).map(Self::AtMost).ok_or_else(|| "neither a number nor \"none\" or \"default\"".into()),
        }
    }
}

/// A number of bytes, perhaps with a unit.
fn bytes(text: &str) -> Option<u64> {
    let (digits, unit) = match text.as_bytes().last()?.to_ascii_uppercase() {
        b'K' => (&text[..text.len() - 1], 10),
        b'M' => (&text[..text.len() - 1], 20),
        b'G' => (&text[..text.len() - 1], 30),
        b'T' => (&text[..text.len() - 1], 40),
        _ => (text, 0),
    };
    digits.parse::<u64>().ok()?.checked_mul(1 << unit)
}

impl Limits {
    /// Whether none is to be set.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl From<Limits> for PerResource<Option<Quota>> {
    fn from(limits: Limits) -> Self {
        let quota = |limit: Limit| match limit {
            Limit::Default => Quota::Default,
            Limit::None => Quota::Unlimited,
            Limit::AtMost(most) => Quota::AtMost(most),
        };
        Self {
            storage: limits.storage.map(quota),
            messages: limits.messages.map(quota),
            mailboxes: limits.mailboxes.map(quota),
        }
    }
}

impl Report {
    pub(super) fn of(address: Address, account: &Account) -> Self {
        let state = account.now();
        let (usage, limits, quota) = (state.usage(), account.limits(), state.quota());
        let standing = |resource| Standing {
            usage: usage.get(resource),
            limit: limits.get(resource),
            default: quota.get(resource) == Quota::Default,
        };
        Self {
            address,
            storage: standing(Resource::Storage),
            messages: standing(Resource::Messages),
            mailboxes: standing(Resource::Mailboxes),
        }
    }

    /// Shows it to a person.
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{}", self.address.to_unicode())?;
        writeln!(out, "storage    {}", self.storage.line(in_units))?;
        writeln!(out, "messages   {}", self.messages.line(|number| number.to_string()))?;
        writeln!(out, "mailboxes  {}", self.mailboxes.line(|number| number.to_string()))
    }
}

impl Standing {
    fn line(&self, number: impl Fn(u64) -> String) -> String {
        let limit = self.limit.map_or(", no limit".into(), |limit| format!(" of {}", number(limit)));
        format!("{}{limit}{}", number(self.usage), if self.default { " (default)" } else { "" })
    }
}

/// Bytes in the largest unit of which there is one, rounded down to a tenth.
fn in_units(bytes: u64) -> String {
    let units = [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")];
    match units.into_iter().find(|(power, _)| bytes >> power > 0) {
        Some((power, unit)) => format!("{}.{} {unit}", bytes >> power, (bytes >> (power - 10)) % 1024 * 10 / 1024),
        None => format!("{bytes} B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_typed_with_units() {
        let read = [("0", 0), ("17", 17), ("3K", 3 << 10), ("500m", 500 << 20), ("2G", 2 << 30), ("1T", 1 << 40)];
        for (text, expected) in read {
            assert_eq!(Limit::bytes(text), Ok(Limit::AtMost(expected)), "{text}");
        }
        assert_eq!((Limit::bytes("none"), Limit::number("default")), (Ok(Limit::None), Ok(Limit::Default)));
        for wrong in ["", "K", "-1", "1.5G", "1GB", "é", "99999999999T", "all"] {
            assert!(Limit::bytes(wrong).is_err(), "{wrong}");
        }
        assert!(Limit::number("1K").is_err());
    }

    #[test]
    fn bytes_are_shown_with_units() {
        let shown =
            [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1_572_864, "1.5 MiB"), (u64::MAX, "16777215.9 TiB")];
        for (bytes, expected) in shown {
            assert_eq!(in_units(bytes), expected);
        }
    }
}
