//! The operations: every change of an account is one of these, whichever protocol asks for it.
//!
//! Each decides, from the state and nothing else, which events happen. Deciding is pure: no clock, no I/O.

pub(crate) mod access;
pub(crate) mod access_key;
pub(crate) mod annotate;
pub(crate) mod append;
pub(crate) mod copy;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod expunge;
pub(crate) mod keep_columns;
pub(crate) mod keywords;
pub(crate) mod leave;
pub(crate) mod receive;
pub(crate) mod relocate;
pub(crate) mod rename;
pub(crate) mod replace;
pub(crate) mod set_acl;
pub(crate) mod set_quota;
pub(crate) mod set_up;
pub(crate) mod store_flags;
pub(crate) mod subscribe;

use posthouse_engine::Batch;

use crate::event::Event;
use crate::{AccountId, Error, QuotaLimits, Reader, State};

/// What an operation may know beside the state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    pub(crate) account: AccountId,
    /// Seconds since 1970.
    pub(crate) time: i64,
    /// The limits of accounts that have none of their own.
    pub(crate) limits: QuotaLimits,
    /// Who asks, if it is not the owner.
    pub(crate) reader: Option<&'a Reader>,
}

/// What an operation decided.
#[derive(Debug)]
pub(crate) struct Decision<T> {
    pub(crate) events: Vec<Event>,
    /// What is written beside the log entry, in the same commit.
    pub(crate) writes: Batch,
    pub(crate) outcome: T,
}

impl<T> Decision<T> {
    pub(crate) fn new(events: Vec<Event>, outcome: T) -> Self {
        Self { events, writes: Batch::new(), outcome }
    }
}

/// A change of an account.
pub(crate) trait Operation: Send + 'static {
    /// What the caller is told when the change is durable.
    type Outcome: Send + 'static;

    /// About how many messages deciding and folding it deals with, rather too many than too few; counted without looking at
    /// any of them. Many are dealt with on a thread of its own.
    fn messages(&self, _state: &State) -> usize {
        0
    }

    /// The events of the change. May be asked again, against another state, if a commit did not go through.
    fn decide(&self, state: &State, context: Context) -> Result<Decision<Self::Outcome>, Error>;
}
