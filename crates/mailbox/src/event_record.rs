//! The bytes of a log entry: version, time, then events, each led by its code.

use crate::acl::{put_entry, read_entry};
use crate::annotation::Value;
use crate::event::{Event, EventBatch};
use crate::record::{Damaged, Put, Reader, seal, unseal};
use crate::{
    AccessKey, AccountId, EmailId, EntryName, InternalDate, MailboxId, MailboxName, Quota, Resource, SpecialUse, UidSet,
};

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
        Event::Subscribed { name } => put_name(record, 4, name),
        Event::Unsubscribed { name } => put_name(record, 5, name),
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
        Event::RightsSet { mailbox, identifier, rights } => {
            head(record, 20, *mailbox);
            put_entry(record, *identifier, *rights);
        }
        Event::SeenChanged { mailbox, reader, uids, seen } => put_seen(record, *mailbox, *reader, uids, *seen),
        Event::AnnotationSet { mailbox, owner, name, value } => {
            head(record, 11, mailbox.unwrap_or_default());
            put_annotation(record, *owner, name, value.as_ref());
        }
        Event::SpecialUseChanged { mailbox, special_use } => {
            head(record, 12, *mailbox);
            record.put_u8(special_use.map_or(0, |special_use| special_use as u8));
        }
        Event::AccessKeySet { mailbox, key } => put_access_key(record, *mailbox, key.as_ref()),
        Event::QuotaSet { resource, quota } => {
            record.put_u8(13);
            record.put_u8(*resource as u8);
            put_quota(record, *quota);
        }
    }
}

fn put_seen(record: &mut Vec<u8>, mailbox: MailboxId, reader: AccountId, uids: &UidSet, seen: bool) {
    head(record, 21, mailbox);
    record.put_number(reader.0);
    record.put_u8(u8::from(seen));
    record.put_uids(uids);
}

fn put_name(record: &mut Vec<u8>, code: u8, name: &MailboxName) {
    record.put_u8(code);
    record.put_bytes(name.as_str().as_bytes());
}

fn put_access_key(record: &mut Vec<u8>, mailbox: MailboxId, key: Option<&AccessKey>) {
    head(record, 30, mailbox);
    record.put_bytes(key.map_or(&[], |key| &key.0));
}

/// A key, or none where there are no octets.
pub(crate) fn access_key(octets: &[u8]) -> Result<Option<AccessKey>, Damaged> {
    if octets.is_empty() {
        return Ok(None);
    }
    octets.try_into().map(|key| Some(AccessKey(key))).map_err(|_| Damaged("a mailbox access key of a wrong length"))
}

/// An annotation: its owner (0: it is shared), its name, a byte that says whether it has a value, and that.
pub(crate) fn put_annotation(record: &mut Vec<u8>, owner: Option<AccountId>, name: &EntryName, value: Option<&Value>) {
    record.put_number(owner.unwrap_or_default().0);
    record.put_bytes(name.as_str().as_bytes());
    record.put_u8(u8::from(value.is_some()));
    if let Some(value) = value {
        record.put_bytes(value);
    }
}

/// A limit: 0 as for every account, 1 none, 2 a number.
pub(crate) fn put_quota(record: &mut Vec<u8>, quota: Quota) {
    match quota {
        Quota::Default => record.put_u8(0),
        Quota::Unlimited => record.put_u8(1),
        Quota::AtMost(most) => {
            record.put_u8(2);
            record.put_number(most);
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
        11 => {
            let mailbox = Some(MailboxId(reader.number()?)).filter(|mailbox| mailbox.0 != 0);
            let (owner, name, value) = annotation(reader)?;
            Event::AnnotationSet { mailbox, owner, name, value }
        }
        12 => {
            Event::SpecialUseChanged { mailbox: MailboxId(reader.number()?), special_use: special_use(reader.u8()?)? }
        }
        30 => Event::AccessKeySet { mailbox: MailboxId(reader.number()?), key: access_key(reader.bytes()?)? },
        13 => Event::QuotaSet { resource: resource(reader)?, quota: quota(reader)? },
        20 => {
            let mailbox = MailboxId(reader.number()?);
            let (identifier, rights) = read_entry(reader)?;
            Event::RightsSet { mailbox, identifier, rights }
        }
        21 => Event::SeenChanged {
            mailbox: MailboxId(reader.number()?),
            reader: AccountId(reader.number()?),
            seen: reader.u8()? != 0,
            uids: reader.uids()?,
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

/// What [`put_annotation`] has put.
pub(crate) fn annotation(reader: &mut Reader<'_>) -> Result<(Option<AccountId>, EntryName, Option<Value>), Damaged> {
    let owner = Some(AccountId(reader.number()?)).filter(|owner| owner.0 != 0);
    let name = EntryName::new(reader.text()?).ok_or(Damaged("the name of an annotation is not valid"))?;
    let value = match reader.u8()? {
        0 => None,
        _ => Some(reader.bytes()?.into()),
    };
    Ok((owner, name, value))
}

pub(crate) fn resource(reader: &mut Reader<'_>) -> Result<Resource, Damaged> {
    Resource::from_code(reader.u8()?).ok_or(Damaged("an unknown resource"))
}

/// What [`put_quota`] has put.
pub(crate) fn quota(reader: &mut Reader<'_>) -> Result<Quota, Damaged> {
    match reader.u8()? {
        0 => Ok(Quota::Default),
        1 => Ok(Quota::Unlimited),
        2 => Ok(Quota::AtMost(reader.number()?)),
        _ => Err(Damaged("a limit of an unknown kind")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Flags, Identity, Rights, Uid};

    #[test]
    fn every_event_comes_back() {
        let id = MailboxId(3);
        let name = MailboxName::new("工作/二月").unwrap();
        let uids: UidSet = [1, 2, 3, 9].into_iter().filter_map(Uid::new).collect();
        let (uid, email, date) = (Uid::MAX, EmailId(9), InternalDate { seconds: -5, offset_minutes: -480 });
        let flags = Flags::SEEN | Flags::keyword(119);
        let (entry, value) = (EntryName::new("/private/comment").unwrap(), || Some((*b"\0").into()));
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
            Event::AnnotationSet { mailbox: Some(id), owner: Some(AccountId(7)), name: entry.clone(), value: value() },
            Event::AnnotationSet { mailbox: None, owner: None, name: entry, value: None },
            Event::SpecialUseChanged { mailbox: id, special_use: None },
            Event::AccessKeySet { mailbox: id, key: Some(AccessKey([9; AccessKey::LENGTH])) },
            Event::AccessKeySet { mailbox: id, key: None },
            Event::QuotaSet { resource: Resource::Storage, quota: Quota::AtMost(u64::MAX) },
            Event::QuotaSet { resource: Resource::Mailboxes, quota: Quota::Unlimited },
            Event::Copied { source: id, uids: uids.clone(), target: MailboxId(4), first: Uid::MIN },
            Event::RightsSet { mailbox: id, identifier: Identity::Anyone.into(), rights: Rights::ALL },
            Event::SeenChanged { mailbox: id, reader: AccountId(7), uids, seen: true },
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
