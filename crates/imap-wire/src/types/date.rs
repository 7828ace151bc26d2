/// A day without a time zone, as in SEARCH (RFC 9051 §9, ABNF `date`). Always a day that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A moment with the zone it was written in (RFC 9051 §9, ABNF `date-time`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateTime {
    date: Date,
    second_of_day: u32,
    offset_minutes: i16,
}

// date-month = "Jan" / "Feb" / …
pub(crate) const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const SECONDS_PER_DAY: i64 = 86_400;

impl Date {
    /// The day, or `None` if the calendar does not have it or its year has more than four digits.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let valid = year <= 9999 && (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        valid.then_some(Date { year, month, day })
    }

    /// The year, 0 to 9999.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u8 {
        self.day
    }

    /// Days since 1970-01-01, negative before it.
    pub fn days_since_epoch(self) -> i64 {
        // Years begin in March here, so that the leap day is the last of its year.
        let (month, year) = match self.month {
            1 | 2 => (i64::from(self.month) + 9, i64::from(self.year) - 1),
            _ => (i64::from(self.month) - 3, i64::from(self.year)),
        };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }

    /// The day this many days after 1970-01-01, or `None` outside the years 0 to 9999.
    pub fn from_days_since_epoch(days: i64) -> Option<Self> {
        let days = days.checked_add(719_468)?;
        let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * march_month + 2) / 5 + 1;
        let (month, carry) = if march_month < 10 { (march_month + 3, 0) } else { (march_month - 9, 1) };
        let year = era * 400 + year_of_era + carry;
        Date::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }
}

fn days_in_month(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl DateTime {
    /// The moment of this clock reading, or `None` if a clock does not show it. A leap second, 60, becomes 59;
    /// `offset_minutes` is east of Greenwich and less than 100 hours either way, as ABNF `zone` allows.
    pub fn new(date: Date, (hour, minute, second): (u8, u8, u8), offset_minutes: i16) -> Option<Self> {
        if hour > 23 || minute > 59 || second > 60 || offset_minutes.unsigned_abs() >= 6000 {
            return None;
        }
        let second_of_day = u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second.min(59));
        Some(DateTime { date, second_of_day, offset_minutes })
    }

    /// The moment this many seconds after 1970-01-01 00:00 UTC, as a clock of that zone shows it; `None` outside
    /// the years 0 to 9999.
    pub fn from_unix(seconds: i64, offset_minutes: i16) -> Option<Self> {
        let local = seconds.checked_add(i64::from(offset_minutes) * 60)?;
        let date = Date::from_days_since_epoch(local.div_euclid(SECONDS_PER_DAY))?;
        let second_of_day = u32::try_from(local.rem_euclid(SECONDS_PER_DAY)).ok()?;
        (offset_minutes.unsigned_abs() < 6000).then_some(DateTime { date, second_of_day, offset_minutes })
    }

    /// Seconds since 1970-01-01 00:00 UTC, negative before it.
    pub fn unix_seconds(self) -> i64 {
        let local = self.date.days_since_epoch() * SECONDS_PER_DAY + i64::from(self.second_of_day);
        local - i64::from(self.offset_minutes) * 60
    }

    /// The day in its own zone, which is what SEARCH compares (RFC 9051 §6.4.4).
    pub fn date(self) -> Date {
        self.date
    }

    /// Hour, minute and second in its own zone.
    pub fn time(self) -> (u8, u8, u8) {
        let part = |value: u32| value as u8; // each is below 60
        let second = self.second_of_day;
        (part(second / 3600), part(second / 60 % 60), part(second % 60))
    }

    /// Minutes east of Greenwich.
    pub fn offset_minutes(self) -> i16 {
        self.offset_minutes
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_that_do_not_exist_are_refused() {
        assert!(Date::new(2023, 2, 29).is_none());
        assert!(Date::new(1900, 2, 29).is_none());
        assert!(Date::new(2000, 2, 29).is_some());
        assert!(Date::new(2000, 13, 1).is_none());
        assert!(Date::new(2000, 4, 31).is_none());
        assert!(Date::new(2000, 1, 0).is_none());
        assert!(Date::new(10_000, 1, 1).is_none());
    }

    #[test]
    fn known_moments() {
        let date = Date::new(1996, 7, 17).unwrap();
        let moment = DateTime::new(date, (2, 44, 25), -7 * 60).unwrap();
        assert_eq!(moment.unix_seconds(), 837_596_665);
        assert_eq!(DateTime::from_unix(837_596_665, -420), Some(moment));
        assert_eq!(moment.time(), (2, 44, 25));
        assert_eq!(Date::new(1970, 1, 1).unwrap().days_since_epoch(), 0);
    }

    #[test]
    fn clocks_show_no_25th_hour() {
        let date = Date::new(2000, 1, 1).unwrap();
        assert!(DateTime::new(date, (24, 0, 0), 0).is_none());
        assert!(DateTime::new(date, (0, 60, 0), 0).is_none());
        assert!(DateTime::new(date, (0, 0, 61), 0).is_none());
        assert!(DateTime::new(date, (23, 59, 60), 0).is_some());
        assert!(DateTime::new(date, (0, 0, 0), 6000).is_none());
    }

    proptest! {
        #[test]
        fn days_count_both_ways(days in -719_528i64..2_932_896) {
            prop_assert_eq!(Date::from_days_since_epoch(days).map(Date::days_since_epoch), Some(days));
        }

        #[test]
        fn any_moment_is_safe(seconds: i64, offset: i16) {
            if let Some(moment) = DateTime::from_unix(seconds, offset) {
                prop_assert_eq!(moment.unix_seconds(), seconds);
            }
        }
    }
}
