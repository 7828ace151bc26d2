//! The keys of the account spaces; `docs/storage-format.md` lists them.

use crate::columns::{Column, SpanId};
use crate::{AccountId, EmailId, Identity, MailboxId, ModSeq};

const ACCOUNT: u8 = b'a';
const GARBAGE: u8 = b'g';
const SHARE: u8 = b'h';
const LEAVING: u8 = b'm';

const LOG: u8 = b'l';
const EMAIL: u8 = b'e';
const SNAPSHOT: u8 = b's';
const RECENT: u8 = b'r';
const COLUMN: u8 = b'c';

/// Everything of an account but its garbage.
pub(crate) fn account(account: AccountId) -> Vec<u8> {
    let mut key = Vec::with_capacity(32);
    key.push(ACCOUNT);
    key.extend(account.0.to_be_bytes());
    key
}

/// The key behind everything of every account.
pub(crate) fn account_end() -> Vec<u8> {
    vec![ACCOUNT + 1]
}

/// The account whose key this is.
pub(crate) fn parse_account(key: &[u8]) -> Option<AccountId> {
    let account = key.strip_prefix(&[ACCOUNT])?.first_chunk::<8>()?;
    Some(AccountId(u64::from_be_bytes(*account)))
}

fn space(account_id: AccountId, space: u8) -> Vec<u8> {
    let mut key = account(account_id);
    key.push(space);
    key
}

/// A log entry.
pub(crate) fn log(account: AccountId, modseq: ModSeq) -> Vec<u8> {
    let mut key = space(account, LOG);
    key.extend(modseq.0.to_be_bytes());
    key
}

/// Whether this is the key of a log entry.
pub(crate) fn is_log(account: AccountId, key: &[u8]) -> bool {
    key.starts_with(&space(account, LOG))
}

/// The key behind every log entry.
pub(crate) fn log_end(account: AccountId) -> Vec<u8> {
    space(account, LOG + 1)
}

/// What is known of an email.
pub(crate) fn email(account: AccountId, email: EmailId) -> Vec<u8> {
    let mut key = space(account, EMAIL);
    key.extend(email.0.to_be_bytes());
    key
}

/// The email of such a key.
pub(crate) fn parse_email(account: AccountId, key: &[u8]) -> Option<EmailId> {
    let email = key.strip_prefix(&space(account, EMAIL)[..])?;
    Some(EmailId(u64::from_be_bytes(email.try_into().ok()?)))
}

/// The key behind every email.
pub(crate) fn email_end(account: AccountId) -> Vec<u8> {
    space(account, EMAIL + 1)
}

/// A column of a span of emails.
pub(crate) fn column(account: AccountId, column: Column, span: SpanId) -> Vec<u8> {
    let mut key = columns(account);
    key.push(column as u8);
    key.extend(span.0.to_be_bytes());
    key
}

/// Every column.
pub(crate) fn columns(account: AccountId) -> Vec<u8> {
    space(account, COLUMN)
}

/// The column and the span of such a key.
pub(crate) fn parse_column(account: AccountId, key: &[u8]) -> Option<(Column, SpanId)> {
    let (column, span) = key.strip_prefix(&columns(account)[..])?.split_first()?;
    let column = Column::EVERY.get(usize::from(*column))?;
    Some((*column, SpanId(u64::from_be_bytes(span.try_into().ok()?))))
}

/// The head of the snapshot.
pub(crate) fn snapshot_head(account: AccountId) -> Vec<u8> {
    let mut key = space(account, SNAPSHOT);
    key.push(b'h');
    key
}

/// Every chunk of the snapshot.
pub(crate) fn snapshot_chunks(account: AccountId) -> Vec<u8> {
    let mut key = space(account, SNAPSHOT);
    key.push(b'm');
    key
}

/// One chunk of the snapshot.
pub(crate) fn snapshot_chunk(account: AccountId, mailbox: MailboxId, chunk: u32) -> Vec<u8> {
    let mut key = snapshot_chunks(account);
    key.extend(mailbox.0.to_be_bytes());
    key.extend(chunk.to_be_bytes());
    key
}

/// The mailbox and the chunk of such a key.
pub(crate) fn parse_snapshot_chunk(account: AccountId, key: &[u8]) -> Option<(MailboxId, u32)> {
    let rest = key.strip_prefix(&snapshot_chunks(account)[..])?;
    let (mailbox, chunk) = rest.split_first_chunk::<8>()?;
    Some((MailboxId(u64::from_be_bytes(*mailbox)), u32::from_be_bytes(chunk.try_into().ok()?)))
}

/// Every record of the snapshot of what readers have seen.
pub(crate) fn snapshot_seen(account: AccountId) -> Vec<u8> {
    let mut key = space(account, SNAPSHOT);
    key.push(b'r');
    key
}

/// What one reader has seen of one chunk.
pub(crate) fn snapshot_seen_chunk(account: AccountId, (mailbox, reader, chunk): SeenPlace) -> Vec<u8> {
    let mut key = snapshot_seen(account);
    key.extend(mailbox.0.to_be_bytes());
    key.extend(reader.0.to_be_bytes());
    key.extend(chunk.to_be_bytes());
    key
}

/// A mailbox, who reads it, and the number of a chunk.
pub(crate) type SeenPlace = (MailboxId, AccountId, u32);

