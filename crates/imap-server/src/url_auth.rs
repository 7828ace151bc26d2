//! Tokens that authorize URLs, by the mechanism INTERNAL (RFC 4467 §2.4.1): the HMAC of the URL with the access key of
//! its mailbox.

use aws_lc_rs::{hmac, rand};
use posthouse_imap_wire::encode::{self, Code, Condition};
use posthouse_mailbox::{AccessKey, StorageError};

use crate::error::Error;

/// The one mechanism there is.
pub(crate) const MECHANISM: &str = "INTERNAL";

/// The first octet of a token says how it was made (RFC 4467 §2.4.1).
const HMAC_SHA256: u8 = 1;

/// A key that nobody can know.
///
/// # Errors
/// Where the system has no random numbers.
pub(crate) fn fresh_key() -> Result<AccessKey, Error> {
    let mut key = [0; AccessKey::LENGTH];
    match rand::fill(&mut key) {
        Ok(()) => Ok(AccessKey(key)),
        Err(_) => Err(StorageError::Unavailable("there are no random numbers".into()).into()),
    }
}

/// The token of a URL without one, in hexadecimal digits.
pub(crate) fn token(key: &AccessKey, rump: &[u8]) -> String {
    let tag = hmac::sign(&hmac_key(key), rump);
    let octets = std::iter::once(&HMAC_SHA256).chain(tag.as_ref());
    octets.map(|octet| format!("{octet:02x}")).collect()
}

/// Whether this is the token of the URL. Takes as long whatever is wrong with it, and without a key as with one
/// (RFC 4467 §6).
pub(crate) fn is_valid(key: Option<&AccessKey>, rump: &[u8], token: &[u8]) -> bool {
    let plausible = AccessKey([0; AccessKey::LENGTH]);
    let (algorithm, tag) = token.split_first().unwrap_or((&0, &[]));
    let is_signed = hmac::verify(&hmac_key(key.unwrap_or(&plausible)), rump, tag).is_ok();
    is_signed && *algorithm == HMAC_SHA256 && key.is_some()
}

fn hmac_key(key: &AccessKey) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, &key.0)
}

/// Says which mechanisms the open mailbox has (RFC 4467 §8, URLMECH).
pub(crate) fn tell_mechanisms(out: &mut Vec<u8>) {
    encode::untagged(out, Condition::Ok, Some(Code::UrlMech(&[MECHANISM])), "Mechanisms of URLs");
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &[u8] = b"imap://joe@example.com/INBOX/;uid=20;urlauth=anonymous";

    fn octets(token: &str) -> Vec<u8> {
        let digits = token.as_bytes().chunks(2);
        digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    }

    #[test]
    fn a_token_holds_for_its_url_and_key_alone() {
        let (key, other) = (fresh_key().unwrap(), fresh_key().unwrap());
        let token = octets(&token(&key, URL));
        assert_eq!((token.len(), token[0]), (33, HMAC_SHA256));
        assert!(is_valid(Some(&key), URL, &token));
        assert!(!is_valid(Some(&other), URL, &token));
        assert!(!is_valid(None, URL, &token));
        assert!(!is_valid(Some(&key), &URL[1..], &token));
        assert!(!is_valid(Some(&key), &URL.to_ascii_uppercase(), &token));
        for place in 0..token.len() {
            let mut changed = token.clone();
            changed[place] ^= 1;
            assert!(!is_valid(Some(&key), URL, &changed));
            assert!(!is_valid(Some(&key), URL, &token[..place]));
        }
        let longer = [&token[..], &[0]].concat();
        assert!(!is_valid(Some(&key), URL, &longer));
    }

    #[test]
    fn the_key_that_stands_in_for_none_is_no_key() {
        let forged = octets(&token(&AccessKey([0; AccessKey::LENGTH]), URL));
        assert!(!is_valid(None, URL, &forged));
    }
}
