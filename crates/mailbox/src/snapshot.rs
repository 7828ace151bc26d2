//! A snapshot caches the fold of a log: a head, and a record for every chunk of messages.
//!
//! Chunks that did not change since the last snapshot are not written again.

mod sections;

use std::collections::BTreeSet;
use std::sync::Arc;

use posthouse_engine::Batch;

use crate::event_record::special_use;
use crate::record::{Damaged, Put, Reader, deltas, put_runs, runs, seal, sums, unseal};
use crate::state::{Change, Chunk, Counts, Mailbox, Message, SPAN, Seen, SeenChunk, Slot, State};
use crate::{AccountId, EmailId, InternalDate, MailboxId, ModSeq, keys};

const VERSION: u8 = 1;

/// Version 2 of the head has sections behind what version 1 has, version 3 one more of them.
const HEAD_VERSION: u8 = 3;

/// Which chunks the stored snapshot consists of, and which commit it stands for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stored {
    pub(crate) modseq: ModSeq,
    pub(crate) chunks: BTreeSet<(MailboxId, u32)>,
    pub(crate) seen: BTreeSet<keys::SeenPlace>,
}

impl Stored {
    /// Whether a head is that of this snapshot. Where none was usable, whatever is stored is replaced.
    pub(crate) fn is_of(&self, head: Option<&[u8]>) -> bool {
        self.modseq == ModSeq(0) || head.and_then(|head| modseq_of(head).ok()) == Some(self.modseq)
    }
}

/// Which commit a stored head stands for.
fn modseq_of(head: &[u8]) -> Result<ModSeq, Damaged> {
    let mut reader = Reader::new(unseal(head)?);
    reader.u8()?;
    Ok(ModSeq(reader.number()?))
}

/// The batch that turns the stored snapshot into one of `state`.
pub(crate) fn write(account: AccountId, state: &State, stored: &Stored) -> (Batch, Stored) {
    let mut batch = Batch::new();
    let mut chunks = BTreeSet::new();
    batch.put(keys::snapshot_head(account), encode_head(state));
    for mailbox in state.mailboxes() {
        for slot in &mailbox.chunks {
            let place = (mailbox.id, slot.index);
            chunks.insert(place);
            if slot.chunk.modseq > stored.modseq || !stored.chunks.contains(&place) {
                batch.put(keys::snapshot_chunk(account, mailbox.id, slot.index), encode_chunk(&slot.chunk));
            }
        }
    }
    for &(mailbox, index) in stored.chunks.difference(&chunks) {
        batch.delete(keys::snapshot_chunk(account, mailbox, index));
    }
    let seen = write_seen(account, state, stored, &mut batch);
    (batch, Stored { modseq: state.modseq, chunks, seen })
}

fn write_seen(account: AccountId, state: &State, stored: &Stored, batch: &mut Batch) -> BTreeSet<keys::SeenPlace> {
    let mut places = BTreeSet::new();
    for (mailbox, readers) in state.seen.iter() {
        for (reader, seen) in readers.iter() {
            for (index, chunk) in seen.chunks() {
                let place = (*mailbox, *reader, index);
                places.insert(place);
                if chunk.modseq() > stored.modseq || !stored.seen.contains(&place) {
                    batch.put(keys::snapshot_seen_chunk(account, place), encode_seen(chunk));
                }
            }
        }
    }
    for place in stored.seen.difference(&places) {
        batch.delete(keys::snapshot_seen_chunk(account, *place));
    }
    places
}

fn encode_head(state: &State) -> Vec<u8> {
    let mut record = Vec::new();
    record.put_u8(HEAD_VERSION);
    record.put_number(state.modseq.0);
    record.put_number(state.next_mailbox);
    record.put_number(state.next_email);
    record.put_number(u64::from(state.last_uid_validity));
    record.put_number(state.mailboxes.size() as u64);
    state.mailboxes().for_each(|mailbox| encode_mailbox(mailbox, &mut record));
    record.put_number(state.subscriptions.len() as u64);
    state.subscriptions.iter().for_each(|name| record.put_bytes(name.as_str().as_bytes()));
    record.put_number(state.extra_placements.size() as u64);
    for (email, extra) in state.extra_placements.iter() {
        record.put_number(email.0);
        record.put_number(u64::from(*extra));
    }
    sections::put(state, &mut record);
    seal(record)
}

