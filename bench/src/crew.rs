//! Many connections that work off one pile.

use std::cell::RefCell;
use std::rc::Rc;

use anyhow::Result;
use tokio::task::LocalSet;

use crate::client::{Delivery, Imap, TAG};

/// A connection that works off things of one kind, each built before.
pub(crate) trait Worker: 'static {
    async fn work(&mut self, thing: &[u8]) -> Result<()>;
}

impl Worker for Delivery {
    async fn work(&mut self, data: &[u8]) -> Result<()> {
        self.deliver(data).await
    }
}

impl Worker for Imap {
    async fn work(&mut self, command: &[u8]) -> Result<()> {
        self.run_built(command).await?;
        Ok(())
    }
}

/// Appends messages that end with an additional CRLF, asking for leave each time (a synchronising literal).
pub(crate) struct AskingAppender {
    pub(crate) imap: Imap,
    pub(crate) mailbox: String,
}

impl Worker for AskingAppender {
    async fn work(&mut self, message: &[u8]) -> Result<()> {
        let length = message.len() - 2;
        let command = format!("APPEND {} {{{length}}}\r\n", self.mailbox);
        self.imap.send(&[TAG, command.as_bytes()].concat()).await?;
        self.imap.continuation().await?;
        self.imap.run_built(message).await?;
        Ok(())
    }
}

/// Each worker takes from the pile until it is empty. Ends with the first failure, or with the workers still connected.
pub(crate) async fn work_off<W: Worker>(workers: Vec<W>, pile: Vec<Vec<u8>>) -> Result<Vec<W>> {
    let pile = Rc::new(RefCell::new(pile));
    let place = LocalSet::new();
    let tasks: Vec<_> = workers
        .into_iter()
        .map(|mut worker| {
            let pile = Rc::clone(&pile);
            place.spawn_local(async move {
                loop {
                    let Some(thing) = pile.borrow_mut().pop() else { return anyhow::Ok(worker) };
                    worker.work(&thing).await?;
                }
            })
        })
        .collect();
    place
        .run_until(async {
            let mut workers = Vec::with_capacity(tasks.len());
            for task in tasks {
                workers.push(task.await??);
            }
            Ok(workers)
        })
        .await
}
