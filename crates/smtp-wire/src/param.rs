//! ESMTP parameters of MAIL and RCPT (RFC 5321 §4.1.1.11): what extensions add to an envelope.

mod auth;
mod body;
mod envid;
mod list;
mod notify;
mod orcpt;
mod ret;
mod size;
mod xtext;

pub use auth::SubmittedBy;
pub use body::Body;
pub use envid::EnvelopeId;
pub use notify::Notify;
pub use orcpt::OriginalRecipient;
pub use ret::Ret;
pub use size::Size;

pub(crate) use list::{Parameter, parameters};
