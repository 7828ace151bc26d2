use super::{mailbox, number, parenthesized};
use crate::{ModSeq, StatusItem, TextMode, Uid, UidValidity};

/// What STATUS says of a mailbox (RFC 9051 §9, ABNF `status-att-val`); see [`StatusItem`] for the meanings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}

impl StatusValue {
    fn parts(self) -> (StatusItem, Option<u64>) {
        match self {
            StatusValue::Messages(count) => (StatusItem::Messages, Some(count.into())),
            StatusValue::Recent(count) => (StatusItem::Recent, Some(count.into())),
            StatusValue::UidNext(uid) => (StatusItem::UidNext, Some(uid.get().into())),
            StatusValue::UidValidity(value) => (StatusItem::UidValidity, Some(value.get().into())),
            StatusValue::Unseen(count) => (StatusItem::Unseen, Some(count.into())),
            StatusValue::Deleted(count) => (StatusItem::Deleted, Some(count.into())),
            StatusValue::Size(octets) => (StatusItem::Size, Some(octets)),
            StatusValue::HighestModSeq(value) => (StatusItem::HighestModSeq, Some(value.get())),
            StatusValue::AppendLimit(octets) => (StatusItem::AppendLimit, octets),
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
    let (item, value) = value.parts();
    out.extend_from_slice(item.as_str().as_bytes());
    out.push(b' ');
    match value {
        Some(value) => number(out, value),
        None => out.extend_from_slice(b"NIL"),
    }
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
        ];
        let mut out = Vec::new();
        status(&mut out, "blurdy bloop", &values, TextMode::Ascii);
        let expected = "* STATUS \"blurdy bloop\" (MESSAGES 231 RECENT 0 UIDNEXT 44292 UIDVALIDITY 7 UNSEEN 1 \
                        DELETED 2 SIZE 1099511627776 HIGHESTMODSEQ 0 APPENDLIMIT NIL APPENDLIMIT 5)\r\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
