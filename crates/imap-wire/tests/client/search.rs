use posthouse_imap_wire::command::{FetchItem, ModSeqScope, MultiSearch, Search, SearchKey, SearchReturn};
use posthouse_imap_wire::command::{Sort, SortCriterion, Thread};
use posthouse_imap_wire::encode::string;
use posthouse_imap_wire::{Date, Flag, Mailbox, MailboxFilter};

use super::Client;

impl Client {
    pub(super) fn search(&mut self, search: &Search) {
        self.returns(search.returns.as_ref(), &search.update_items);
        self.program(search.charset.as_deref(), &search.key);
    }

    pub(super) fn multi_search(&mut self, search: &MultiSearch) {
        if !search.sources.is_empty() {
            self.raw(" IN (");
            for (index, filter) in search.sources.iter().enumerate() {
                self.raw(if index > 0 { " " } else { "" });
                self.filter(filter);
            }
            self.raw(")");
        }
        self.returns(Some(&search.returns), &[]);
        self.program(search.charset.as_deref(), &search.key);
    }

    pub(super) fn sort(&mut self, sort: &Sort) {
        self.returns(sort.returns.as_ref(), &sort.update_items);
        let criterion = |it: &SortCriterion| format!("{}{}", if it.reverse { "REVERSE " } else { "" }, it.key.as_str());
        let criteria: Vec<_> = sort.criteria.iter().map(criterion).collect();
        self.word(&format!("({})", criteria.join(" ")));
        self.criteria(&sort.charset, &sort.key);
    }

    pub(super) fn thread(&mut self, thread: &Thread) {
        self.word(thread.algorithm.as_str());
        self.criteria(&thread.charset, &thread.key);
    }

    fn returns(&mut self, returns: Option<&SearchReturn>, update_items: &[FetchItem]) {
        let Some(returns) = returns else { return };
        let mut options = super::chosen([
            (returns.min, "MIN"),
            (returns.max, "MAX"),
            (returns.all, "ALL"),
            (returns.count, "COUNT"),
            (returns.save, "SAVE"),
            (returns.context, "CONTEXT"),
            (returns.relevancy, "RELEVANCY"),
            (returns.update, "UPDATE"),
        ]);
        options.extend(returns.partial.map(|range| format!("PARTIAL {range}")));
        if returns.update && !update_items.is_empty() {
            options.retain(|option| option != "UPDATE");
            options.push("UPDATE".into());
        }
        self.word(&format!("RETURN ({}", options.join(" ")));
        if !update_items.is_empty() {
            self.raw(" ");
            self.items(update_items);
        }
        self.raw(")");
    }

    fn program(&mut self, charset: Option<&str>, key: &SearchKey) {
        if let Some(charset) = charset {
            self.word("CHARSET");
            self.spaced_astring(charset.as_bytes());
        }
        self.raw(" ");
        self.key(key);
    }

    fn criteria(&mut self, charset: &str, key: &SearchKey) {
        self.spaced_astring(charset.as_bytes());
        self.raw(" ");
        self.key(key);
    }

    pub(super) fn filter(&mut self, filter: &MailboxFilter) {
        match filter {
            MailboxFilter::Selected => self.raw("SELECTED"),
            MailboxFilter::SelectedDelayed => self.raw("SELECTED-DELAYED"),
            MailboxFilter::Inboxes => self.raw("INBOXES"),
            MailboxFilter::Personal => self.raw("PERSONAL"),
            MailboxFilter::Subscribed => self.raw("SUBSCRIBED"),
            MailboxFilter::Subtree(names) => self.named_filter("SUBTREE", names),
            MailboxFilter::SubtreeOne(names) => self.named_filter("SUBTREE-ONE", names),
            MailboxFilter::Mailboxes(names) => self.named_filter("MAILBOXES", names),
        }
    }

    fn named_filter(&mut self, keyword: &str, names: &[Mailbox]) {
        self.raw(keyword);
        self.raw(" (");
        names.iter().for_each(|name| self.mailbox(name.as_str()));
        self.raw(")");
    }

