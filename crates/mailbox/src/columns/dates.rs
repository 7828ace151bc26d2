//! The column of sent dates.

use posthouse_message::Date;

use super::Cell;
use crate::record::{Damaged, Put, Reader, deltas, put_runs, runs, seal, sums, unseal};

/// Stand for zones where there is no date: none at all, or none that is known.
const ABSENT: i64 = 10_000;
const GONE: i64 = 10_001;

/// When messages were sent.
#[derive(Debug, Default)]
pub(crate) struct Dates {
    zones: Vec<i64>,
    /// 0 where there is no date.
    seconds: Vec<i64>,
}

impl Dates {
    pub(super) fn push(&mut self, date: Cell<Date>) {
        let (zone, seconds) = match date {
            Cell::Gone => (GONE, 0),
            Cell::Absent => (ABSENT, 0),
            Cell::Is(date) => (i64::from(date.offset), date.seconds),
        };
        self.zones.push(zone);
        self.seconds.push(seconds);
    }

    pub(crate) fn get(&self, place: usize) -> Cell<Date> {
        match self.zones.get(place).zip(self.seconds.get(place)) {
            None | Some((&GONE, _)) => Cell::Gone,
            Some((&zone, &seconds)) => i16::try_from(zone)
                .ok()
                .filter(|_| zone != ABSENT)
                .map_or(Cell::Absent, |offset| Cell::Is(Date { seconds, offset })),
        }
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut record = Vec::with_capacity(16 + self.zones.len() * 4);
        super::put_count(&mut record, self.zones.len());
        put_runs(&mut record, self.zones.iter().copied());
        let dated = self.zones.iter().zip(&self.seconds).filter(|(zone, _)| **zone < ABSENT);
        deltas(dated.map(|(_, seconds)| *seconds)).for_each(|delta| record.put_signed(delta));
        seal(record)
    }

    pub(super) fn decode(record: &[u8]) -> Result<Self, Damaged> {
        let mut reader = Reader::new(unseal(record)?);
        let count = super::count(&mut reader)?;
        let zones = runs(&mut reader, count)?;
        let dated = zones.iter().filter(|zone| **zone < ABSENT).count();
        let dates: Vec<i64> = (0..dated).map(|_| reader.signed()).collect::<Result<_, _>>()?;
        let mut dates = sums(dates).into_iter();
        let mut seconds = Vec::with_capacity(count);
        for zone in &zones {
            let second = if *zone < ABSENT { dates.next().unwrap_or_default() } else { 0 };
            seconds.push(second);
        }
        Ok(Self { zones, seconds })
    }
}
