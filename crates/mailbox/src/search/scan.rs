//! Looking for text in the bytes of one message, as they stream from the blob store.

use std::ops::Range;

use posthouse_blob::Body;
use posthouse_message::{HtmlToText, Index, Part, TextDecoder, fields};

use super::findings::Findings;
use super::needle::Windows;
use super::pieces::{Kind, Piece, Wanted, first_run, pieces};
use crate::StorageError;

/// How many bytes are decoded before other tasks get their turn.
const SLICE: usize = 32 << 10;

/// How much of a header is parsed at once. A longer one is parsed in blocks, and a field across two of them in two.
const HEADER_BLOCK: usize = 256 << 10;

/// Reads what can bring new verdicts, until `decided` says that it is enough. Gives way to other tasks often.
pub(super) async fn scan(
    body: &Body,
    index: &Index,
    findings: &mut Findings,
    decided: impl Fn(&Findings) -> bool,
) -> Result<(), StorageError> {
    let wanted = Wanted { headers: findings.wants_headers(), text: findings.wants_text() };
    let pieces = pieces(index, wanted);
    let mut rest = pieces.as_slice();
    while let Some((range, run, behind)) = first_run(rest) {
        rest = behind;
        let mut reader = Reader { at: range.start, pieces: run, sink: None, findings };
        reader.skip_empty().await;
        let mut chunks = body.chunks(range);
        while let Some(chunk) = chunks.next().await? {
            for slice in chunk.chunks(SLICE) {
                reader.push(slice).await;
                if reader.findings.take_changed() && decided(reader.findings) {
                    return Ok(());
                }
                tokio::task::yield_now().await;
            }
        }
    }
    findings.end();
    Ok(())
}

/// Deals the bytes of a run out to its pieces.
struct Reader<'r, 'a> {
    /// Where the next byte stands in the message.
    at: u64,
    /// The piece that is being read and those behind it.
    pieces: &'r [Piece<'a>],
    sink: Option<Sink>,
    findings: &'r mut Findings,
}

impl Reader<'_, '_> {
    async fn push(&mut self, bytes: &[u8]) {
        let end = self.at + bytes.len() as u64;
        while let Some(piece) = self.pieces.first().filter(|piece| piece.range.start < end) {
            let range = piece.range.start.max(self.at)..piece.range.end.min(end);
            let sink = self.sink.get_or_insert_with(|| Sink::new(piece.kind, self.findings.longest()));
            sink.push(within(bytes, self.at, &range), self.findings).await;
            if piece.range.end > end {
                break;
            }
            self.end_piece().await;
            self.skip_empty().await;
        }
        self.at = end;
    }

    async fn end_piece(&mut self) {
        if let Some(sink) = self.sink.take() {
            sink.finish(self.findings).await;
        }
        if let Some((piece, rest)) = self.pieces.split_first() {
            self.pieces = rest;
            if matches!(piece.kind, Kind::OwnHeader) {
                self.findings.end_of_header();
            }
        }
    }

    /// A piece without bytes ends where it begins.
    async fn skip_empty(&mut self) {
        while self.pieces.first().is_some_and(|piece| piece.range.is_empty()) {
            self.end_piece().await;
        }
    }
}

/// The part of `bytes`, which begin at `at`, that lies in `range`.
fn within<'b>(bytes: &'b [u8], at: u64, range: &Range<u64>) -> &'b [u8] {
    let place = |offset: u64| offset.saturating_sub(at) as usize;
    bytes.get(place(range.start)..place(range.end)).unwrap_or_default()
}

/// Takes the bytes of one piece.
enum Sink {
    Header { own: bool, block: Vec<u8> },
    Text(Box<TextScan>),
}

impl Sink {
    fn new(kind: Kind<'_>, longest: usize) -> Self {
        match kind {
            Kind::OwnHeader => Self::Header { own: true, block: Vec::new() },
            Kind::Header => Self::Header { own: false, block: Vec::new() },
            Kind::Text(part) => Self::Text(Box::new(TextScan::new(part, longest))),
        }
    }

    async fn push(&mut self, bytes: &[u8], findings: &mut Findings) {
        match self {
            Self::Text(text) => text.push(bytes, findings),
            Self::Header { own, block } => {
                block.extend_from_slice(bytes);
                if block.len() >= HEADER_BLOCK {
                    let whole_lines =
                        block.iter().rposition(|byte| *byte == b'\n').map_or(block.len(), |last| last + 1);
                    let rest = block.split_off(whole_lines);
                    search_header(block, *own, findings).await;
                    *block = rest;
                }
            }
        }
    }

    async fn finish(self, findings: &mut Findings) {
        match self {
            Self::Text(text) => text.finish(findings),
            Self::Header { own, block } => search_header(&block, own, findings).await,
        }
    }
}

/// How many fields are compared with everything that is looked for before other tasks get their turn.
const FIELDS: usize = 64;

async fn search_header(block: &[u8], own: bool, findings: &mut Findings) {
    let mut read = 0;
    for (number, field) in fields(block).enumerate() {
        if number % FIELDS == FIELDS - 1 {
            tokio::task::yield_now().await;
        }
        findings.loose(block.get(read..field.range.start).unwrap_or_default());
        findings.field(&field, own);
        read = field.range.end;
    }
    findings.loose(block.get(read..).unwrap_or_default());
}

/// Decodes the body of a text part and shows it in windows: as it is, and, where it is HTML, as a reader sees it.
struct TextScan {
    decoder: TextDecoder,
    text: String,
    windows: Windows,
    html: Option<HtmlScan>,
}

struct HtmlScan {
    converter: HtmlToText,
    text: String,
    windows: Windows,
}

impl TextScan {
    fn new(part: &Part, longest: usize) -> Self {
        let html = part.is("text", "html").then(|| HtmlScan {
            converter: HtmlToText::new(),
            text: String::new(),
            windows: Windows::new(longest),
        });
        Self { decoder: TextDecoder::new(part), text: String::new(), windows: Windows::new(longest), html }
    }

    fn push(&mut self, body: &[u8], findings: &mut Findings) {
        self.text.clear();
        self.decoder.push(body, &mut self.text);
        show(&self.text, &mut self.windows, self.html.as_mut(), findings);
    }

    fn finish(self, findings: &mut Findings) {
        let Self { decoder, mut text, mut windows, mut html } = self;
        text.clear();
        decoder.finish(&mut text);
        show(&text, &mut windows, html.as_mut(), findings);
        if let Some(html) = html {
            html.finish(findings);
        }
    }
}

fn show(text: &str, windows: &mut Windows, html: Option<&mut HtmlScan>, findings: &mut Findings) {
    findings.text(windows.push(text));
    if let Some(html) = html {
        html.text.clear();
        html.converter.push(text, &mut html.text);
        findings.text(html.windows.push(&html.text));
    }
}

impl HtmlScan {
    fn finish(self, findings: &mut Findings) {
        let Self { converter, mut text, mut windows } = self;
        text.clear();
        converter.finish(&mut text);
        findings.text(windows.push(&text));
    }
}
