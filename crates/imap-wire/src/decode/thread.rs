use super::cursor::{Cursor, Error, Parse};
use super::search::search_criteria;
use crate::command::{Thread, ThreadAlgorithm};
use crate::{CommandBody, Numbering};

// thread = ["UID" SP] "THREAD" SP thread-alg SP search-criteria
pub(super) fn thread(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    arguments(cursor, Numbering::Sequence)
}

// thread = ["UID" SP] "THREAD" SP thread-alg SP search-criteria
pub(super) fn uid_thread(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    arguments(cursor, Numbering::Uid)
}

fn arguments(cursor: &mut Cursor<'_>, numbering: Numbering) -> Parse<CommandBody> {
    cursor.sp()?;
    let algorithm = thread_alg(cursor)?;
    cursor.sp()?;
    let (charset, key) = search_criteria(cursor)?;
    Ok(CommandBody::Thread(Thread { numbering, algorithm, charset, key }))
}

// thread-alg = "ORDEREDSUBJECT" / "REFERENCES" / thread-alg-ext
fn thread_alg(cursor: &mut Cursor<'_>) -> Parse<ThreadAlgorithm> {
    const EXPECTED: &str = "a threading algorithm";
    ThreadAlgorithm::from_name(cursor.atom(EXPECTED)?).ok_or(Error::Expected(EXPECTED))
}
