use super::object_id::object_id;
use super::{mailbox, number, parenthesized};
use crate::{ModSeq, ObjectId, StatusItem, TextMode, Uid, UidValidity};

/// What STATUS says of a mailbox (RFC 9051 §9, ABNF `status-att-val`); see [`StatusItem`] for the meanings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatusValue {
    /// `MESSAGES`
    Messages(u32),
    /// `RECENT`
    Recent(u32),
    /// `UIDNEXT`
    UidNext(Uid),
    /// `UIDVALIDITY`
    UidValidity(UidValidity),
    /// `UNSEEN`
    Unseen(u32),
    /// `DELETED`
    Deleted(u32),
    /// `SIZE`, in octets
    Size(u64),
    /// `HIGHESTMODSEQ`
    HighestModSeq(ModSeq),
    /// `APPENDLIMIT`, in octets; `None` for no limit (RFC 7889 §3)
    AppendLimit(Option<u64>),
    /// `MAILBOXID` (RFC 8474 §4.3)
    MailboxId(ObjectId),
    /// `DELETED-STORAGE`, in octets (RFC 9208 §4.2.2)
    DeletedStorage(u64),
}

impl StatusValue {
    fn item(&self) -> StatusItem {
        match self {
            StatusValue::Messages(_) => StatusItem::Messages,
            StatusValue::Recent(_) => StatusItem::Recent,
            StatusValue::UidNext(_) => StatusItem::UidNext,
            StatusValue::UidValidity(_) => StatusItem::UidValidity,
            StatusValue::Unseen(_) => StatusItem::Unseen,
            StatusValue::Deleted(_) => StatusItem::Deleted,
            StatusValue::Size(_) => StatusItem::Size,
            StatusValue::HighestModSeq(_) => StatusItem::HighestModSeq,
            StatusValue::AppendLimit(_) => StatusItem::AppendLimit,
            StatusValue::DeletedStorage(_) => StatusItem::DeletedStorage,
            StatusValue::MailboxId(_) => StatusItem::MailboxId,
        }
    }

    fn encode_value(&self, out: &mut Vec<u8>) {
        match self {
            StatusValue::Messages(count) | StatusValue::Recent(count) => number(out, (*count).into()),
            StatusValue::Unseen(count) | StatusValue::Deleted(count) => number(out, (*count).into()),
            StatusValue::UidNext(uid) => number(out, uid.get().into()),
            StatusValue::UidValidity(value) => number(out, value.get().into()),
            StatusValue::HighestModSeq(value) => number(out, value.get()),
            StatusValue::Size(octets) | StatusValue::AppendLimit(Some(octets)) => number(out, *octets),
            StatusValue::DeletedStorage(octets) => number(out, *octets),
            StatusValue::AppendLimit(None) => out.extend_from_slice(b"NIL"),
            StatusValue::MailboxId(id) => object_id(out, id),
        }
    }
}

/// Writes a STATUS response (RFC 9051 §7.3.3).
pub fn status(out: &mut Vec<u8>, name: &str, values: &[StatusValue], mode: TextMode) {
    out.extend_from_slice(b"* STATUS ");
    mailbox(out, name, mode);
    out.push(b' ');
    parenthesized(out, values, status_att_val);
    out.extend_from_slice(b"\r\n");
}

fn status_att_val(out: &mut Vec<u8>, value: &StatusValue) {
    out.extend_from_slice(value.item().as_str().as_bytes());
    out.push(b' ');
    value.encode_value(out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value() {
        let values = [
            StatusValue::Messages(231),
            StatusValue::Recent(0),
            StatusValue::UidNext(Uid::new(44292).unwrap()),
            StatusValue::UidValidity(UidValidity::new(7).unwrap()),
            StatusValue::Unseen(1),
            StatusValue::Deleted(2),
            StatusValue::Size(1 << 40),
            StatusValue::HighestModSeq(ModSeq::ZERO),
            StatusValue::AppendLimit(None),
            StatusValue::AppendLimit(Some(5)),
            StatusValue::MailboxId(ObjectId::new("F2212ea87").unwrap()),
            StatusValue::DeletedStorage(7),
        ];
        let mut out = Vec::new();
        status(&mut out, "blurdy bloop", &values, TextMode::Ascii);
        let expected = "* STATUS \"blurdy bloop\" (MESSAGES 231 RECENT 0 UIDNEXT 44292 UIDVALIDITY 7 UNSEEN 1 \
                        DELETED 2 SIZE 1099511627776 HIGHESTMODSEQ 0 APPENDLIMIT NIL APPENDLIMIT 5 \
                        MAILBOXID (F2212ea87) DELETED-STORAGE 7)\r\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
