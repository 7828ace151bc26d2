//! What is announced (RFC 9051 §7.2.2): only what works, all of it.

use std::borrow::Cow;

use crate::config::Limits;
use crate::session::Session;
use crate::state::State;

/// Announced always.
const ALWAYS: [&str; 8] = ["IMAP4rev1", "IMAP4rev2", "LITERAL+", "SASL-IR", "ID", "ENABLE", "IDLE", "LANGUAGE"];

/// Announced to those who have logged in.
const LOGGED_IN: &[&str] = &[
    "NAMESPACE",
    "CHILDREN",
    "UNSELECT",
    "UIDPLUS",
    "MOVE",
    "SPECIAL-USE",
    "CREATE-SPECIAL-USE",
    "LIST-EXTENDED",
    "LIST-STATUS",
    "CONDSTORE",
    "QRESYNC",
    "UIDONLY",
    "UIDBATCHES",
    "INPROGRESS",
    "ESEARCH",
    "SORT",
    "SORT=DISPLAY",
    "ESORT",
    "THREAD=ORDEREDSUBJECT",
    "THREAD=REFERENCES",
    "THREAD=REFS",
    "I18NLEVEL=1",
    "STATUS=SIZE",
    "BINARY",
    "MULTIAPPEND",
    "CATENATE",
    "URL-PARTIAL",
    "URLAUTH",
    "REPLACE",
    "SEARCHRES",
    "WITHIN",
    "SAVEDATE",
    "OBJECTID",
    "PREVIEW",
    "CONTEXT=SEARCH",
    "CONTEXT=SORT",
    "PARTIAL",
    "QUOTA",
    "QUOTASET",
    "QUOTA=RES-STORAGE",
    "QUOTA=RES-MESSAGE",
    "QUOTA=RES-MAILBOX",
    "MULTISEARCH",
    "SEARCH=FUZZY",
    "FILTERS",
    "METADATA",
    "LIST-METADATA",
    "NOTIFY",
    "ACL",
    "RIGHTS=texk",
    "LIST-MYRIGHTS",
    "UNAUTHENTICATE",
    "UTF8=ACCEPT",
];

/// The capabilities of a session in its state.
pub(crate) struct Capabilities(Vec<Cow<'static, str>>);

impl Capabilities {
    pub(crate) fn of(session: &Session<'_>) -> Self {
        let mut names: Vec<Cow<'static, str>> = ALWAYS.into_iter().map(Cow::from).collect();
        match session.state {
            State::NotAuthenticated => before_login(&mut names, session),
            _ => {
                names.extend(LOGGED_IN.iter().copied().map(Cow::from));
                if !session.out.is_compressed() {
                    names.push("COMPRESS=DEFLATE".into());
                }
                let limits = &session.context.config.limits;
                names.push(format!("APPENDLIMIT={}", limits.message_size).into());
                names.extend(message_limit(limits).map(Cow::from));
            }
        }
        let off = session.off();
        names.retain(|name| !off.contains(name));
        Self(names)
    }

    pub(crate) fn names(&self) -> Vec<&str> {
        self.0.iter().map(AsRef::as_ref).collect()
    }
}

/// RFC 9738 §3: one of both at the most.
fn message_limit(limits: &Limits) -> Option<String> {
    let save_limit = || limits.saved_messages.map(|limit| format!("SAVELIMIT={limit}"));
    limits.messages.map(|limit| format!("MESSAGELIMIT={limit}")).or_else(save_limit)
}

/// RFC 9051 §6.2.3: LOGINDISABLED where a password may not be sent.
fn before_login(names: &mut Vec<Cow<'static, str>>, session: &Session<'_>) {
    if session.peer.security.offers_starttls() {
        names.push("STARTTLS".into());
    }
    if !session.offer.passwords {
        names.push("LOGINDISABLED".into());
    }
    names.extend(session.offer.mechanisms().map(|mechanism| format!("AUTH={mechanism}").into()));
}
