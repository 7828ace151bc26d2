//! How much an account holds, and how much it may hold (RFC 9208).

use crate::{Error, State};

/// A resource that can be limited (RFC 9208 §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[repr(u8)]
pub enum Resource {
    /// Octets of messages; one in several mailboxes counts in each (RFC 9208 §5.1).
    #[error("storage")]
    Storage = 1,
    /// Messages, each counted in every mailbox that holds it (RFC 9208 §5.2).
    #[error("messages")]
    Messages = 2,
    /// Mailboxes (RFC 9208 §5.3).
    #[error("mailboxes")]
    Mailboxes = 3,
}

impl Resource {
    /// Every resource.
    pub const EVERY: [Self; 3] = [Self::Storage, Self::Messages, Self::Mailboxes];

    pub(crate) fn from_code(code: u8) -> Option<Self> {
        Self::EVERY.into_iter().find(|resource| *resource as u8 == code)
    }
}

/// A value for each resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PerResource<T> {
    /// For [`Resource::Storage`].
    pub storage: T,
    /// For [`Resource::Messages`].
    pub messages: T,
    /// For [`Resource::Mailboxes`].
    pub mailboxes: T,
}

impl<T: Copy> PerResource<T> {
    /// The value for a resource.
    #[must_use]
    pub fn get(&self, resource: Resource) -> T {
        match resource {
            Resource::Storage => self.storage,
            Resource::Messages => self.messages,
            Resource::Mailboxes => self.mailboxes,
        }
    }

    /// The place of the value for a resource.
    pub fn get_mut(&mut self, resource: Resource) -> &mut T {
        match resource {
            Resource::Storage => &mut self.storage,
            Resource::Messages => &mut self.messages,
            Resource::Mailboxes => &mut self.mailboxes,
        }
    }
}

/// What is held: octets, messages, mailboxes.
pub type Usage = PerResource<u64>;

impl Usage {
    /// What is left where so much goes.
    #[must_use]
    pub fn less(self, freed: Self) -> Self {
        let mut left = self;
        for resource in Resource::EVERY {
            *left.get_mut(resource) = self.get(resource).saturating_sub(freed.get(resource));
        }
        left
    }
}

/// The most that may be held; `None` where nothing limits it.
pub type QuotaLimits = PerResource<Option<u64>>;

/// How a limit of an account was set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quota {
    /// As the server's configuration says for every account.
    #[default]
    Default,
    /// No limit.
    Unlimited,
    /// At most this.
    AtMost(u64),
}

impl Quota {
    fn limit(self, default: Option<u64>) -> Option<u64> {
        match self {
            Self::Default => default,
            Self::Unlimited => None,
            Self::AtMost(most) => Some(most),
        }
    }
}

impl State {
    /// What the account holds. Costs nothing: it is counted with every commit.
    #[must_use]
    pub fn usage(&self) -> Usage {
        let mailboxes = self.mailboxes.size() as u64;
        Usage { storage: self.held.octets, messages: self.held.messages, mailboxes }
    }

    /// How the limits of the account were set.
    #[must_use]
    pub fn quota(&self) -> PerResource<Quota> {
        self.quota
    }

    /// The limits of the account, where `defaults` are those of every account.
    #[must_use]
    pub fn limits(&self, defaults: &QuotaLimits) -> QuotaLimits {
        let mut limits = *defaults;
        for resource in Resource::EVERY {
            *limits.get_mut(resource) = self.quota.get(resource).limit(defaults.get(resource));
        }
        limits
    }

    /// Refuses what would lead beyond a limit. What does not grow is never refused, even where a limit is exceeded
    /// already.
    pub(crate) fn admit(&self, growth: Usage, defaults: &QuotaLimits) -> Result<(), Error> {
        let (usage, limits) = (self.usage(), self.limits(defaults));
        let exceeds = |resource: &Resource| {
            let (more, now) = (growth.get(*resource), usage.get(*resource));
            more > 0 && limits.get(*resource).is_some_and(|limit| now.saturating_add(more) > limit)
        };
        match Resource::EVERY.iter().find(|resource| exceeds(resource)) {
            Some(resource) => Err(Error::OverQuota(*resource)),
            None => Ok(()),
        }
    }
}
