//! The date of a message (RFC 5322 §3.3, obsolete forms §4.3).

use std::iter::Peekable;

/// A moment, and the offset of the place where it was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Minutes east of UTC.
    pub offset: i16,
}

impl Date {
    /// Seconds since 1970-01-01T00:00:00 on the writer's own clock: what SENTSINCE and its like compare, "disregarding
    /// time and timezone" (RFC 9051 §6.4.4).
    #[must_use]
    pub fn local_seconds(&self) -> i64 {
        self.seconds + i64::from(self.offset) * 60
    }
}

/// Reads the body of a Date field; `None` where it makes no date.
///
/// Takes `date-time` with all obsolete forms, comments, missing seconds, weekday or zone, `12-Jan-2026`, and the order
/// of C's `asctime`. A day that its month does not have and a year beyond 9999 make no date; an hour of 25 makes it midnight in
/// UTC (RFC 5256 §2.2).
#[must_use]
pub fn parse_date(raw: &[u8]) -> Option<Date> {
    let mut words = Words(words(raw).into_iter().peekable());
    words.0.next_if(|word| month(word).is_none() && number(word).is_none());
    let first = words.0.next()?;
    if let Some(month) = month(first) {
        let (day, seconds) = (number(words.0.next()?)?, words.time_of_day()?);
        let zone = words.0.next_if(|word| number(word).is_none());
        return date(year(words.0.next()?)?, month, day, seconds, zone);
    }
    let (month, year) = (month(words.0.next()?)?, year(words.0.next()?)?);
    match words.time_of_day() {
        Some(seconds) => date(year, month, number(first)?, seconds, words.0.next()),
        None => date(year, month, number(first)?, 0, None),
    }
}

/// How many words are looked at.
const WORDS: usize = 12;

/// The words of a date without white space, commas and comments. A colon is a word of its own; hyphens part a day from
/// its month and year.
fn words(raw: &[u8]) -> Vec<&[u8]> {
    let mut words = Vec::with_capacity(WORDS);
    let mut start = 0;
    let mut depth = 0_usize;
    for (position, byte) in raw.iter().copied().chain([b' ']).enumerate() {
        let word = raw.get(start..position).unwrap_or_default();
        let colon = byte == b':' && depth == 0 && !matches!(word, [b'+' | b'-', ..]);
        let ends = colon || byte.is_ascii_whitespace() || b",()".contains(&byte) || is_date_hyphen(byte, word);
        if (ends || depth > 0) && words.len() < WORDS {
            words.extend(Some(word).filter(|word| depth == 0 && !word.is_empty()));
            words.extend(raw.get(position..=position).filter(|_| colon));
            start = position + 1;
        }
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    words
}

/// Whether a hyphen stands between day, month and year, not before a zone: behind one or two digits, or a month.
fn is_date_hyphen(byte: u8, word: &[u8]) -> bool {
    byte == b'-' && (month(word).is_some() || (word.len() <= 2 && number(word).is_some()))
}

struct Words<'a, I: Iterator<Item = &'a [u8]>>(Peekable<I>);

impl<'a, I: Iterator<Item = &'a [u8]>> Words<'a, I> {
    /// RFC 5322 §3.3: `time-of-day = hour ":" minute [ ":" second ]`, in seconds.
    fn time_of_day(&mut self) -> Option<i64> {
        let hour = number(self.0.next()?)?;
        let minute = self.after_colon()?;
        let second = self.after_colon().unwrap_or(0);
        let valid = hour < 24 && minute < 60 && second <= 60;
        valid.then_some(hour * 3600 + minute * 60 + second)
    }

    fn after_colon(&mut self) -> Option<i64> {
        self.0.next_if(|word| *word == b":")?;
        number(self.0.next()?)
    }
}

/// RFC 5322 §3.3: `month = "Jan" / "Feb" / …`; longer names are cut.
fn month(word: &[u8]) -> Option<i64> {
    const MONTHS: [&[u8]; 12] =
        [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];
    let short = word.get(..3)?.to_ascii_lowercase();
    let position = MONTHS.iter().position(|month| *month == short)?;
    i64::try_from(position + 1).ok()
}

fn number(word: &[u8]) -> Option<i64> {
    let plain = !word.is_empty() && word.len() <= 9 && word.iter().all(u8::is_ascii_digit);
    plain.then(|| word.iter().fold(0, |number, digit| number * 10 + i64::from(digit - b'0')))
}

/// RFC 5322 §4.3: two digits below 50 are of this century, other two and all three digits count from 1900.
fn year(word: &[u8]) -> Option<i64> {
    let year = number(word)?;
    match word.len() {
        2 if year < 50 => Some(year + 2000),
        2 | 3 => Some(year + 1900),
        4 => Some(year),
        _ => None,
    }
}

/// RFC 5322 §3.3 `zone`, §4.3 `obs-zone`, in minutes; one that nobody knows counts as `-0000`.
fn zone(word: &[u8]) -> i64 {
    if let Some(sign) = word.iter().position(|byte| matches!(byte, b'+' | b'-')) {
        return numeric_zone(word.get(sign..).unwrap_or_default()).unwrap_or(0);
    }
    match word.to_ascii_uppercase().as_slice() {
        b"EDT" => -4 * 60,
        b"EST" | b"CDT" => -5 * 60,
        b"CST" | b"MDT" => -6 * 60,
        b"MST" | b"PDT" => -7 * 60,
        b"PST" => -8 * 60,
        _ => 0,
    }
}

/// `+hhmm`, also as `+hh:mm` and `+h`; more than a day is nonsense.
fn numeric_zone(word: &[u8]) -> Option<i64> {
    let (sign, digits) = word.split_first()?;
    let digits: Vec<u8> = digits.iter().copied().filter(|&byte| byte != b':').collect();
    let value = number(&digits)?;
    let minutes = if digits.len() <= 2 { value * 60 } else { value / 100 * 60 + value % 100 };
    (minutes < 24 * 60).then_some(if *sign == b'-' { -minutes } else { minutes })
}

fn date(year: i64, month: i64, day: i64, seconds: i64, zone_word: Option<&[u8]>) -> Option<Date> {
    if day < 1 || day > days_in_month(year, month) {
        return None;
    }
    let offset = zone_word.map_or(0, zone);
    let seconds = days_from_epoch(year, month, day) * 86_400 + seconds - offset * 60;
    Some(Date { seconds, offset: i16::try_from(offset).ok()? })
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March.
fn days_from_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year;
    days - 719_468
}