fn encode_mailbox(mailbox: &Mailbox, record: &mut Vec<u8>) {
    record.put_number(mailbox.id.0);
    record.put_bytes(mailbox.name.as_str().as_bytes());
    record.put_number(u64::from(mailbox.uid_validity));
    record.put_number(u64::from(mailbox.uid_next.get()));
    record.put_number(mailbox.modseq.0);
    record.put_u8(mailbox.special_use.map_or(0, |special_use| special_use as u8));
    record.put_number(mailbox.keywords.len() as u64);
    mailbox.keywords.iter().for_each(|keyword| record.put_bytes(keyword.as_bytes()));
}

/// The state that a stored head describes, its mailboxes still empty.
pub(crate) fn decode_head(record: &[u8]) -> Result<State, Damaged> {
    let mut reader = Reader::new(unseal(record)?);
    let version = reader.u8()?;
    if !(1..=HEAD_VERSION).contains(&version) {
        return Err(Damaged("a snapshot of an unknown version"));
    }
    let mut state = State {
        modseq: ModSeq(reader.number()?),
        next_mailbox: reader.number()?,
        next_email: reader.number()?,
        last_uid_validity: reader.number32()?,
        ..State::default()
    };
    for _ in 0..reader.number()? {
        let mailbox = decode_mailbox(&mut reader)?;
        Arc::make_mut(&mut state.names).insert(mailbox.name.clone(), mailbox.id);
        state.mailboxes.insert_mut(mailbox.id, Arc::new(mailbox));
    }
    for _ in 0..reader.number()? {
        Arc::make_mut(&mut state.subscriptions).insert(reader.name()?);
    }
    for _ in 0..reader.number()? {
        state.extra_placements.insert_mut(EmailId(reader.number()?), reader.number32()?);
    }
    if version > 1 {
        sections::read(&mut reader, &mut state)?;
    }
    Ok(state)
}

fn decode_mailbox(reader: &mut Reader<'_>) -> Result<Mailbox, Damaged> {
    let mut mailbox = Mailbox::new(MailboxId(reader.number()?), reader.name()?, reader.number32()?, None);
    mailbox.uid_next = reader.uid()?;
    mailbox.modseq = ModSeq(reader.number()?);
    mailbox.special_use = special_use(reader.u8()?)?;
    for _ in 0..reader.number()? {
        Arc::make_mut(&mut mailbox.keywords).push(reader.text()?.to_owned());
    }
    Ok(mailbox)
}

/// Puts the stored chunks of a mailbox, which come in their order, into it.
pub(crate) fn add_chunk(state: &mut State, mailbox: MailboxId, index: u32, record: &[u8]) -> Result<(), Damaged> {
    let chunk = decode_chunk(record)?;
    let in_place = chunk.messages.iter().all(|message| message.uid.get() / SPAN == index);
    let mailbox = state.mailboxes.get_mut(&mailbox).map(Arc::make_mut);
    let Some(mailbox) = mailbox.filter(|_| in_place) else {
        return Err(Damaged("a chunk of a snapshot is out of place"));
    };
    let before = mailbox.counts.exists;
    let counts = Counts::of(&chunk.messages);
    mailbox.counts = mailbox.counts.replace(Counts::default(), counts);
    mailbox.chunks.push(Slot { index, before, unseen: counts.unseen, chunk: Arc::new(chunk) });
    state.held.replace(Counts::default(), counts);
    Ok(())
}

/// Puts a stored record of what somebody has seen, which come in their order, into the state.
pub(crate) fn add_seen(state: &mut State, place: keys::SeenPlace, record: &[u8]) -> Result<(), Damaged> {
    let (mailbox, reader, index) = place;
    let chunk = decode_seen(record)?;
    if state.by_id(mailbox).is_none() {
        return Err(Damaged("somebody has seen messages of a mailbox that is not there"));
    }
    let mut readers = state.seen.get(&mailbox).cloned().unwrap_or_default();
    let mut seen: Arc<Seen> = readers.get(&reader).cloned().unwrap_or_default();
    readers.remove_mut(&reader);
    if !Arc::make_mut(&mut seen).push(index, chunk) {
        return Err(Damaged("what somebody has seen is out of place"));
    }
    readers.insert_mut(reader, seen);
    state.seen.insert_mut(mailbox, readers);
    Ok(())
}

