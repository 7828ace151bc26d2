use super::cursor::{Cursor, Error, Parse};
use crate::types::MONTHS;
use crate::{Date, DateTime};

const DATE: Error = Error::Expected("a date such as 1-Feb-2003");
const DATE_TIME: Error = Error::Expected("a date and time such as \" 1-Feb-2003 04:05:06 +0000\"");

// date = date-text / DQUOTE date-text DQUOTE
pub(super) fn date(cursor: &mut Cursor<'_>) -> Parse<Date> {
    let quoted = cursor.eat(b'"');
    let text = cursor.take_while(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if quoted && !cursor.eat(b'"') {
        return Err(DATE);
    }
    std::str::from_utf8(text).ok().and_then(date_text).ok_or(DATE)
}

// date-text = date-day "-" date-month "-" date-year
fn date_text(text: &str) -> Option<Date> {
    let (day, rest) = text.split_once('-')?;
    let (month, year) = rest.split_once('-')?;
    if !matches!(day.len(), 1..=2) || year.len() != 4 {
        return None;
    }
    Date::new(digits(year)?, date_month(month)?, digits(day)?)
}

// date-month = "Jan" / "Feb" / "Mar" / "Apr" / "May" / "Jun" / "Jul" / "Aug" / "Sep" / "Oct" / "Nov" / "Dec"
fn date_month(name: &str) -> Option<u8> {
    let index = MONTHS.iter().position(|month| month.eq_ignore_ascii_case(name))?;
    u8::try_from(index + 1).ok()
}

// date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE
pub(super) fn date_time(cursor: &mut Cursor<'_>) -> Parse<DateTime> {
    cursor.expect(b'"', "a date and time in quotes")?;
    let text = cursor.take_while(|byte| byte != b'"');
    cursor.expect(b'"', "a date and time in quotes")?;
    std::str::from_utf8(text).ok().and_then(date_time_text).ok_or(DATE_TIME)
}

/// The inside of `date-time`. A day of one digit may stand without the space before it.
fn date_time_text(text: &str) -> Option<DateTime> {
    let mut words = text.split_ascii_whitespace();
    let (date, time, zone) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() {
        return None;
    }
    DateTime::new(date_text(date)?, time_text(time)?, zone_text(zone)?)
}

// time = 2DIGIT ":" 2DIGIT ":" 2DIGIT
fn time_text(text: &str) -> Option<(u8, u8, u8)> {
    match text.as_bytes() {
        [_, _, b':', _, _, b':', _, _] => {
            Some((digits(text.get(..2)?)?, digits(text.get(3..5)?)?, digits(text.get(6..)?)?))
        }
        _ => None,
    }
}

// zone = ("+" / "-") 4DIGIT
fn zone_text(text: &str) -> Option<i16> {
    let (sign, zone) = text.split_at_checked(1)?;
    if zone.len() != 4 {
        return None;
    }
    let (hours, minutes): (i16, i16) = (digits(zone.get(..2)?)?, digits(zone.get(2..)?)?);
    let offset = hours * 60 + minutes;
    match sign {
        "+" if minutes < 60 => Some(offset),
        "-" if minutes < 60 => Some(-offset),
        _ => None,
    }
}

/// A number of digits and nothing else; `parse` alone would take a sign.
fn digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    let all_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if all_digits { text.parse().ok() } else { None }
}
