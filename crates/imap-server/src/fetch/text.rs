//! Items that are bytes of the message: BODY[…], the RFC822 items, and BINARY[…].
//!
//! BODY[…] and the RFC822 items go out as they are stored, NUL included. ABNF `CHAR8` forbids NUL in a literal, but whoever sent or appended
//! such a message must get back what he gave (signatures, checksums), the length would be the same whatever stood in its
//! place, and the clients of today read literals by their length.

use std::collections::VecDeque;
use std::io;

use posthouse_imap_wire::SeqNum;
use posthouse_imap_wire::command::FetchItem;
use posthouse_imap_wire::encode::FetchWriter;
use posthouse_mailbox::{Body, Chunks, Message, StorageError};

use super::binary::{Pieces, has_nul};
use super::load::{Loaded, Loader, Loading, Octets};
use super::pages::{Entry, Pages};
use super::placement::Placements;
use super::record::Record;
use super::{Progress, Request};
use crate::error::Error;
use crate::output::Output;

pub(super) async fn run(request: &Request<'_>, progress: &mut Progress, out: &mut Output<'_>) -> Result<(), Error> {
    let mut pages = Pages::new(request.account, request.view.mailbox.select(request.messages));
    let mut responses = Responses {
        request,
        placements: Placements::of(request),
        loader: Loader::new(request.account, request.items),
        progress,
    };
    let mut page = pages.next().await?;
    while !page.is_empty() {
        let (next, written) = tokio::join!(pages.next(), responses.write_page(page, out));
        written?;
        page = next?;
    }
    Ok(())
}

/// Writes the responses for messages whose texts are asked for.
struct Responses<'a, 'p> {
    request: &'a Request<'a>,
    placements: Placements<'a>,
    loader: Loader,
    progress: &'p mut Progress,
}

impl Responses<'_, '_> {
    async fn write_page(&mut self, page: Vec<Entry>, out: &mut Output<'_>) -> Result<(), Error> {
        let mut waiting: VecDeque<(u32, Message, Loading)> = VecDeque::new();
        for Entry { number, message, email } in page {
            if Loader::is_busy(waiting.len()) {
                self.write_first(&mut waiting, out).await?;
            }
            waiting.push_back((number, message, self.loader.begin(email)));
        }
        while !waiting.is_empty() {
            self.write_first(&mut waiting, out).await?;
        }
        Ok(())
    }

    async fn write_first(
        &mut self,
        waiting: &mut VecDeque<(u32, Message, Loading)>,
        out: &mut Output<'_>,
    ) -> Result<(), Error> {
        let Some((number, message, loading)) = waiting.pop_front() else { return Ok(()) };
        let Some(loaded) = self.progress.take(loading.finish().await)? else { return Ok(()) };
        let Some(number) = SeqNum::new(number) else { return Ok(()) };
        self.response(number, &message, loaded, out).await
    }

    /// Writes one response. Everything that can fail without harm fails before its first octet.
    async fn response(
        &mut self,
        number: SeqNum,
        message: &Message,
        loaded: Loaded,
        out: &mut Output<'_>,
    ) -> Result<(), Error> {
        let Loaded { email, body, mut texts } = loaded;
        if texts.iter().any(|text| matches!(text, Octets::UnknownEncoding)) {
            self.progress.unknown_encoding = true;
            return Ok(());
        }
        let Some(record) = self.progress.take(Record::read(&email, self.request.items))? else { return Ok(()) };
        let mut writer = self.placements.begin(out.buffer(), number, message);
        for item in self.request.items {
            if !is_text(item) {
                record.item(out.buffer(), &mut writer, item);
                self.placements.item(out.buffer(), &mut writer, item, message);
            } else if let Some(text) = texts.pop_front() {
                write_text(&mut writer, item, text, &body, out).await?;
            }
        }
        writer.end(out.buffer());
        if out.is_full() {
            out.flush().await?;
        }
        Ok(())
    }
}

fn is_text(item: &FetchItem) -> bool {
    let is_stored =
        matches!(item, FetchItem::Section(_) | FetchItem::Rfc822 | FetchItem::Rfc822Header | FetchItem::Rfc822Text);
    is_stored || is_binary(item)
}

fn is_binary(item: &FetchItem) -> bool {
    matches!(item, FetchItem::Binary(_) | FetchItem::BinarySize(_))
}

async fn write_text(
    writer: &mut FetchWriter,
    item: &FetchItem,
    text: Octets,
    body: &Body,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    match text {
        // The size of what is NIL.
        Octets::Missing if matches!(item, FetchItem::BinarySize(_)) => writer.size(out.buffer(), item, 0),
        Octets::Missing | Octets::UnknownEncoding => writer.nil(out.buffer(), item),
        Octets::Size(octets) => writer.size(out.buffer(), item, octets),
        Octets::Held(octets) => {
            head(writer, out, item, octets.len() as u64, is_binary(item) && has_nul(&octets));
            out.write(&octets).await?;
        }
        Octets::Stored(range) => {
            writer.text_header(out.buffer(), item, range.end - range.start);
            stream(body.chunks(range), out).await?;
        }
        Octets::Encoded(content, measure) => {
            head(writer, out, item, measure.length, measure.has_nul);
            stream_decoded(content.pieces(body), measure.length, out).await?;
        }
    }
    Ok(())
}

fn head(writer: &mut FetchWriter, out: &mut Output<'_>, item: &FetchItem, length: u64, has_nul: bool) {
    match has_nul {
        true => writer.binary_header(out.buffer(), item, length),
        false => writer.text_header(out.buffer(), item, length),
    }
}

/// Sends chunk by chunk; the next is read while one is sent.
async fn stream(mut chunks: Chunks, out: &mut Output<'_>) -> Result<(), Error> {
    let mut chunk = chunks.next().await.map_err(broken_off)?;
    while let Some(octets) = chunk {
        let (next, sent) = tokio::join!(chunks.next(), out.write(&octets));
        sent?;
        chunk = next.map_err(broken_off)?;
    }
    Ok(())
}

/// As [`stream`], for what is decoded on its way.
async fn stream_decoded(mut pieces: Pieces, length: u64, out: &mut Output<'_>) -> Result<(), Error> {
    let mut left = length;
    let mut piece = pieces.next().await.map_err(broken_off)?;
    while let Some(octets) = piece {
        left = left.checked_sub(octets.len() as u64).ok_or_else(|| broken_off(changed()))?;
        let (next, sent) = tokio::join!(pieces.next(), out.write(&octets));
        sent?;
        piece = next.map_err(broken_off)?;
    }
    if left == 0 { Ok(()) } else { Err(broken_off(changed())) }
}

fn changed() -> StorageError {
    StorageError::Corrupt("a body is not what it was a moment ago".into())
}

/// A literal whose length was announced cannot be taken back: the connection ends.
fn broken_off(error: impl Into<StorageError>) -> Error {
    Error::Connection(io::Error::other(error.into()))
}