fn encode_seen(chunk: &SeenChunk) -> Vec<u8> {
    let mut record = Vec::with_capacity(80);
    record.put_u8(VERSION);
    chunk.bits.iter().for_each(|word| record.extend(word.to_le_bytes()));
    for change in &chunk.changes {
        record.put_number(u64::from(change.first));
        record.put_number(u64::from(change.last - change.first));
        record.put_number(change.modseq.0);
    }
    seal(record)
}

fn decode_seen(record: &[u8]) -> Result<SeenChunk, Damaged> {
    let mut reader = Reader::new(unseal(record)?);
    if reader.u8()? != VERSION {
        return Err(Damaged("what somebody has seen, of an unknown version"));
    }
    let mut chunk = SeenChunk::default();
    for word in &mut chunk.bits {
        *word = u64::from_le_bytes(reader.array()?);
    }
    while !reader.is_at_end() {
        let (first, length) = (reader.number32()?, reader.number32()?);
        let last = first.checked_add(length).filter(|last| *last < SPAN).ok_or(Damaged("a run is too long"))?;
        let (first, last) = (first as u16, last as u16);
        if chunk.changes.last().is_some_and(|before| before.last >= first) {
            return Err(Damaged("what somebody has seen does not ascend"));
        }
        chunk.changes.push(Change { first, last, modseq: ModSeq(reader.number()?) });
    }
    Ok(chunk)
}

/// Columns, most of them as runs: messages that came one after the other differ little.
fn encode_chunk(chunk: &Chunk) -> Vec<u8> {
    let messages = &chunk.messages;
    let mut record = Vec::with_capacity(16 + messages.len() * 6);
    record.put_u8(VERSION);
    record.put_number(chunk.modseq.0);
    record.put_number(messages.len() as u64);
    put_runs(&mut record, deltas(messages.iter().map(|message| i64::from(message.uid.get()))));
    put_runs(&mut record, deltas(messages.iter().map(|message| message.email.0 as i64)));
    put_runs(&mut record, deltas(messages.iter().map(|message| message.saved)));
    put_runs(&mut record, deltas(messages.iter().map(|message| message.modseq.0 as i64)));
    put_runs(&mut record, messages.iter().map(|message| i64::from(message.internal_date.offset_minutes)));
    put_runs(&mut record, messages.iter().map(|message| message.flags.0 as u64 as i64));
    put_runs(&mut record, messages.iter().map(|message| (message.flags.0 >> 64) as i64));
    deltas(messages.iter().map(|message| message.internal_date.seconds)).for_each(|delta| record.put_signed(delta));
    messages.iter().for_each(|message| record.put_number(u64::from(message.size)));
    seal(record)
}

