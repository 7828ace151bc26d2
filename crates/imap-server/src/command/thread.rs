//! THREAD and UID THREAD (RFC 5256 §3).

use posthouse_imap_wire::Numbering;
use posthouse_imap_wire::command::{Thread, ThreadAlgorithm};
use posthouse_imap_wire::encode::{self, ThreadMember};
use posthouse_mailbox::search::search;
use posthouse_mailbox::thread::{Algorithm, Member, thread};

use crate::answer::Done;
use crate::error::Error;
use crate::output::Output;
use crate::query;
use crate::state::Selected;

pub(super) async fn run(selected: &mut Selected, arguments: Thread, out: &mut Output<'_>) -> Result<Done, Error> {
    if arguments.key.has_mod_seq() {
        selected.enable_condstore(out.buffer());
    }
    let (account, mailbox) = (&selected.account, &selected.view.mailbox);
    let query = query::of(&arguments.key, Some(&arguments.charset), selected.view.scope(account))?;
    let found = out.during(search(account, mailbox, &query)).await??;
    selected.message_limit.admit(found.uids.len())?;
    let threads = thread(account, mailbox, &found.uids, algorithm(arguments.algorithm));
    let members = out.during(threads).await??;
    let members: Vec<ThreadMember> = members.iter().map(|member| told(member, arguments.numbering)).collect();
    encode::thread(out.buffer(), &members);
    Ok(Done::Plain)
}

fn algorithm(algorithm: ThreadAlgorithm) -> Algorithm {
    match algorithm {
        ThreadAlgorithm::OrderedSubject => Algorithm::OrderedSubject,
        ThreadAlgorithm::References => Algorithm::References,
        ThreadAlgorithm::Refs => Algorithm::Refs,
    }
}

fn told(member: &Member, numbering: Numbering) -> ThreadMember {
    let number = member.place.map(|place| match numbering {
        Numbering::Uid => place.uid.get(),
        Numbering::Sequence => place.number,
    });
    ThreadMember { depth: member.depth, number }
}
