//! Responses that need more than the version of the mailbox. They are made ahead of the socket, a run of messages at a
//! time, on whichever processor is free; only long texts are read while they are sent.

use std::collections::VecDeque;
use std::sync::Arc;

use posthouse_imap_wire::SeqNum;
use posthouse_imap_wire::command::FetchItem;
use posthouse_mailbox::{Account, Message, Outline, OutlinePart, StorageError, UidSet};
use tokio::task::JoinHandle;

use super::piece::{self, Pieces};
use super::placement::Placements;
use super::record::Record;
use super::runs::{self, Length, Run, Runs};
use super::text::{self, Text};
use super::{Cost, Progress, Request};
use crate::enabled::Enabled;
use crate::error::Error;
use crate::output::Output;
use crate::view::View;

/// How many runs are made ahead.
const AHEAD: usize = 8;

pub(super) async fn run(
    request: &Request<'_>,
    cost: Cost,
    progress: &mut Progress,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    let job = Arc::new(Job::of(request, cost));
    let mut runs = Runs::of(request.view.mailbox.select(request.messages), Length::of(cost));
    let mut making = VecDeque::new();
    loop {
        while making.len() < AHEAD {
            let Some(run) = runs.next() else { break };
            making.push_back(Making::begin(&job, run));
        }
        let Some(first) = making.pop_front() else { return Ok(()) };
        let made = first.finish().await?;
        progress.add(made.progress);
        for piece in made.pieces.into_each() {
            piece::send(piece, out).await?;
        }
    }
}

/// A request that outlives the command, should the client go.
struct Job {
    account: Account,
    view: View,
    messages: UidSet,
    items: Vec<FetchItem>,
    asked: Vec<OutlinePart>,
    newly_seen: UidSet,
    enabled: Enabled,
    cost: Cost,
}

/// The responses for a run of messages.
#[derive(Default)]
struct Made {
    pieces: Pieces,
    progress: Progress,
}

/// A run that is being made. Dropping it stops that.
struct Making(JoinHandle<Result<Made, Error>>);

impl Job {
    fn of(request: &Request<'_>, cost: Cost) -> Self {
        Self {
            account: request.account.clone(),
            view: request.view.clone(),
            messages: request.messages.clone(),
            items: request.items.to_vec(),
            asked: runs::asked(request.items),
            newly_seen: request.newly_seen.clone(),
            enabled: request.enabled,
            cost,
        }
    }

    fn request(&self) -> Request<'_> {
        Request {
            account: &self.account,
            view: &self.view,
            messages: &self.messages,
            items: &self.items,
            newly_seen: &self.newly_seen,
            enabled: self.enabled,
        }
    }

    async fn make(&self, run: Run) -> Result<Made, Error> {
        let mut made = Made::default();
        let request = self.request();
        let mut placements = Placements::of(&request);
        let known = run.known(&self.account, &self.asked).await?;
        for ((number, message), outline) in run.messages().iter().zip(known.outlines()) {
            let (Some(number), Some(outline)) = (SeqNum::new(*number), made.progress.take(outline)?) else { continue };
            let texts = match self.cost {
                Cost::Bytes => text::load(&self.account, &outline, &self.items).await.map(Some),
                Cost::Record | Cost::Placement => Ok(None),
            };
            let Some(texts) = made.progress.take(texts)? else { continue };
            made.response(&request, &mut placements, (number, message), &outline, texts)?;
        }
        Ok(made)
    }
}

impl Made {
    /// Everything that can fail without harm fails before the first octet.
    fn response(
        &mut self,
        request: &Request<'_>,
        placements: &mut Placements<'_>,
        (number, message): (SeqNum, &Message),
        outline: &Outline<'_>,
        texts: Option<text::Texts>,
    ) -> Result<(), Error> {
        if texts.as_ref().is_some_and(text::Texts::has_unknown_encoding) {
            self.progress.unknown_encoding = true;
            return Ok(());
        }
        let Some(record) = self.progress.take(Record::read(outline, request.items))? else { return Ok(()) };
        let mut texts = texts.into_iter().flat_map(text::Texts::into_each);
        let mut writer = placements.begin(self.pieces.octets(), number, message);
        for item in request.items {
            if !text::is_text(item) {
                record.item(self.pieces.octets(), &mut writer, item);
                placements.item(self.pieces.octets(), &mut writer, item, message);
            } else if let Some(Text { octets, body }) = texts.next() {
                self.pieces.text(&mut writer, item, octets, &body);
            }
        }
        writer.end(self.pieces.octets());
        Ok(())
    }
}

impl Making {
    fn begin(job: &Arc<Job>, run: Run) -> Self {
        let job = Arc::clone(job);
        Self(tokio::spawn(async move { job.make(run).await }))
    }

    async fn finish(mut self) -> Result<Made, Error> {
        let stopped = |stopped: tokio::task::JoinError| Err(StorageError::from(stopped).into());
        (&mut self.0).await.unwrap_or_else(stopped)
    }
}

impl Drop for Making {
    fn drop(&mut self) {
        self.0.abort();
    }
}
