//! What comes from the client.

use std::future::poll_fn;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use posthouse_imap_wire::{Decoder, Event, Fatal, Limits};
use tokio::io::{AsyncRead, ReadBuf, ReadHalf};

use crate::end::End;
use crate::output::Stream;

/// How many octets one read takes at the most.
const PIECE: usize = 16 << 10;

/// The client's octets on their way to becoming events.
pub(crate) struct Input<'s> {
    socket: ReadHalf<&'s mut dyn Stream>,
    decoder: Decoder,
    received: u64,
}

impl<'s> Input<'s> {
    pub(crate) fn new(socket: ReadHalf<&'s mut dyn Stream>) -> Self {
        Self { socket, decoder: Decoder::new(Limits::NOT_AUTHENTICATED), received: 0 }
    }

    /// The next event in what has been read.
    pub(crate) fn parse(&mut self) -> Result<Option<Event>, Fatal> {
        self.decoder.next_event()
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
        self.decoder.push(piece.filled());
        Poll::Ready(Ok(()))
    }

    /// How many octets have come.
    pub(crate) fn received(&self) -> u64 {
        self.received
    }
}
