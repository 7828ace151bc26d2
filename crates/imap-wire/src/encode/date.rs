use super::number::{number, two_digits};
use crate::DateTime;
use crate::types::MONTHS;

/// Writes a date-time (RFC 9051 §9, ABNF `date-time`).
pub(super) fn date_time(out: &mut Vec<u8>, moment: DateTime) {
    let date = moment.date();
    out.push(b'"');
    two_digits(out, date.day());
    out.push(b'-');
    out.extend_from_slice(month_name(date.month()));
    out.push(b'-');
    year(out, date.year());
    out.push(b' ');
    time(out, moment.time());
    out.push(b' ');
    zone(out, moment.offset_minutes());
    out.push(b'"');
}

fn month_name(month: u8) -> &'static [u8] {
    let index = usize::from(month).saturating_sub(1);
    MONTHS.get(index).map_or(b"Jan", |name| name.as_bytes())
}

// date-year = 4DIGIT
fn year(out: &mut Vec<u8>, year: u16) {
    for digit in [year / 1000, year / 100 % 10, year / 10 % 10, year % 10] {
        number(out, digit.into());
    }
}

// time = 2DIGIT ":" 2DIGIT ":" 2DIGIT
fn time(out: &mut Vec<u8>, (hour, minute, second): (u8, u8, u8)) {
    two_digits(out, hour);
    out.push(b':');
    two_digits(out, minute);
    out.push(b':');
    two_digits(out, second);
}

// zone = ("+" / "-") 4DIGIT
fn zone(out: &mut Vec<u8>, offset_minutes: i16) {
    out.push(if offset_minutes < 0 { b'-' } else { b'+' });
    let minutes = offset_minutes.unsigned_abs();
    two_digits(out, (minutes / 60) as u8); // below 100, as DateTime says
    two_digits(out, (minutes % 60) as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Date;

    #[test]
    fn dates_of_the_rfc() {
        // RFC 9051 §7.5.2
        for (day, offset, expected) in
            [(17, -420, "\"17-Jul-0996 02:44:25 -0700\""), (1, 330, "\"01-Jul-0996 02:44:25 +0530\"")]
        {
            let mut out = Vec::new();
            date_time(&mut out, DateTime::new(Date::new(996, 7, day).unwrap(), (2, 44, 25), offset).unwrap());
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
