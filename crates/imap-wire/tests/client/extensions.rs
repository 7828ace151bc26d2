use posthouse_imap_wire::CommandBody;
use posthouse_imap_wire::command::{AclEntry, EventGroup, GetMetadata, MetadataDepth, Notify, NotifyEvent};
use posthouse_imap_wire::command::{ResetKey, RightsAction, SetAcl, SetMetadata, SetQuota, UrlRump};
use posthouse_imap_wire::encode::nstring;

use super::Client;

impl Client {
    /// The arguments of commands of extensions, if they have any.
    pub(super) fn extension(&mut self, body: &CommandBody) {
        match body {
            CommandBody::Compress(compress) => self.word(&compress.algorithm),
            CommandBody::Language(names) | CommandBody::Comparator(names) => {
                names.iter().for_each(|name| self.spaced_astring(name.as_bytes()));
            }
            CommandBody::GenUrlAuth(rumps) => rumps.iter().for_each(|rump| self.url_rump(rump)),
            CommandBody::ResetKey(reset) => self.reset_key(reset),
            CommandBody::UrlFetch(urls) => urls.iter().for_each(|url| self.spaced_astring(url)),
            CommandBody::GetMetadata(get) => self.get_metadata(get),
            CommandBody::SetMetadata(set) => self.set_metadata(set),
            CommandBody::SetAcl(set) => self.set_acl(set),
            CommandBody::DeleteAcl(entry) | CommandBody::ListRights(entry) => self.acl_entry(entry),
            CommandBody::GetAcl(name) | CommandBody::MyRights(name) | CommandBody::GetQuotaRoot(name) => {
                self.mailbox(name.as_str());
            }
            CommandBody::GetQuota(root) => self.spaced_astring(root),
            CommandBody::SetQuota(set) => self.set_quota(set),
            CommandBody::Notify(notify) => self.notify(notify),
            _ => {}
        }
    }

    fn url_rump(&mut self, rump: &UrlRump) {
        self.spaced_astring(&rump.url);
        self.word(&rump.mechanism);
    }

    fn reset_key(&mut self, reset: &ResetKey) {
        reset.mailbox.iter().for_each(|name| self.mailbox(name.as_str()));
        reset.mechanisms.iter().for_each(|name| self.word(name));
    }

    fn get_metadata(&mut self, get: &GetMetadata) {
        let depth = match get.depth {
            MetadataDepth::Zero => "0",
            MetadataDepth::One => "1",
            MetadataDepth::Infinity => "infinity",
        };
        let max_size = get.max_size.map(|octets| format!(" MAXSIZE {octets}")).unwrap_or_default();
        self.word(&format!("(DEPTH {depth}{max_size})"));
        self.mailbox(get.mailbox.as_str());
        let entries: Vec<_> = get.entries.iter().map(|entry| entry.as_str()).collect();
        self.word(&format!("({})", entries.join(" ")));
    }

    fn set_metadata(&mut self, set: &SetMetadata) {
        self.mailbox(set.mailbox.as_str());
        for (index, (entry, value)) in set.values.iter().enumerate() {
            self.raw(if index > 0 { " " } else { " (" });
            self.raw(entry.as_str());
            self.raw(" ");
            match value {
                Some(value) if value.contains(&0) => {
                    self.raw(&format!("~{{{}+}}\r\n", value.len()));
                    self.out.extend_from_slice(value);
                }
                value => nstring(&mut self.out, value.as_deref(), self.mode),
            }
        }
        self.raw(")");
    }

    fn acl_entry(&mut self, entry: &AclEntry) {
        self.mailbox(entry.mailbox.as_str());
        self.spaced_astring(entry.identifier.as_bytes());
    }

    fn set_acl(&mut self, set: &SetAcl) {
        self.mailbox(set.mailbox.as_str());
        self.spaced_astring(set.identifier.as_bytes());
        let sign = match set.action {
            RightsAction::Replace => "",
            RightsAction::Add => "+",
            RightsAction::Remove => "-",
        };
        self.spaced_astring(format!("{sign}{}", set.rights.as_str()).as_bytes());
    }

    fn set_quota(&mut self, set: &SetQuota) {
        self.spaced_astring(&set.root);
        let limits: Vec<_> = set.limits.iter().map(|it| format!("{} {}", it.resource, it.limit)).collect();
        self.word(&format!("({})", limits.join(" ")));
    }

    fn notify(&mut self, notify: &Notify) {
        let Notify::Set { status, groups } = notify else { return self.word("NONE") };
        self.word(if *status { "SET STATUS" } else { "SET" });
        groups.iter().for_each(|group| self.event_group(group));
    }

    fn event_group(&mut self, group: &EventGroup) {
        self.raw(" (");
        self.filter(&group.filter);
        if group.events.is_empty() {
            return self.raw(" NONE)");
        }
        for (index, event) in group.events.iter().enumerate() {
            self.raw(if index > 0 { " " } else { " (" });
            self.event(event);
        }
        self.raw("))");
    }

    fn event(&mut self, event: &NotifyEvent) {
        self.raw(event.as_str());
        match event {
            NotifyEvent::MessageNew(items) if !items.is_empty() => {
                self.raw(" ");
                self.items(items);
            }
            _ => {}
        }
    }
}
