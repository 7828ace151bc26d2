//! URLs of messages (RFC 5092 §11, RFC 4467 §9).

use super::cursor::Cursor;
use super::section::section_spec;
use crate::{
    Date, DateTime, ImapUrl, Section, TextMode, Uid, UidValidity, UrlAccess, UrlAuthorization, UrlMailbox, UrlPartial,
    UrlServer, UrlVerifier,
};

/// The shortest token, in hexadecimal digits (RFC 4467 §9, ABNF `enc-urlauth`).
const TOKEN: usize = 32;

impl ImapUrl {
    /// Reads a URL; `None` if it is none of a message.
    pub fn parse(url: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(url).ok().filter(|text| text.bytes().all(is_url_char))?;
        // imapurl = "imap://" iserver ipath-query
        let (server, path) = match strip(text, "imap://") {
            Some(rest) => {
                let slash = rest.find('/')?;
                (Some(server(rest.get(..slash)?)?), rest.get(slash..)?)
            }
            None => (None, text),
        };
        let path = Path::of(path)?;
        Some(ImapUrl {
            server,
            mailbox: path.mailbox()?,
            uid_validity: optional(path.uid_validity, |text| UidValidity::new(number(text)?))?,
            uid: Uid::new(number(path.uid)?)?,
            section: optional(path.section, section)?.unwrap_or_default(),
            partial: optional(path.partial, partial_range)?,
            authorization: path.authorization(text)?,
        })
    }
}

// bchar = achar / ":" / "@" / "/"
fn is_url_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$'()*+,&=:@/;%[]".contains(&byte)
}

/// What is behind this text, which is written in any case.
fn strip<'u>(text: &'u str, prefix: &str) -> Option<&'u str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// What is read of a parameter; `None` if it is there and cannot be read.
fn optional<T>(text: Option<&str>, read: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    text.map_or(Some(None), |text| read(text).map(Some))
}

fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

// pct-encoded = "%" HEXDIG HEXDIG of RFC 3986 §2.1
fn decoded(text: &str) -> Option<String> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, behind @ ..] = rest {
        rest = behind;
        match (byte, behind) {
            (b'%', [high, low, behind @ ..]) => {
                octets.push(hex(*high)? << 4 | hex(*low)?);
                rest = behind;
            }
            (b'%', _) => return None,
            (byte, _) => octets.push(*byte),
        }
    }
    String::from_utf8(octets).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

// iserver = [iuserinfo "@"] host [ ":" port ]
// iuserinfo = enc-user [iauth] / [enc-user] iauth
fn server(authority: &str) -> Option<UrlServer> {
    let (user_info, address) = authority.rsplit_once('@').unwrap_or(("", authority));
    // iauth = ";AUTH=" ( "*" / enc-auth-type )
    let user = user_info.split(';').next().filter(|user| !user.is_empty());
    let (host, port) = match address.rsplit_once(':') {
        // An address of IPv6 has colons of its own, in brackets.
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (address, None),
    };
    let host = Some(host).filter(|host| !host.is_empty())?.to_ascii_lowercase();
    Some(UrlServer { user: optional(user, decoded)?, host, port: optional(port, number)? })
}

/// The path of a URL, taken apart.
struct Path<'u> {
    mailbox: &'u str,
    uid_validity: Option<&'u str>,
    uid: &'u str,
    section: Option<&'u str>,
    partial: Option<&'u str>,
    expires: Option<&'u str>,
    url_auth: Option<&'u str>,
}

impl<'u> Path<'u> {
    // imessagepart = imailbox-ref iuid [isection] [ipartial]
    // imailbox-ref = enc-mailbox [uidvalidity]
    // iurlauth = iurlauth-rump iua-verifier
    fn of(path: &'u str) -> Option<Self> {
        let (path, url_auth) = cut(path, ";URLAUTH=");
        let (path, expires) = cut(path, ";EXPIRE=");
        let (path, partial) = cut(path, "/;PARTIAL=");
        let (path, section) = cut(path, "/;SECTION=");
        let (path, uid) = cut(path, ";UID=");
        // A relative URL may begin with the UID.
        let path = if path.is_empty() { path } else { path.strip_suffix('/')? };
        let (mailbox, uid_validity) = cut(path, ";UIDVALIDITY=");
        let values = [Some(mailbox), uid_validity, uid, section, partial, expires, url_auth];
        let is_whole = values.iter().flatten().all(|value| !value.contains(';'));
        is_whole.then_some(Self { mailbox, uid_validity, uid: uid?, section, partial, expires, url_auth })
    }

    fn mailbox(&self) -> Option<UrlMailbox> {
        match self.mailbox.strip_prefix('/') {
            // A second slash would name a server (RFC 3986 §4.2).
            Some(name) if name.is_empty() || name.starts_with('/') => None,
            Some(name) => decoded(name).map(UrlMailbox::Named),
            None if self.mailbox.is_empty() => Some(UrlMailbox::Selected),
            // And a colon another scheme.
            None if self.mailbox.split('/').next()?.contains(':') => None,
            None => decoded(self.mailbox).map(UrlMailbox::Below),
        }
    }

