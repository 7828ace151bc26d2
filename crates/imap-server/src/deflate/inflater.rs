use flate2::{Decompress, FlushDecompress, Status};

/// How the empty block ends that a flush puts behind the data (RFC 1951 §3.2.4).
const FLUSHED: [u8; 4] = [0, 0, 0xff, 0xff];

/// How many octets may come of one, beyond the lead. Text gives 3 to 20; DEFLATE can give 1032.
const RATIO: u64 = 100;

/// What the client has compressed.
pub(crate) struct Inflater {
    stream: Decompress,
    /// What has come; before `start` it is inflated.
    raw: Vec<u8>,
    start: usize,
    /// The last octets that were inflated.
    last: [u8; 4],
    /// The last step had no room for all that there was.
    is_full: bool,
    has_ended: bool,
    lead: u64,
}

/// Why nothing more can be inflated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Uninflatable {
    /// It is no DEFLATE, or goes on behind its end.
    Broken,
    /// So little becomes so much that it can only be meant to do harm.
    Bomb,
}

impl Inflater {
    /// `lead` is how many octets may come of nearly nothing.
    pub(crate) fn new(lead: u64) -> Self {
        Self {
            stream: Decompress::new(false),
            raw: Vec::new(),
            start: 0,
            last: [0; 4],
            is_full: false,
            has_ended: false,
            lead,
        }
    }

    /// Takes compressed octets.
    pub(crate) fn push(&mut self, raw: &[u8]) {
        self.raw.drain(..self.start);
        self.start = 0;
        self.raw.extend_from_slice(raw);
    }

    /// Inflates up to the end of `space`, or to a place where the client has flushed: what follows there may be no
    /// DEFLATE any more. `None` where more must come in first.
    pub(crate) fn inflate<'a>(&mut self, space: &'a mut [u8]) -> Result<Option<&'a [u8]>, Uninflatable> {
        let was_full = self.is_full;
        let (taken, made) = self.step(space)?;
        if taken == 0 && made == 0 && !was_full {
            self.release();
            return Ok(None);
        }
        Ok(space.get(..made))
    }

    fn step(&mut self, space: &mut [u8]) -> Result<(usize, usize), Uninflatable> {
        let unread = self.raw.get(self.start..).unwrap_or_default();
        if self.has_ended {
            self.is_full = false;
            return if unread.is_empty() { Ok((0, 0)) } else { Err(Uninflatable::Broken) };
        }
        let input = if self.is_full { &[] } else { up_to_flush(self.last, unread) };
        let (before_in, before_out) = (self.stream.total_in(), self.stream.total_out());
        let status = self.stream.decompress(input, space, FlushDecompress::None).map_err(|_| Uninflatable::Broken)?;
        let taken = usize::try_from(self.stream.total_in() - before_in).unwrap_or(usize::MAX);
        let made = usize::try_from(self.stream.total_out() - before_out).unwrap_or(usize::MAX);
        self.last = last_of(self.last, input.get(..taken).unwrap_or_default());
        self.start += taken;
        self.has_ended = status == Status::StreamEnd;
        self.is_full = made == space.len();
        self.check_ratio()?;
        Ok((taken, made))
    }

    fn check_ratio(&self) -> Result<(), Uninflatable> {
        let allowed = self.lead.saturating_add(self.stream.total_in().saturating_mul(RATIO));
        if self.stream.total_out() > allowed { Err(Uninflatable::Bomb) } else { Ok(()) }
    }

    /// Whether the client may have stopped compressing here: it has flushed or ended its stream.
    pub(crate) fn is_at_boundary(&self) -> bool {
        !self.is_full && (self.has_ended || self.last == FLUSHED)
    }

    /// What has come and is not inflated.
    pub(crate) fn into_rest(mut self) -> Vec<u8> {
        self.raw.split_off(self.start)
    }

    fn release(&mut self) {
        if self.start == self.raw.len() {
            (self.raw, self.start) = (Vec::new(), 0);
        }
    }
}

/// The octets up to the first that look like the end of a flush, which may have begun `before` them. Where it is none,
/// nothing is lost: it is only where one step ends.
fn up_to_flush(before: [u8; 4], octets: &[u8]) -> &[u8] {
    let begun = (1..FLUSHED.len()).find(|rest| is_end(before, *rest, octets));
    let whole = || octets.windows(FLUSHED.len()).position(|window| window == FLUSHED).map(|at| at + FLUSHED.len());
    begun.or_else(whole).and_then(|end| octets.get(..end)).unwrap_or(octets)
}

/// Whether the first `rest` octets end a flush that began before.
fn is_end(before: [u8; 4], rest: usize, octets: &[u8]) -> bool {
    let (begin, end) = FLUSHED.split_at(FLUSHED.len() - rest);
    before.ends_with(begin) && octets.starts_with(end)
}

/// The last four of these octets together.
fn last_of(before: [u8; 4], taken: &[u8]) -> [u8; 4] {
    let mut last = before;
    for octet in taken.iter().skip(taken.len().saturating_sub(last.len())) {
        last.rotate_left(1);
        last[3] = *octet;
    }
    last
}
