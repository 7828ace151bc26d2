use super::Mailbox;

/// Which mailboxes are meant (RFC 5465 §6, ABNF `filter-mailboxes`, with that of RFC 7377 §4).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum MailboxFilter {
    /// `SELECTED`: the one that is selected
    Selected,
    /// `SELECTED-DELAYED`: the one that is selected, with expunges only when a command allows them
    SelectedDelayed,
    /// `INBOXES`: those into which mail is delivered
    Inboxes,
    /// `PERSONAL`: those of the personal namespaces
    Personal,
    /// `SUBSCRIBED`: those subscribed to
    Subscribed,
    /// `SUBTREE`: these and all below them; at least one
    Subtree(Vec<Mailbox>),
    /// `SUBTREE-ONE`: these and their children; at least one
    SubtreeOne(Vec<Mailbox>),
    /// `MAILBOXES`: these; at least one
    Mailboxes(Vec<Mailbox>),
}

impl MailboxFilter {
    /// How many filters one command may have.
    pub const MAX_FILTERS: usize = 100;
    /// How many mailboxes one filter may name.
    pub const MAX_MAILBOXES: usize = 1000;
}