/// What such a key is about.
pub(crate) fn parse_snapshot_seen_chunk(account: AccountId, key: &[u8]) -> Option<SeenPlace> {
    let rest = key.strip_prefix(&snapshot_seen(account)[..])?;
    let (mailbox, rest) = rest.split_first_chunk::<8>()?;
    let (reader, chunk) = rest.split_first_chunk::<8>()?;
    let chunk = u32::from_be_bytes(chunk.try_into().ok()?);
    Some((MailboxId(u64::from_be_bytes(*mailbox)), AccountId(u64::from_be_bytes(*reader)), chunk))
}

/// Up to which UID each mailbox has been told as recent.
pub(crate) fn recent(account: AccountId) -> Vec<u8> {
    space(account, RECENT)
}

/// The emails that one commit set free.
pub(crate) fn garbage(account: AccountId, modseq: ModSeq) -> Vec<u8> {
    let mut key = garbage_of(account);
    key.extend(modseq.0.to_be_bytes());
    key
}

/// Everything that the commits of an account set free.
pub(crate) fn garbage_of(account: AccountId) -> Vec<u8> {
    let mut key = all_garbage();
    key.extend(account.0.to_be_bytes());
    key
}

/// What every account set free.
pub(crate) fn all_garbage() -> Vec<u8> {
    vec![GARBAGE]
}

/// The account of a garbage key.
pub(crate) fn parse_garbage(key: &[u8]) -> Option<AccountId> {
    let (account, modseq) = key.strip_prefix(&[GARBAGE])?.split_first_chunk::<8>()?;
    (modseq.len() == 8).then(|| AccountId(u64::from_be_bytes(*account)))
}

/// The email that refers to a blob; `None` for another owner, whose first bit is set.
pub(crate) fn parse_owner(owner: &[u8; 16]) -> Option<(AccountId, EmailId)> {
    let (account, email) = owner.split_first_chunk::<8>()?;
    let account = u64::from_be_bytes(*account);
    (account >> 63 == 0).then_some((AccountId(account), EmailId(u64::from_be_bytes(email.try_into().ok()?))))
}

/// That an account gives rights to a mailbox to somebody.
pub(crate) fn share(identity: Identity, owner: AccountId, mailbox: MailboxId) -> Vec<u8> {
    let mut key = shares_with(identity, owner);
    key.extend(mailbox.0.to_be_bytes());
    key
}

/// What is given to somebody by this account; behind it, by those with higher numbers.
pub(crate) fn shares_with(identity: Identity, owner: AccountId) -> Vec<u8> {
    let (kind, number) = identity.code();
    let mut key = all_shares();
    key.push(kind);
    key.extend(number.to_be_bytes());
    key.extend(owner.0.to_be_bytes());
    key
}

/// The key behind everything that is given to somebody.
pub(crate) fn shares_behind(identity: Identity) -> Vec<u8> {
    let mut key = shares_with(identity, AccountId(u64::MAX));
    key.extend([u8::MAX; 9]);
    key
}

/// Everything that anybody gives.
pub(crate) fn all_shares() -> Vec<u8> {
    vec![SHARE]
}

/// Who is given what by whom.
pub(crate) fn parse_share(key: &[u8]) -> Option<(Identity, AccountId, MailboxId)> {
    let (&kind, rest) = key.strip_prefix(&[SHARE])?.split_first()?;
    let (number, rest) = rest.split_first_chunk::<8>()?;
    let (owner, mailbox) = rest.split_first_chunk::<8>()?;
    let identity = Identity::from_code(kind, u64::from_be_bytes(*number))?;
    let mailbox = MailboxId(u64::from_be_bytes(mailbox.try_into().ok()?));
    Some((identity, AccountId(u64::from_be_bytes(*owner)), mailbox))
}

/// What is to leave an account since a commit of another one.
pub(crate) fn leaving(source: AccountId, target: AccountId, modseq: ModSeq) -> Vec<u8> {
    let mut key = leaving_from(source);
    key.extend(target.0.to_be_bytes());
    key.extend(modseq.0.to_be_bytes());
    key
}

/// Everything that is to leave an account; behind it, what is to leave those with higher numbers.
pub(crate) fn leaving_from(source: AccountId) -> Vec<u8> {
    let mut key = vec![LEAVING];
    key.extend(source.0.to_be_bytes());
    key
}

/// The key behind everything that is to leave an account.
pub(crate) fn leaving_end() -> Vec<u8> {
    vec![LEAVING + 1]
}

/// What is to leave which account since which commit of another one.
pub(crate) fn parse_leaving(key: &[u8]) -> Option<(AccountId, AccountId, ModSeq)> {
    let (source, rest) = key.strip_prefix(&[LEAVING])?.split_first_chunk::<8>()?;
    let (target, modseq) = rest.split_first_chunk::<8>()?;
    let number = |bytes: &[u8; 8]| u64::from_be_bytes(*bytes);
    Some((AccountId(number(source)), AccountId(number(target)), ModSeq(number(modseq.try_into().ok()?))))
}

/// Who refers to a blob: the email.
pub(crate) fn owner(account: AccountId, email: EmailId) -> [u8; 16] {
    let mut owner = [0; 16];
    let (front, back) = owner.split_at_mut(8);
    front.copy_from_slice(&account.0.to_be_bytes());
    back.copy_from_slice(&email.0.to_be_bytes());
    owner
}
