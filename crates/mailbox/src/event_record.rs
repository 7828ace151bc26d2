//! The bytes of a log entry: version, time, then events, each led by its code.

use crate::event::{Event, EventBatch};
use crate::record::{Damaged, Put, Reader, seal, unseal};
use crate::{EmailId, InternalDate, MailboxId, SpecialUse};

const VERSION: u8 = 1;

impl EventBatch {
    /// The stored form.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut record = Vec::with_capacity(64);
        record.put_u8(VERSION);
        record.put_signed(self.time);
        self.events.iter().for_each(|event| encode(event, &mut record));
        seal(record)
    }

    /// The batch that was stored.
    pub(crate) fn decode(record: &[u8]) -> Result<Self, Damaged> {
        let mut reader = Reader::new(unseal(record)?);
        if reader.u8()? != VERSION {
            return Err(Damaged("a log entry of an unknown version"));
        }
        let time = reader.signed()?;
        let mut events = Vec::new();
        while !reader.is_at_end() {
            events.push(decode(&mut reader)?);
        }
        Ok(Self { time, events })
    }
}

fn encode(event: &Event, record: &mut Vec<u8>) {
    match event {
        Event::MailboxCreated { id, name, uid_validity, special_use } => {
            head(record, 1, *id);
            record.put_bytes(name.as_str().as_bytes());
            record.put_number(u64::from(*uid_validity));
            record.put_u8(special_use.map_or(0, |special_use| special_use as u8));
        }
        Event::MailboxRenamed { id, name } => {
            head(record, 2, *id);
            record.put_bytes(name.as_str().as_bytes());
        }
        Event::MailboxDeleted { id } => head(record, 3, *id),
        Event::Subscribed { name } => {
            record.put_u8(4);
            record.put_bytes(name.as_str().as_bytes());
        }
        Event::Unsubscribed { name } => {
            record.put_u8(5);
            record.put_bytes(name.as_str().as_bytes());
        }
        Event::KeywordAdded { mailbox, name } => {
            head(record, 6, *mailbox);
            record.put_bytes(name.as_bytes());
        }
        Event::Appended { mailbox, uid, email, size, date, flags } => {
            head(record, 7, *mailbox);
            record.put_number(u64::from(uid.get()));
            record.put_number(email.0);
            record.put_number(u64::from(*size));
            record.put_signed(date.seconds);
            record.put_signed(i64::from(date.offset_minutes));
            record.put_flags(*flags);
        }
        Event::FlagsChanged { mailbox, uids, clear, set } => {
            head(record, 8, *mailbox);
            record.put_uids(uids);
            record.put_flags(*clear);
            record.put_flags(*set);
        }
        Event::Expunged { mailbox, uids } => {
            head(record, 9, *mailbox);
            record.put_uids(uids);
        }
        Event::Copied { source, uids, target, first } => {
            head(record, 10, *source);
            record.put_uids(uids);
            record.put_number(target.0);
            record.put_number(u64::from(first.get()));
        }
    }
}

fn head(record: &mut Vec<u8>, code: u8, mailbox: MailboxId) {
    record.put_u8(code);
    record.put_number(mailbox.0);
}

fn decode(reader: &mut Reader<'_>) -> Result<Event, Damaged> {
    Ok(match reader.u8()? {
        1 => Event::MailboxCreated {
            id: MailboxId(reader.number()?),
            name: reader.name()?,
            uid_validity: reader.number32()?,
            special_use: special_use(reader.u8()?)?,
        },
        2 => Event::MailboxRenamed { id: MailboxId(reader.number()?), name: reader.name()? },
        3 => Event::MailboxDeleted { id: MailboxId(reader.number()?) },
        4 => Event::Subscribed { name: reader.name()? },
        5 => Event::Unsubscribed { name: reader.name()? },
        6 => Event::KeywordAdded { mailbox: MailboxId(reader.number()?), name: reader.text()?.to_owned() },
        7 => Event::Appended {
            mailbox: MailboxId(reader.number()?),
            uid: reader.uid()?,
            email: EmailId(reader.number()?),
            size: reader.number32()?,
            date: InternalDate { seconds: reader.signed()?, offset_minutes: reader.offset_minutes()? },
            flags: reader.flags()?,
        },
        8 => Event::FlagsChanged {
            mailbox: MailboxId(reader.number()?),
            uids: reader.uids()?,
            clear: reader.flags()?,
            set: reader.flags()?,
        },
        9 => Event::Expunged { mailbox: MailboxId(reader.number()?), uids: reader.uids()? },
        10 => Event::Copied {
            source: MailboxId(reader.number()?),
            uids: reader.uids()?,
            target: MailboxId(reader.number()?),
            first: reader.uid()?,
        },
        _ => return Err(Damaged("an event of an unknown kind")),
    })
}

pub(crate) fn special_use(code: u8) -> Result<Option<SpecialUse>, Damaged> {
    if code == 0 {
        return Ok(None);
    }
    SpecialUse::from_code(code).map(Some).ok_or(Damaged("an unknown special use"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Flags, MailboxName, Uid, UidSet};

    #[test]
    fn every_event_comes_back() {
        let id = MailboxId(3);
        let name = MailboxName::new("工作/二月").unwrap();
        let uids: UidSet = [1, 2, 3, 9].into_iter().filter_map(Uid::new).collect();
        let (uid, email, date) = (Uid::MAX, EmailId(9), InternalDate { seconds: -5, offset_minutes: -480 });
        let flags = Flags::SEEN | Flags::keyword(119);
        let events = vec![
            Event::MailboxCreated { id, name: name.clone(), uid_validity: 7, special_use: Some(SpecialUse::Junk) },
            Event::MailboxRenamed { id, name: name.clone() },
            Event::MailboxDeleted { id },
            Event::Subscribed { name: name.clone() },
            Event::Unsubscribed { name },
            Event::KeywordAdded { mailbox: id, name: "$Forwarded".into() },
            Event::Appended { mailbox: id, uid, email, size: 12, date, flags },
            Event::FlagsChanged { mailbox: id, uids: uids.clone(), clear: Flags::ALL, set: flags },
            Event::Expunged { mailbox: id, uids: uids.clone() },
            Event::Copied { source: id, uids, target: MailboxId(4), first: Uid::MIN },
        ];
        let batch = EventBatch { time: 1_700_000_000, events };
        let record = batch.encode();
        assert_eq!(EventBatch::decode(&record), Ok(batch));
        for place in 0..record.len() {
            assert!(EventBatch::decode(&record[..place]).is_err());
            let mut flipped = record.clone();
            flipped[place] ^= 0x10;
            assert!(EventBatch::decode(&flipped).is_err());
        }
    }
}
