//! The client's side of the wire, for properties: writes what the decoder reads.

pub(crate) mod arbitrary;
mod extensions;
mod fetch;
mod search;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use posthouse_imap_wire::command::{
    Authenticate, Create, IdField, List, ListReturn, ListSelection, Login, Lsub, Rename,
};
use posthouse_imap_wire::command::{QResync, Select, Status, Store, StoreAction, Transfer, UidBatches};
use posthouse_imap_wire::encode::{astring, flag_list, mailbox, nstring, number, string};
use posthouse_imap_wire::{Command, CommandBody, Decoder, Event, Fatal, Flag, Limits, ListPattern, MessageSet};
use posthouse_imap_wire::{SequenceSet, StatusItem, TextMode};

/// A command as a client would write it.
pub(crate) struct Client {
    out: Vec<u8>,
    mode: TextMode,
}

/// Writes a command, line end included.
pub(crate) fn encode(command: &Command, mode: TextMode) -> Vec<u8> {
    let mut client = Client { out: command.tag.as_bytes().to_vec(), mode };
    client.word(command.body.spec().name);
    client.arguments(&command.body);
    client.out.extend_from_slice(b"\r\n");
    client.out
}

/// What the decoder makes of bytes that come in these pieces; literals are accepted, and message data is joined.
pub(crate) fn decode<'a>(
    mode: TextMode,
    limits: Limits,
    pieces: impl Iterator<Item = &'a [u8]>,
) -> (Vec<Event>, Option<Fatal>) {
    let mut decoder = Decoder::new(limits);
    decoder.set_text_mode(mode);
    let mut events = Vec::new();
    for piece in pieces {
        decoder.push(piece);
        loop {
            match decoder.next_event() {
                Ok(Some(event)) => add(&mut events, event, &mut decoder),
                Ok(None) => break,
                Err(fatal) => return (events, Some(fatal)),
            }
        }
    }
    (events, None)
}

fn add(events: &mut Vec<Event>, event: Event, decoder: &mut Decoder) {
    match (event, events.last_mut()) {
        (Event::AppendData(more), Some(Event::AppendData(data))) => data.extend_from_slice(&more),
        (event, _) => {
            let literal = match &event {
                Event::AppendStart(start) => Some(start.message.content.literal()),
                Event::AppendNext(message) => Some(message.content.literal()),
                Event::AppendText(literal) => Some(Some(*literal)),
                _ => None,
            };
            if let Some(literal) = literal {
                let is_refused = literal.is_some_and(|literal| literal.size % 3 == 2);
                if is_refused { decoder.refuse_literal() } else { decoder.accept_literal() }
            }
            events.push(event);
        }
    }
}

impl Client {
    /// A space and a word.
    fn word(&mut self, word: &str) {
        self.out.push(b' ');
        self.raw(word);
    }