    // iurlauth-rump = [expire] ";URLAUTH=" access
    // iua-verifier = ":" uauth-mechanism ":" enc-urlauth
    fn authorization(&self, url: &str) -> Option<Option<UrlAuthorization>> {
        let Some(url_auth) = self.url_auth else { return self.expires.is_none().then_some(None) };
        let (rump, verifier) = match url_auth.split_once(':') {
            Some((access, proof)) => (url.len() - proof.len() - 1, Some((access, verifier(proof)?))),
            None => (url.len(), None),
        };
        let who = verifier.as_ref().map_or(url_auth, |(who, _)| who);
        let verifier = verifier.map(|(_, verifier)| verifier);
        let expires = optional(self.expires, date_time)?;
        Some(Some(UrlAuthorization { expires, access: access(who)?, rump, verifier }))
    }
}

/// Splits at the last place of this separator, which is written in any case.
fn cut<'u>(text: &'u str, separator: &str) -> (&'u str, Option<&'u str>) {
    let place = text.rmatch_indices(';').find_map(|(semicolon, _)| {
        let start = semicolon.checked_sub(separator.find(';')?)?;
        Some((text.get(..start)?, strip(text.get(start..)?, separator)?))
    });
    place.map_or((text, None), |(before, value)| (before, Some(value)))
}

// enc-section = 1*bchar
fn section(encoded: &str) -> Option<Section> {
    let spec = Some(decoded(encoded)?).filter(|spec| !spec.is_empty())?;
    let mut cursor = Cursor::new(spec.as_bytes(), TextMode::Ascii);
    let section = section_spec(&mut cursor).ok()?;
    cursor.is_at_end().then_some(section)
}

// partial-range = number ["." nz-number]
fn partial_range(text: &str) -> Option<UrlPartial> {
    let (origin, length) = match text.split_once('.') {
        Some((origin, length)) => (origin, Some(number(length).filter(|&length: &u64| length > 0)?)),
        None => (text, None),
    };
    Some(UrlPartial { origin: number(origin)?, length })
}

// access = ("submit+" enc-user) / ("user+" enc-user) / "authuser" / "anonymous"
fn access(text: &str) -> Option<UrlAccess> {
    let user = |encoded: &str| decoded(encoded).filter(|user| !user.is_empty());
    if let Some(encoded) = strip(text, "submit+") {
        return user(encoded).map(UrlAccess::Submit);
    }
    if let Some(encoded) = strip(text, "user+") {
        return user(encoded).map(UrlAccess::User);
    }
    match text.to_ascii_lowercase().as_str() {
        "authuser" => Some(UrlAccess::AuthUser),
        "anonymous" => Some(UrlAccess::Anonymous),
        _ => None,
    }
}

// uauth-mechanism ":" enc-urlauth
fn verifier(text: &str) -> Option<UrlVerifier> {
    let (mechanism, digits) = text.split_once(':')?;
    let is_mechanism = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    if mechanism.is_empty() || !mechanism.bytes().all(is_mechanism) || digits.len() < TOKEN {
        return None;
    }
    let token = digits.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(hex(*high)? << 4 | hex(*low)?),
        _ => None,
    });
    Some(UrlVerifier { mechanism: mechanism.to_ascii_uppercase(), token: token.collect::<Option<_>>()? })
}

// date-time = full-date "T" full-time of RFC 3339 §5.6
/// A moment; fractions of its second are left off.
fn date_time(text: &str) -> Option<DateTime> {
    let text = decoded(text)?.to_ascii_uppercase();
    let (date, time) = text.split_once('T')?;
    let [year, month, day] = numbers(date, '-')?;
    let (time, offset_minutes) = offset(time)?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    number::<u128>(fraction)?;
    let [hour, minute, second] = numbers(time, ':')?;
    let date = Date::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)?;
    let time = (u8::try_from(hour).ok()?, u8::try_from(minute).ok()?, u8::try_from(second).ok()?);
    DateTime::new(date, time, offset_minutes)
}

// time-offset = "Z" / ("+" / "-") time-hour ":" time-minute
fn offset(time: &str) -> Option<(&str, i16)> {
    if let Some(time) = time.strip_suffix('Z') {
        return Some((time, 0));
    }
    let (time, offset) = time.split_at(time.rfind(['+', '-'])?);
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let minutes = number::<i16>(hours)?.checked_mul(60)?.checked_add(number(minutes)?)?;
    Some((time, if offset.starts_with('-') { -minutes } else { minutes }))
}

/// Three numbers between separators.
fn numbers(text: &str, separator: char) -> Option<[u16; 3]> {
    let mut parts = text.split(separator).map(number);
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests;
