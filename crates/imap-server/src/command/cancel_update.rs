//! CANCELUPDATE (RFC 5267 §4.3.5).

use posthouse_imap_wire::Tag;

use crate::answer::Done;
use crate::error::Error;
use crate::state::Selected;

pub(super) fn run(selected: &mut Selected, tags: &[Tag]) -> Result<Done, Error> {
    selected.view.updates.cancel(tags)?;
    Ok(Done::Plain)
}