    fn raw(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn spaced_astring(&mut self, text: &[u8]) {
        self.out.push(b' ');
        astring(&mut self.out, text, self.mode);
    }

    fn mailbox(&mut self, name: &str) {
        self.out.push(b' ');
        mailbox(&mut self.out, name, self.mode);
    }

    fn number(&mut self, value: u64) {
        self.out.push(b' ');
        number(&mut self.out, value);
    }

    fn messages(&mut self, messages: &MessageSet) {
        match messages {
            MessageSet::Set(set) => self.word(&numbers(set)),
            MessageSet::Saved => self.word("$"),
        }
    }

    fn flags(&mut self, flags: &[Flag]) {
        self.out.push(b' ');
        flag_list(&mut self.out, flags.iter().map(Flag::as_str));
    }

    fn arguments(&mut self, body: &CommandBody) {
        match body {
            CommandBody::Id(fields) => self.id(fields.as_deref()),
            CommandBody::Authenticate(authenticate) => self.authenticate(authenticate),
            CommandBody::Login(login) => self.login(login),
            CommandBody::Enable(names) => names.iter().for_each(|name| self.word(name.as_str())),
            CommandBody::Select(select) | CommandBody::Examine(select) => self.select(select),
            CommandBody::Create(create) => self.create(create),
            CommandBody::Delete(name) | CommandBody::Subscribe(name) | CommandBody::Unsubscribe(name) => {
                self.mailbox(name.as_str());
            }
            CommandBody::Rename(rename) => self.rename(rename),
            CommandBody::List(list) => self.list(list),
            CommandBody::Lsub(lsub) => self.lsub(lsub),
            CommandBody::Status(status) => self.status(status),
            CommandBody::UidExpunge(messages) => self.messages(messages),
            CommandBody::UidBatches(batches) => self.uid_batches(batches),
            CommandBody::Search(search) => self.search(search),
            CommandBody::MultiSearch(search) => self.multi_search(search),
            CommandBody::Sort(sort) => self.sort(sort),
            CommandBody::Thread(thread) => self.thread(thread),
            CommandBody::CancelUpdate(tags) => tags.iter().for_each(|tag| self.word(&format!("\"{tag}\""))),
            CommandBody::Fetch(fetch) => self.fetch(fetch),
            CommandBody::Store(store) => self.store(store),
            CommandBody::Copy(transfer) | CommandBody::Move(transfer) => self.transfer(transfer),
            other => self.extension(other),
        }
    }

    fn id(&mut self, fields: Option<&[IdField]>) {
        let Some(fields) = fields else { return self.word("NIL") };
        self.raw(" (");
        for (index, field) in fields.iter().enumerate() {
            self.raw(if index > 0 { " " } else { "" });
            string(&mut self.out, &field.name, self.mode);
            self.raw(" ");
            nstring(&mut self.out, field.value.as_deref(), self.mode);
        }
        self.raw(")");
    }

    fn authenticate(&mut self, authenticate: &Authenticate) {
        self.word(&authenticate.mechanism);
        if let Some(initial) = &authenticate.initial {
            let encoded = STANDARD.encode(initial.expose());
            self.word(if encoded.is_empty() { "=" } else { &encoded });
        }
    }

    fn login(&mut self, login: &Login) {
        self.spaced_astring(&login.user);
        self.spaced_astring(login.password.expose());
    }

    fn select(&mut self, select: &Select) {
        self.mailbox(select.mailbox.as_str());
        let condstore = select.condstore.then(|| "CONDSTORE".to_owned());
        let qresync = select.qresync.as_ref().map(qresync);
        let parameters: Vec<_> = condstore.into_iter().chain(qresync).collect();
        if !parameters.is_empty() {
            self.word(&format!("({})", parameters.join(" ")));
        }
    }

    fn create(&mut self, create: &Create) {
        self.mailbox(create.mailbox.as_str());
        let uses: Vec<_> = create.special_use.iter().map(|it| it.as_str()).collect();
        if !uses.is_empty() {
            self.word(&format!("(USE ({}))", uses.join(" ")));
        }
    }

    fn rename(&mut self, rename: &Rename) {
        self.mailbox(rename.from.as_str());
        self.mailbox(rename.to.as_str());
    }

    fn list(&mut self, list: &List) {
        if list.extended {
            self.word(&format!("({})", selection_options(&list.selection).join(" ")));
        }
        self.mailbox(list.reference.as_str());
        self.raw(if list.extended { " (" } else { " " });
        for (index, pattern) in list.patterns.iter().enumerate() {
            self.raw(if index > 0 { " " } else { "" });
            self.pattern(pattern);
        }
        if list.extended {
            self.raw(&format!(") RETURN ({})", return_options(&list.returns).join(" ")));
        }
    }

    fn lsub(&mut self, lsub: &Lsub) {
        self.mailbox(lsub.reference.as_str());
        self.raw(" ");
        self.pattern(&lsub.pattern);
    }

    /// The same as a mailbox name, but that wildcards may stand outside quotes, too.
    fn pattern(&mut self, pattern: &ListPattern) {
        mailbox(&mut self.out, pattern.as_str(), self.mode);
    }

    fn status(&mut self, status: &Status) {
        self.mailbox(status.mailbox.as_str());
        self.word(&format!("({})", status_items(&status.items)));
    }

    fn store(&mut self, store: &Store) {
        self.messages(&store.messages);
        if let Some(mod_seq) = store.unchanged_since {
            self.word(&format!("(UNCHANGEDSINCE {})", mod_seq.get()));
        }
        let sign = match store.action {
            StoreAction::Replace => "",
            StoreAction::Add => "+",
            StoreAction::Remove => "-",
        };
        self.word(&format!("{sign}FLAGS{}", if store.silent { ".SILENT" } else { "" }));
        self.flags(&store.flags);
    }

    fn uid_batches(&mut self, batches: &UidBatches) {
        self.number(batches.size.get().into());
        if let Some((first, last)) = batches.batches {
            self.word(&format!("{first}:{last}"));
        }
    }

    fn transfer(&mut self, transfer: &Transfer) {
        self.messages(&transfer.messages);
        self.mailbox(transfer.mailbox.as_str());
    }
}

fn numbers(set: &SequenceSet) -> String {
    let bound = |bound: Option<std::num::NonZeroU32>| bound.map_or("*".to_owned(), |number| number.to_string());
    let ranges = set.ranges().map(|(from, to)| match from == to {
        true => bound(from),
        false => format!("{}:{}", bound(from), bound(to)),
    });
    ranges.collect::<Vec<_>>().join(",")
}

fn qresync(qresync: &QResync) -> String {
    let mut words = vec![qresync.uid_validity.get().to_string(), qresync.mod_seq.get().to_string()];
    words.extend(qresync.known_uids.as_ref().map(numbers));
    let matches = qresync.matches.as_ref();
    words.extend(matches.map(|matches| format!("({} {})", numbers(&matches.numbers), numbers(&matches.uids))));
    format!("QRESYNC ({})", words.join(" "))
}

fn status_items(items: &[StatusItem]) -> String {
    items.iter().map(|item| item.as_str()).collect::<Vec<_>>().join(" ")
}

fn chosen<const N: usize>(options: [(bool, &'static str); N]) -> Vec<String> {
    options.into_iter().filter(|(is_chosen, _)| *is_chosen).map(|(_, name)| name.to_owned()).collect()
}

fn selection_options(selection: &ListSelection) -> Vec<String> {
    chosen([
        (selection.recursive_match, "RECURSIVEMATCH"),
        (selection.subscribed, "SUBSCRIBED"),
        (selection.remote, "REMOTE"),
        (selection.special_use, "SPECIAL-USE"),
    ])
}

fn return_options(returns: &ListReturn) -> Vec<String> {
    let mut options = chosen([
        (returns.subscribed, "SUBSCRIBED"),
        (returns.children, "CHILDREN"),
        (returns.special_use, "SPECIAL-USE"),
        (returns.my_rights, "MYRIGHTS"),
    ]);
    let metadata: Vec<_> = returns.metadata.iter().map(|entry| entry.as_str()).collect();
    if !metadata.is_empty() {
        options.push(format!("METADATA ({})", metadata.join(" ")));
    }
    if !returns.status.is_empty() {
        options.push(format!("STATUS ({})", status_items(&returns.status)));
    }
    options
}
