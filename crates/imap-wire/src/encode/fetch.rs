use super::body_structure::{BodyPart, Detail, body};
use super::date::date_time;
use super::envelope::{Envelope, envelope};
use super::fetch_item::item_name;
use super::object_id::object_id;
use super::{literal_header, nstring, number};
use crate::command::FetchItem;
use crate::{DateTime, ModSeq, ObjectId, SeqNum, TextMode, Uid};

/// Writes one FETCH response, item by item (RFC 9051 §7.5.2).
///
/// It holds no buffer, so that a session may send what is written and stream a literal in between. Call
/// [`end`](FetchWriter::end) when all items are written.
#[derive(Debug)]
#[must_use = "a FETCH response must be ended"]
pub struct FetchWriter {
    mode: TextMode,
    is_first: bool,
}

impl FetchWriter {
    /// Begins the response for a message.
    pub fn begin(out: &mut Vec<u8>, message: SeqNum, mode: TextMode) -> Self {
        out.extend_from_slice(b"* ");
        number(out, message.get().into());
        out.extend_from_slice(b" FETCH (");
        FetchWriter { mode, is_first: true }
    }

    /// Begins the response for a message where UIDONLY is enabled: its UID stands for its number (RFC 9586 §3).
    pub fn begin_uid(out: &mut Vec<u8>, message: Uid, mode: TextMode) -> Self {
        out.extend_from_slice(b"* ");
        number(out, message.get().into());
        out.extend_from_slice(b" UIDFETCH (");
        FetchWriter { mode, is_first: true }
    }

    /// Ends the response.
    pub fn end(self, out: &mut Vec<u8>) {
        out.extend_from_slice(b")\r\n");
    }

    /// `FLAGS`, of a list that [`flag_list`](super::flag_list) has written.
    pub fn flags(&mut self, out: &mut Vec<u8>, flag_list: &[u8]) {
        self.separate(out);
        out.extend_from_slice(b"FLAGS ");
        out.extend_from_slice(flag_list);
    }

    /// `UID`
    pub fn uid(&mut self, out: &mut Vec<u8>, uid: Uid) {
        self.separate(out);
        out.extend_from_slice(b"UID ");
        number(out, uid.get().into());
    }

    /// `MODSEQ` (RFC 7162 §7, ABNF `fetch-mod-resp`)
    pub fn mod_seq(&mut self, out: &mut Vec<u8>, mod_seq: ModSeq) {
        self.separate(out);
        out.extend_from_slice(b"MODSEQ (");
        number(out, mod_seq.get());
        out.push(b')');
    }

    /// `INTERNALDATE`
    pub fn internal_date(&mut self, out: &mut Vec<u8>, moment: DateTime) {
        self.separate(out);
        out.extend_from_slice(b"INTERNALDATE ");
        date_time(out, moment);
    }

    /// `RFC822.SIZE`, in octets
    pub fn rfc822_size(&mut self, out: &mut Vec<u8>, octets: u64) {
        self.separate(out);
        out.extend_from_slice(b"RFC822.SIZE ");
        number(out, octets);
    }

    /// `ENVELOPE`
    pub fn envelope(&mut self, out: &mut Vec<u8>, of_message: &impl Envelope) {
        self.separate(out);
        out.extend_from_slice(b"ENVELOPE ");
        envelope(out, of_message, self.mode);
    }

    /// `BODY` without a section: the structure without extension data.
    pub fn body(&mut self, out: &mut Vec<u8>, root: &impl BodyPart) {
        self.separate(out);
        out.extend_from_slice(b"BODY ");
        body(out, root, Detail::Body, self.mode);
    }

    /// `BODYSTRUCTURE`
    pub fn body_structure(&mut self, out: &mut Vec<u8>, root: &impl BodyPart) {
        self.separate(out);
        out.extend_from_slice(b"BODYSTRUCTURE ");
        body(out, root, Detail::BodyStructure, self.mode);
    }

    /// The header of a text that the caller writes next, octet for octet, exactly `length` of them: `BODY[…]`,
    /// `RFC822…`, or `BINARY[…]` without NUL.
    pub fn text_header(&mut self, out: &mut Vec<u8>, item: &FetchItem, length: u64) {
        self.name(out, item);
        literal_header(out, length);
    }

    /// As [`FetchWriter::text_header`], for octets with NUL among them, which only `BINARY[…]` may send
    /// (RFC 3516 §4.3).
    pub fn binary_header(&mut self, out: &mut Vec<u8>, item: &FetchItem, length: u64) {
        self.name(out, item);
        out.push(b'~');
        literal_header(out, length);
    }

    /// A text that is not there: a part or header of a part that the message does not have.
    pub fn nil(&mut self, out: &mut Vec<u8>, item: &FetchItem) {
        self.name(out, item);
        out.extend_from_slice(b"NIL");
    }

    /// A number under the item's name: `BINARY.SIZE[…]`, in octets (RFC 3516 §4.3).
    pub fn size(&mut self, out: &mut Vec<u8>, item: &FetchItem, octets: u64) {
        self.name(out, item);
        number(out, octets);
    }

    /// `EMAILID` (RFC 8474 §5.1)
    pub fn email_id(&mut self, out: &mut Vec<u8>, id: &ObjectId) {
        self.name(out, &FetchItem::EmailId);
        object_id(out, id);
    }

    /// `THREADID`; `None` where messages are not gathered into threads (RFC 8474 §5.2).
    pub fn thread_id(&mut self, out: &mut Vec<u8>, id: Option<&ObjectId>) {
        self.name(out, &FetchItem::ThreadId);
        match id {
            Some(id) => object_id(out, id),
            None => out.extend_from_slice(b"NIL"),
        }
    }

    /// `SAVEDATE`; `None` where the mailbox does not know save dates (RFC 8514 §4.2).
    pub fn save_date(&mut self, out: &mut Vec<u8>, moment: Option<DateTime>) {
        self.name(out, &FetchItem::SaveDate);
        match moment {
            Some(moment) => date_time(out, moment),
            None => out.extend_from_slice(b"NIL"),
        }
    }

    /// `PREVIEW`; `None` where there is none yet (RFC 8970 §3.2).
    pub fn preview(&mut self, out: &mut Vec<u8>, text: Option<&str>) {
        self.name(out, &FetchItem::Preview { lazy: false });
        nstring(out, text.map(str::as_bytes), self.mode);
    }

    fn name(&mut self, out: &mut Vec<u8>, item: &FetchItem) {
        self.separate(out);
        item_name(out, item);
        out.push(b' ');
    }

    fn separate(&mut self, out: &mut Vec<u8>) {
        if !self.is_first {
            out.push(b' ');
        }
        self.is_first = false;
    }
}

#[cfg(test)]
mod tests;
