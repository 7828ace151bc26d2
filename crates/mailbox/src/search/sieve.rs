//! What the columns decide, before any record is read.

use super::plan::{Facts, Plan};
use super::verdict::Verdict;
use super::{Hits, Pages};
use crate::columns::{Missing, visit};
use crate::{Account, Error, Message};

/// How many messages are looked at together.
const SIEVE: usize = 16_384;

/// Messages that the placement does not decide, on their way to those who read of them what else there is.
pub(super) struct Sieve<'a> {
    account: &'a Account,
    plan: &'a Plan,
    open: Vec<Message>,
    pages: Pages<'a>,
}

impl<'a> Sieve<'a> {
    pub(super) fn new(account: &'a Account, plan: &'a Plan) -> Self {
        Self { account, plan, open: Vec::new(), pages: Pages::new(account, plan) }
    }

    pub(super) async fn add(&mut self, message: &Message, hits: &mut Hits) -> Result<(), Error> {
        if self.plan.wanted.is_empty() {
            return self.pages.add(message, hits).await;
        }
        self.open.push(*message);
        if self.open.len() >= SIEVE { self.sift(hits).await } else { Ok(()) }
    }

    pub(super) async fn finish(mut self, hits: &mut Hits) -> Result<(), Error> {
        self.sift(hits).await?;
        self.pages.finish(hits).await
    }

    async fn sift(&mut self, hits: &mut Hits) -> Result<(), Error> {
        let open = std::mem::take(&mut self.open);
        let emails: Vec<_> = open.iter().map(|message| message.email).collect();
        let mut verdicts: Vec<Verdict> = vec![None; open.len()];
        visit(self.account, &emails, self.plan.wanted, Missing::Leave, |index, row| {
            if let (Some(message), Some(verdict)) = (open.get(index), verdicts.get_mut(index)) {
                *verdict = self.plan.verdict(Facts { row: Some(&row), ..Facts::of(message) });
            }
        })
        .await?;
        for (message, verdict) in open.iter().zip(verdicts) {
            match verdict {
                Some(true) => hits.add(message),
                Some(false) => {}
                None => self.pages.add(message, hits).await?,
            }
        }
        Ok(())
    }
}
