//! What may stand behind the `@`.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::{Domain, domain};
use crate::cursor::Cursor;

/// A domain or an address literal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Host {
    /// A name.
    Domain(Domain),
    /// An address in brackets (RFC 5321 §4.1.3).
    Literal(Literal),
}

/// `address-literal` (RFC 5321 §4.1.3).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Literal {
    /// `[192.0.2.1]`
    V4(Ipv4Addr),
    /// `[IPv6:2001:db8::1]`
    V6(Ipv6Addr),
    /// `[tag:content]`, of a kind that is not known to this version.
    General {
        /// `Standardized-tag`
        tag: String,
        /// `1*dcontent`
        content: String,
    },
}

impl Host {
    /// The domain, unless it is a literal.
    #[must_use]
    pub fn domain(&self) -> Option<&Domain> {
        match self {
            Self::Domain(domain) => Some(domain),
            Self::Literal(_) => None,
        }
    }

    pub(super) fn is_ascii(&self) -> bool {
        self.domain().is_none_or(|domain| domain.as_str().is_ascii())
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Domain(domain) => domain.fmt(f),
            Self::Literal(Literal::V4(address)) => write!(f, "[{address}]"),
            Self::Literal(Literal::V6(address)) => write!(f, "[IPv6:{address}]"),
            Self::Literal(Literal::General { tag, content }) => write!(f, "[{tag}:{content}]"),
        }
    }
}

/// `Domain / address-literal`
pub(crate) fn parse(cursor: &mut Cursor<'_>) -> Option<Host> {
    if cursor.take('[').is_none() {
        return domain::parse(cursor).map(Host::Domain);
    }
    let content = cursor.take_some(is_dcontent)?;
    cursor.take(']')?;
    literal(content).map(Host::Literal)
}

/// `IPv4-address-literal / IPv6-address-literal / General-address-literal`
fn literal(content: &str) -> Option<Literal> {
    let Some((tag, content)) = content.split_once(':') else {
        return content.parse().ok().map(Literal::V4);
    };
    if tag.eq_ignore_ascii_case("IPv6") {
        return content.parse().ok().map(Literal::V6);
    }
    let is_general = is_ldh_str(tag) && !content.is_empty();
    is_general.then(|| Literal::General { tag: tag.to_owned(), content: content.to_owned() })
}

/// `Ldh-str = *( ALPHA / DIGIT / "-" ) Let-dig`
fn is_ldh_str(text: &str) -> bool {
    text.ends_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// `dcontent = %d33-90 / %d94-126`
fn is_dcontent(c: char) -> bool {
    c.is_ascii_graphic() && !matches!(c, '['..=']')
}
