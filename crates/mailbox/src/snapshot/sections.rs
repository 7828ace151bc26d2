//! What stands in a snapshot's head behind the mailboxes: sections, each a tag and its bytes, left out where empty.

use std::sync::Arc;

use crate::acl::{put_entry, read_entry};
use crate::event_record::{access_key, annotation, put_annotation, put_quota, quota, resource};
use crate::record::{Damaged, Put, Reader};
use crate::state::{Growth, State};
use crate::{Annotations, MailboxId, Quota, Resource};

const ANNOTATIONS: u8 = 1;
const QUOTA: u8 = 2;
const RIGHTS: u8 = 3;
const ACCESS_KEYS: u8 = 4;
const GROWTH: u8 = 5;

/// Puts every section that is not empty.
pub(super) fn put(state: &State, record: &mut Vec<u8>) {
    put_section(record, ANNOTATIONS, &annotations(state));
    put_section(record, QUOTA, &quotas(state));
    put_section(record, RIGHTS, &rights(state));
    put_section(record, ACCESS_KEYS, &access_keys(state));
    put_section(record, GROWTH, &growth(state));
}

fn put_section(record: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    if !bytes.is_empty() {
        record.put_u8(tag);
        record.put_bytes(bytes);
    }
}

/// Reads the sections to the end of the head.
pub(super) fn read(reader: &mut Reader<'_>, state: &mut State) -> Result<(), Damaged> {
    while !reader.is_at_end() {
        let tag = reader.u8()?;
        let mut section = Reader::new(reader.bytes()?);
        while !section.is_at_end() {
            match tag {
                ANNOTATIONS => read_annotation(&mut section, state)?,
                QUOTA => read_quota(&mut section, state)?,
                RIGHTS => read_rights(&mut section, state)?,
                ACCESS_KEYS => read_access_key(&mut section, state)?,
                GROWTH => state.growth = Growth { octets: section.number()?, time: section.signed()? },
                _ => return Err(Damaged("a section of an unknown kind")),
            }
        }
    }
    Ok(())
}

/// Each with its mailbox, 0 for those of the account.
fn annotations(state: &State) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_annotations(&mut bytes, MailboxId(0), &state.annotations);
    for mailbox in state.mailboxes() {
        put_annotations(&mut bytes, mailbox.id, &mailbox.annotations);
    }
    bytes
}

fn put_annotations(bytes: &mut Vec<u8>, mailbox: MailboxId, annotations: &Annotations) {
    for (owner, name, value) in annotations.iter() {
        bytes.put_number(mailbox.0);
        put_annotation(bytes, owner, name, Some(value));
    }
}

fn read_annotation(section: &mut Reader<'_>, state: &mut State) -> Result<(), Damaged> {
    let mailbox = MailboxId(section.number()?);
    let (owner, name, value) = annotation(section)?;
    state.annotate(Some(mailbox).filter(|mailbox| mailbox.0 != 0), owner, &name, value).map_err(Damaged)
}

fn read_quota(section: &mut Reader<'_>, state: &mut State) -> Result<(), Damaged> {
    let resource = resource(section)?;
    *state.quota.get_mut(resource) = quota(section)?;
    Ok(())
}

fn quotas(state: &State) -> Vec<u8> {
    let mut bytes = Vec::new();
    for resource in Resource::EVERY {
        let quota = state.quota.get(resource);
        if quota != Quota::Default {
            bytes.put_u8(resource as u8);
            put_quota(&mut bytes, quota);
        }
    }
    bytes
}

/// Every entry of every access control list, each with its mailbox.
fn rights(state: &State) -> Vec<u8> {
    let mut bytes = Vec::new();
    for mailbox in state.mailboxes() {
        for (identifier, rights) in mailbox.acl.entries() {
            bytes.put_number(mailbox.id.0);
            put_entry(&mut bytes, identifier, rights);
        }
    }
    bytes
}

fn access_keys(state: &State) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (mailbox, key) in state.mailboxes().filter_map(|mailbox| Some((mailbox.id, mailbox.access_key.as_ref()?))) {
        bytes.put_number(mailbox.0);
        bytes.put_bytes(&key.0);
    }
    bytes
}

fn growth(state: &State) -> Vec<u8> {
    let mut bytes = Vec::new();
    if state.growth != Growth::default() {
        bytes.put_number(state.growth.octets);
        bytes.put_signed(state.growth.time);
    }
    bytes
}

fn read_rights(section: &mut Reader<'_>, state: &mut State) -> Result<(), Damaged> {
    let mailbox = state.mailboxes.get_mut(&MailboxId(section.number()?));
    let mailbox = mailbox.ok_or(Damaged("rights to a mailbox that is not there"))?;
    let (identifier, rights) = read_entry(section)?;
    Arc::make_mut(&mut Arc::make_mut(mailbox).acl).set(identifier, rights);
    Ok(())
}

fn read_access_key(section: &mut Reader<'_>, state: &mut State) -> Result<(), Damaged> {
    let mailbox = state.mailbox_mut(MailboxId(section.number()?)).map_err(Damaged)?;
    mailbox.access_key = access_key(section.bytes()?)?;
    Ok(())
}
