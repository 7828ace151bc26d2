//! The entries of a mailbox or of the server with their values, as one reader sees them (RFC 5464 §3): those that are
//! kept, and those that say something else that is known.

use std::borrow::Cow;
use std::collections::BTreeMap;

use posthouse_imap_wire::command::MetadataDepth;
use posthouse_imap_wire::{MetadataEntry, TextMode, encode};
use posthouse_mailbox::{AccountId, Annotations, EntryName, Mailbox};

use crate::Config;
use crate::error::Error;
use crate::output::Output;

/// How many octets one response holds at the most, unless a single value is larger.
const RESPONSE: usize = 16 << 10;

/// Entries with their values.
pub(crate) struct Entries<'a> {
    reader: AccountId,
    kept: &'a Annotations,
    computed: Vec<(EntryName, &'a [u8])>,
}

/// An entry that a client asked for.
pub(crate) struct Found<'a> {
    /// By the name in the answer.
    entry: Cow<'a, MetadataEntry>,
    value: Option<&'a [u8]>,
}

impl<'a> Entries<'a> {
    /// Those of a mailbox; its special use is one (RFC 6154 §4).
    pub(crate) fn of_mailbox(mailbox: &'a Mailbox, reader: AccountId) -> Self {
        let value = mailbox.special_use.map(|special_use| special_use.attribute().as_bytes());
        let computed = value.map(|value| (EntryName::special_use(), value)).into_iter().collect();
        Self { reader, kept: mailbox.annotations(), computed }
    }

    /// Those of the server: what its configuration says, and a reader's own (RFC 5464 §3.2.1.1).
    pub(crate) fn of_server(own: &'a Annotations, config: &'a Config, reader: AccountId) -> Self {
        let computed = config.shared.iter().map(|(name, value)| (name.clone(), value.as_bytes())).collect();
        Self { reader, kept: own, computed }
    }

    /// The entries that these stand for, each once.
    ///
    /// # Errors
    /// Where a name is neither shared nor private: BAD (RFC 5464 §3.2).
    pub(crate) fn find(&self, asked: &'a [MetadataEntry], depth: MetadataDepth) -> Result<Vec<Found<'a>>, Error> {
        let mut found = BTreeMap::new();
        for entry in asked {
            let name = entry_name(entry)?;
            let (value, below) = (self.value(&name), self.below(&name, depth));
            // That there is nothing is told too, but not beside what there is below it.
            if value.is_some() || below.is_empty() {
                found.insert(name, Found { entry: Cow::Borrowed(entry), value });
            }
            for (name, below) in below {
                found.entry(name).or_insert(below);
            }
        }
        Ok(found.into_values().collect())
    }

    fn value(&self, name: &EntryName) -> Option<&'a [u8]> {
        let computed = self.computed.iter().find(|(other, _)| other == name).map(|(_, value)| *value);
        computed.or_else(|| self.kept.get(name, self.reader))
    }

    /// RFC 5464 §4.2.2.
    fn below(&self, of: &EntryName, depth: MetadataDepth) -> Vec<(EntryName, Found<'a>)> {
        let deepest = match depth {
            MetadataDepth::Zero => return Vec::new(),
            MetadataDepth::One => 1,
            MetadataDepth::Infinity => usize::MAX,
        };
        let kept = self.kept.below(of, self.reader).map(|(name, value)| (name.clone(), value));
        let near = kept.chain(self.computed.iter().cloned()).filter_map(|(name, value)| {
            name.levels_below(of).filter(|levels| *levels <= deepest)?;
            let entry = Cow::Owned(MetadataEntry::new(name.as_str())?);
            Some((name, Found { entry, value: Some(value) }))
        });
        near.collect()
    }
}

impl Found<'_> {
    /// The length of its value in octets.
    pub(crate) fn length(&self) -> usize {
        self.value.map_or(0, <[u8]>::len)
    }
}

/// The name of an entry.
///
/// # Errors
/// Where it is neither shared nor private: BAD (RFC 5464 §3.2).
pub(crate) fn entry_name(entry: &MetadataEntry) -> Result<EntryName, Error> {
    EntryName::new(entry.as_str()).ok_or(Error::Bad("The name of an entry begins with /shared or /private"))
}

/// Tells entries of a mailbox, or of the server, in responses that are not too long.
pub(crate) async fn tell(
    found: &[Found<'_>],
    mailbox: &str,
    mode: TextMode,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    let mut rest = found;
    while !rest.is_empty() {
        let (page, behind) = rest.split_at(page_length(rest));
        let values: Vec<_> = page.iter().map(|found| (&*found.entry, found.value)).collect();
        encode::metadata(out.buffer(), mailbox, &values, mode);
        if out.is_full() {
            out.flush().await?;
        }
        rest = behind;
    }
    Ok(())
}

/// How many entries go into the next response; one at the least.
fn page_length(found: &[Found<'_>]) -> usize {
    let mut octets = 0;
    let fits = |found: &&Found<'_>| {
        octets += found.entry.as_str().len() + found.length();
        octets <= RESPONSE
    };
    found.iter().take_while(fits).count().clamp(1, found.len())
}
