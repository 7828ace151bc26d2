//! Rights as they go over the wire, with the virtual ones for older clients (RFC 4314 §2.1.1).

use posthouse_imap_wire as wire;
use posthouse_mailbox::Rights;

/// The members of `c`.
fn create() -> Rights {
    Rights::CREATE | Rights::DELETE_MAILBOX
}

/// The members of `d`.
fn delete() -> Rights {
    Rights::DELETE_MESSAGES | Rights::EXPUNGE
}

/// Rights for a response: with `c` and `d` where one of their members is among them.
pub(crate) fn written(rights: Rights) -> wire::Rights {
    let c = rights.intersects(create()).then_some('c');
    let d = rights.intersects(delete()).then_some('d');
    let letters: String = rights.letters().chain(c).chain(d).collect();
    wire::Rights::new(&letters).unwrap_or_default()
}

/// The rights that a client means; `None` where one is not known (RFC 4314 §3.1).
pub(crate) fn read(rights: &wire::Rights) -> Option<Rights> {
    rights.as_str().chars().try_fold(Rights::NONE, |all, letter| {
        Some(match letter {
            'c' => all | create(),
            'd' => all | delete(),
            letter => all | Rights::from_letter(letter)?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn virtual_rights_stand_for_their_members() {
        let written = |letters: &str| written(Rights::from_letters(letters).unwrap()).as_str().to_owned();
        assert_eq!(written("lrswipkxtea"), "lrswipkxteacd");
        assert_eq!(written("lrs"), "lrs");
        assert_eq!((written("x"), written("e")), ("xc".to_owned(), "ed".to_owned()));
        let read = |letters: &str| read(&wire::Rights::new(letters).unwrap()).map(|rights| rights.to_string());
        assert_eq!(read("cd").as_deref(), Some("kxte"));
        assert_eq!(read("lrd").as_deref(), Some("lrte"));
        assert_eq!((read(""), read("lq"), read("l0")), (Some(String::new()), None, None));
    }
}
