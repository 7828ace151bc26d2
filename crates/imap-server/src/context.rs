//! What all sessions share.

use posthouse_auth::Authenticator;
use posthouse_directory::Directory;
use posthouse_mailbox::Store;

use crate::Config;

/// The rest of the server, as seen from a session.
pub struct Context {
    /// The settings.
    pub config: Config,
    /// Who checks logins.
    pub authenticator: Authenticator,
    /// Who there is.
    pub directory: Directory,
    /// Where the mailboxes are.
    pub store: Store,
}