fn decode_chunk(record: &[u8]) -> Result<Chunk, Damaged> {
    let mut reader = Reader::new(unseal(record)?);
    if reader.u8()? != VERSION {
        return Err(Damaged("a chunk of an unknown version"));
    }
    let modseq = ModSeq(reader.number()?);
    let count = reader.number()?;
    if count > u64::from(SPAN) {
        return Err(Damaged("a chunk has too many messages"));
    }
    let count = count as usize;
    let uids = sums(runs(&mut reader, count)?);
    let emails = sums(runs(&mut reader, count)?);
    let saved = sums(runs(&mut reader, count)?);
    let modseqs = sums(runs(&mut reader, count)?);
    let offsets = runs(&mut reader, count)?;
    let low_flags = runs(&mut reader, count)?;
    let high_flags = runs(&mut reader, count)?;
    let dates = sums((0..count).map(|_| reader.signed()).collect::<Result<_, _>>()?);
    let mut messages = Vec::with_capacity(count);
    let columns = uids.into_iter().zip(emails).zip(saved).zip(modseqs).zip(offsets).zip(low_flags).zip(high_flags);
    for (((((((uid, email), saved), modseq), offset), low), high), seconds) in columns.zip(dates) {
        let uid = u32::try_from(uid).ok().and_then(crate::Uid::new).ok_or(Damaged("a UID is out of range"))?;
        let offset_minutes = offset.try_into().map_err(|_| Damaged("a time zone is out of range"))?;
        messages.push(Message {
            uid,
            size: reader.number32()?,
            email: EmailId(email as u64),
            internal_date: InternalDate { seconds, offset_minutes },
            saved,
            modseq: ModSeq(modseq as u64),
            flags: crate::Flags(u128::from(high as u64) << 64 | u128::from(low as u64)),
        });
    }
    if !messages.is_sorted_by(|a, b| a.uid < b.uid) {
        return Err(Damaged("the UIDs of a chunk do not ascend"));
    }
    Ok(Chunk { messages, modseq })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{AccessKey, Flags, SpecialUse, Uid};

    fn message() -> impl Strategy<Value = Message> {
        (any::<u32>(), any::<u64>(), any::<(i64, i16)>(), any::<i64>(), any::<u64>(), any::<u128>()).prop_map(
            |(size, email, (seconds, offset_minutes), saved, modseq, flags)| Message {
                uid: Uid::MIN,
                size,
                email: EmailId(email),
                internal_date: InternalDate { seconds, offset_minutes },
                saved,
                modseq: ModSeq(modseq),
                flags: Flags(flags),
            },
        )
    }

    /// Written by the version whose heads had no sections.
    const OLD_HEAD: &[u8] =
        b"\x01\x07\x02\x05\x09\x01\x01\x05INBOX\x09\x04\x07\x07\x01\x02$x\x01\x05INBOX\x01\x03\x01\xc9\x93\xe8\x87";

    #[test]
    fn a_head_without_sections_is_read() {
        let state = decode_head(OLD_HEAD).unwrap();
        assert_eq!((state.modseq, state.next_email, state.extra_placements.size()), (ModSeq(7), 5, 1));
        let inbox = state.by_id(MailboxId(1)).unwrap();
        assert_eq!((inbox.special_use, inbox.keywords()), (Some(SpecialUse::Trash), &["$x".to_owned()][..]));
        assert_eq!(state.quota(), Default::default());
    }

    /// Written by the version that knew four sections.
    const SECOND_HEAD: &[u8] = b"\x02\x07\x02\x05\x09\x01\x01\x05INBOX\x09\x04\x07\x07\x01\x02$x\x01\x05INBOX\x01\x03\x01\x02\x04\x02\x02\x90\x03";

    #[test]
    fn a_head_of_the_second_version_is_read() {
        let state = decode_head(&seal(SECOND_HEAD.to_vec())).unwrap();
        assert_eq!(state.quota().messages, crate::Quota::AtMost(400));
        assert_eq!(state.growth, Default::default());
    }

    #[test]
    fn growth_comes_back() {
        let mut state = decode_head(OLD_HEAD).unwrap();
        state.growth = crate::state::Growth { octets: 300, time: -5 };
        assert_eq!(decode_head(&encode_head(&state)).unwrap().growth, state.growth);
    }

    #[test]
    fn access_keys_come_back() {
        let mut state = decode_head(OLD_HEAD).unwrap();
        let key = Some(AccessKey([3; AccessKey::LENGTH]));
        state.mailbox_mut(MailboxId(1)).unwrap().access_key = key.clone();
        let state = decode_head(&encode_head(&state)).unwrap();
        assert_eq!(state.by_id(MailboxId(1)).unwrap().access_key, key);
    }

    proptest! {
        #[test]
        fn a_chunk_comes_back(messages in prop::collection::vec(message(), 1..40), modseq: u64) {
            let mut chunk = Chunk { messages, modseq: ModSeq(modseq) };
            for (message, uid) in chunk.messages.iter_mut().zip(SPAN..) {
                message.uid = Uid::new(uid).unwrap();
            }
            prop_assert_eq!(decode_chunk(&encode_chunk(&chunk)), Ok(chunk));
        }

        #[test]
        fn damaged_chunks_and_heads_are_errors_not_panics(bytes: Vec<u8>) {
            let bytes = seal([&[VERSION][..], &bytes].concat());
            let _ = decode_chunk(&bytes);
            let _ = decode_head(&bytes);
            let _ = decode_seen(&bytes);
        }

        #[test]
        fn damaged_sections_are_errors_not_panics(tag in 0u8..6, sections: Vec<u8>) {
            let head = unseal(OLD_HEAD).unwrap().split_first().unwrap().1;
            let mut record = [&[HEAD_VERSION], head].concat();
            record.put_u8(tag);
            record.put_bytes(&sections);
            let _ = decode_head(&seal(record));
        }
    }
}
