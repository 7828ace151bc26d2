use posthouse_imap_wire::command::{Fetch, FetchItem};
use posthouse_imap_wire::encode::astring;
use posthouse_imap_wire::{Part, Partial, Section, SectionText};

use super::Client;

impl Client {
    pub(super) fn fetch(&mut self, fetch: &Fetch) {
        self.messages(&fetch.messages);
        self.raw(" ");
        self.items(&fetch.items);
        let changed_since = fetch.changed_since.map(|mod_seq| format!("CHANGEDSINCE {}", mod_seq.get()));
        let vanished = fetch.vanished.then(|| "VANISHED".to_owned());
        let partial = fetch.partial.map(|range| format!("PARTIAL {range}"));
        let modifiers: Vec<_> = vanished.into_iter().chain(partial).chain(changed_since).collect();
        if !modifiers.is_empty() {
            self.word(&format!("({})", modifiers.join(" ")));
        }
    }

    pub(super) fn items(&mut self, items: &[FetchItem]) {
        self.raw("(");
        for (index, item) in items.iter().enumerate() {
            self.raw(if index > 0 { " " } else { "" });
            self.item(item);
        }
        self.raw(")");
    }

    fn item(&mut self, item: &FetchItem) {
        match item {
            FetchItem::Section(body) => {
                self.raw(if body.peek { "BODY.PEEK[" } else { "BODY[" });
                self.section(&body.section);
                self.raw("]");
                self.partial(body.partial);
            }
            FetchItem::Binary(binary) => {
                self.raw(if binary.peek { "BINARY.PEEK[" } else { "BINARY[" });
                self.part(&binary.part);
                self.raw("]");
                self.partial(binary.partial);
            }
            FetchItem::BinarySize(part) => {
                self.raw("BINARY.SIZE[");
                self.part(part);
                self.raw("]");
            }
            plain => self.raw(name(plain)),
        }
    }

    fn part(&mut self, part: &Part) {
        let levels: Vec<_> = part.0.iter().map(ToString::to_string).collect();
        self.raw(&levels.join("."));
    }

    fn section(&mut self, section: &Section) {
        self.part(&section.part);
        let Some(text) = &section.text else { return };
        self.raw(if section.part.0.is_empty() { "" } else { "." });
        match text {
            SectionText::Header => self.raw("HEADER"),
            SectionText::Text => self.raw("TEXT"),
            SectionText::Mime => self.raw("MIME"),
            SectionText::HeaderFields(names) => self.fields("HEADER.FIELDS (", names),
            SectionText::HeaderFieldsNot(names) => self.fields("HEADER.FIELDS.NOT (", names),
        }
    }

    fn fields(&mut self, keyword: &str, names: &[Box<[u8]>]) {
        self.raw(keyword);
        for (index, name) in names.iter().enumerate() {
            self.raw(if index > 0 { " " } else { "" });
            astring(&mut self.out, name, self.mode);
        }
        self.raw(")");
    }

    fn partial(&mut self, partial: Option<Partial>) {
        if let Some(Partial { origin, length }) = partial {
            self.raw(&format!("<{origin}.{length}>"));
        }
    }
}

fn name(item: &FetchItem) -> &'static str {
    match item {
        FetchItem::Envelope => "ENVELOPE",
        FetchItem::Flags => "FLAGS",
        FetchItem::InternalDate => "INTERNALDATE",
        FetchItem::Rfc822Size => "RFC822.SIZE",
        FetchItem::Uid => "UID",
        FetchItem::ModSeq => "MODSEQ",
        FetchItem::Body => "BODY",
        FetchItem::BodyStructure => "BODYSTRUCTURE",
        FetchItem::Rfc822 => "RFC822",
        FetchItem::Rfc822Header => "RFC822.HEADER",
        FetchItem::Rfc822Text => "RFC822.TEXT",
        FetchItem::EmailId => "EMAILID",
        FetchItem::ThreadId => "THREADID",
        FetchItem::SaveDate => "SAVEDATE",
        FetchItem::Preview { lazy: false } => "PREVIEW",
        FetchItem::Preview { lazy: true } => "PREVIEW (LAZY)",
        other => unreachable!("{other:?} has a section"),
    }
}