    fn key(&mut self, key: &SearchKey) {
        match key {
            SearchKey::All => self.raw("ALL"),
            SearchKey::New => self.raw("NEW"),
            SearchKey::And(keys) => self.and(keys),
            SearchKey::Or(left, right) => {
                self.raw("OR ");
                self.key(left);
                self.raw(" ");
                self.key(right);
            }
            SearchKey::Not(key) => {
                self.raw("NOT ");
                self.key(key);
            }
            SearchKey::Fuzzy(key) => {
                self.raw("FUZZY ");
                self.key(key);
            }
            SearchKey::Sequence(set) => {
                self.messages(set);
                // the space before a set has been written already
                let space = self.out.iter().rposition(|&byte| byte == b' ');
                space.map(|at| self.out.remove(at));
            }
            SearchKey::Uid(set) => {
                self.raw("UID");
                self.messages(set);
            }
            SearchKey::Flagged(flag) => self.flag_key("", flag),
            SearchKey::Unflagged(Flag::Recent) => self.raw("OLD"),
            SearchKey::Unflagged(flag) => self.flag_key("UN", flag),
            other => self.argument_key(other),
        }
    }

    fn and(&mut self, keys: &[SearchKey]) {
        self.raw("(");
        for (index, key) in keys.iter().enumerate() {
            self.raw(if index > 0 { " " } else { "" });
            self.key(key);
        }
        self.raw(")");
    }

    fn flag_key(&mut self, prefix: &str, flag: &Flag) {
        self.raw(prefix);
        match flag {
            Flag::Keyword(name) => self.raw(&format!("KEYWORD {name}")),
            system => self.raw(&system.as_str()[1..]),
        }
    }

    fn argument_key(&mut self, key: &SearchKey) {
        match key {
            SearchKey::Bcc(text) => self.text_key("BCC", text),
            SearchKey::Cc(text) => self.text_key("CC", text),
            SearchKey::From(text) => self.text_key("FROM", text),
            SearchKey::To(text) => self.text_key("TO", text),
            SearchKey::Subject(text) => self.text_key("SUBJECT", text),
            SearchKey::Body(text) => self.text_key("BODY", text),
            SearchKey::Text(text) => self.text_key("TEXT", text),
            SearchKey::Header { name, text } => {
                self.text_key("HEADER", name);
                self.spaced_astring(text);
            }
            SearchKey::Before(date) => self.date_key("BEFORE", *date),
            SearchKey::On(date) => self.date_key("ON", *date),
            SearchKey::Since(date) => self.date_key("SINCE", *date),
            SearchKey::SentBefore(date) => self.date_key("SENTBEFORE", *date),
            SearchKey::SentOn(date) => self.date_key("SENTON", *date),
            SearchKey::SentSince(date) => self.date_key("SENTSINCE", *date),
            SearchKey::Larger(octets) => self.raw(&format!("LARGER {octets}")),
            SearchKey::Smaller(octets) => self.raw(&format!("SMALLER {octets}")),
            SearchKey::ModSeq { entry, least } => {
                self.raw("MODSEQ");
                if let Some(entry) = entry {
                    self.raw(" ");
                    string(&mut self.out, &entry.name, self.mode);
                    self.word(scope(entry.scope));
                }
                self.number(least.get());
            }
            other => self.extension_key(other),
        }
    }

    fn extension_key(&mut self, key: &SearchKey) {
        match key {
            SearchKey::Older(seconds) => self.raw(&format!("OLDER {seconds}")),
            SearchKey::Younger(seconds) => self.raw(&format!("YOUNGER {seconds}")),
            SearchKey::UidAfter(uid) => self.raw(&format!("UIDAFTER {}", uid.get())),
            SearchKey::UidBefore(uid) => self.raw(&format!("UIDBEFORE {}", uid.get())),
            SearchKey::EmailId(id) => self.raw(&format!("EMAILID {id}")),
            SearchKey::ThreadId(id) => self.raw(&format!("THREADID {id}")),
            SearchKey::SavedBefore(date) => self.date_key("SAVEDBEFORE", *date),
            SearchKey::SavedOn(date) => self.date_key("SAVEDON", *date),
            SearchKey::SavedSince(date) => self.date_key("SAVEDSINCE", *date),
            SearchKey::Filter(name) => self.raw(&format!("FILTER {name}")),
            SearchKey::SaveDateSupported => self.raw("SAVEDATESUPPORTED"),
            other => unreachable!("{other:?} takes no argument"),
        }
    }

    fn text_key(&mut self, name: &str, text: &[u8]) {
        self.raw(name);
        self.spaced_astring(text);
    }

    fn date_key(&mut self, name: &str, date: Date) {
        const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
        let month = usize::from(date.month() - 1) * 3;
        self.raw(&format!("{name} {}-{}-{:04}", date.day(), &MONTHS[month..month + 3], date.year()));
    }
}

fn scope(scope: ModSeqScope) -> &'static str {
    match scope {
        ModSeqScope::Private => "priv",
        ModSeqScope::Shared => "shared",
        ModSeqScope::All => "all",
    }
}
