//! COMPRESS (RFC 4978).

use posthouse_imap_wire::command::Compress;

use crate::answer::Done;
use crate::error::{Error, Refusal};
use crate::session::Session;

/// Compression begins behind the answer; see [`Session::begin_compression`].
pub(super) fn run(session: &Session<'_>, arguments: &Compress) -> Result<Done, Error> {
    if arguments.algorithm != "DEFLATE" {
        return Err(Error::Bad("The algorithm is DEFLATE"));
    }
    match session.out.is_compressed() {
        true => Err(Refusal::CompressionActive.into()),
        false => Ok(Done::Compressing),
    }
}
