//! What comes from the client.

use std::future::poll_fn;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use posthouse_imap_wire::{Decoder, Event, Limits};
use tokio::io::{AsyncRead, ReadBuf, ReadHalf};

use crate::deflate::Inflater;
use crate::end::End;
use crate::output::Stream;

/// How many octets one read takes, or one step inflates, at the most.
const PIECE: usize = 16 << 10;

/// The client's octets on their way to becoming events.
pub(crate) struct Input<'s> {
    socket: ReadHalf<&'s mut dyn Stream>,
    decoder: Decoder,
    compression: Option<Compression>,
    received: u64,
}

/// The client compresses what it sends (RFC 4978).
struct Compression {
    inflater: Box<Inflater>,
    /// It has said that it stops; the rest of its last flush may still come (RFC 8437 §4.1).
    is_ending: bool,
}

impl<'s> Input<'s> {
    pub(crate) fn new(socket: ReadHalf<&'s mut dyn Stream>) -> Self {
        Self { socket, decoder: Decoder::new(Limits::NOT_AUTHENTICATED), compression: None, received: 0 }
    }

    /// The next event in what has been read.
    pub(crate) fn parse(&mut self) -> Result<Option<Event>, End> {
        loop {
            if let Some(event) = self.decoder.next_event()? {
                return Ok(Some(event));
            }
            if !self.inflate()? {
                return Ok(None);
            }
        }
    }

    /// Inflates what has come and is to come; see [`Inflater::new`] for the lead.
    pub(crate) fn begin_compression(&mut self, lead: u64) {
        let mut inflater = Inflater::new(lead);
        inflater.push(&self.decoder.take_unread());
        self.compression = Some(Compression { inflater: Box::new(inflater), is_ending: false });
    }

    /// Inflates nothing that comes after the flush of what has been read.
    pub(crate) fn end_compression(&mut self) {
        self.compression.iter_mut().for_each(|compression| compression.is_ending = true);
    }

    /// Hands a piece of what has come to the decoder; says whether there was any.
    fn inflate(&mut self) -> Result<bool, End> {
        if let Some(ended) = self.compression.take_if(|it| it.is_ending && it.inflater.is_at_boundary()) {
            let rest = ended.inflater.into_rest();
            self.decoder.push(&rest);
            return Ok(!rest.is_empty());
        }
        let Some(Compression { inflater, .. }) = &mut self.compression else { return Ok(false) };
        let mut space = [0; PIECE];
        let Some(piece) = inflater.inflate(&mut space)? else { return Ok(false) };
        self.decoder.push(piece);
        Ok(true)
    }

    pub(crate) fn decoder(&mut self) -> &mut Decoder {
        &mut self.decoder
    }

    /// Reads once; may be dropped at any point. The space for it is on the stack, so that a session that waits has none.
    pub(crate) async fn fill(&mut self) -> Result<(), End> {
        poll_fn(|context| self.poll_fill(context)).await
    }

    fn poll_fill(&mut self, context: &mut Context<'_>) -> Poll<Result<(), End>> {
        let mut space = [const { MaybeUninit::uninit() }; PIECE];
        let mut piece = ReadBuf::uninit(&mut space);
        ready!(Pin::new(&mut self.socket).poll_read(context, &mut piece))?;
        if piece.filled().is_empty() {
            return Poll::Ready(Err(End::Closed));
        }
        self.received += piece.filled().len() as u64;
        match &mut self.compression {
            None => self.decoder.push(piece.filled()),
            Some(compression) => compression.inflater.push(piece.filled()),
        }
        Poll::Ready(Ok(()))
    }

    /// How many octets have come.
    pub(crate) fn received(&self) -> u64 {
        self.received
    }
}
