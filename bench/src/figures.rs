//! What is measured, and the table of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::server::Kind;

/// What a number counts, and so which direction is good and how it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Operations a second: more is better. For all others less is better.
    PerSecond,
    Milliseconds,
    Bytes,
}

/// What Posthouse has to reach.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    /// At least so many times as good as the best of the others.
    Times(f64),
    /// No more than this, whatever the others do.
    AtMost(f64),
    /// Printed to be known.
    None,
}

/// A figure: a line of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Metric {
    pub(crate) name: &'static str,
    pub(crate) unit: Unit,
    pub(crate) target: Target,
}

impl Metric {
    pub(crate) const fn new(name: &'static str, unit: Unit, target: Target) -> Self {
        Self { name, unit, target }
    }
}

/// What one round gave for one metric and one server.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    pub(crate) value: f64,
    /// Seconds of the server's processor time for one operation, where that was measured.
    pub(crate) cpu: Option<f64>,
}

impl Sample {
    pub(crate) fn of(value: f64) -> Self {
        Self { value, cpu: None }
    }

    /// The server cannot do it, or not in this way.
    pub(crate) fn missing() -> Self {
        Self::of(f64::INFINITY)
    }
}

/// A line of the table with all its samples, in the order of the rounds.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) metric: Metric,
    /// The size of the mailbox, where the metric is of one.
    pub(crate) messages: Option<usize>,
    samples: BTreeMap<Kind, Vec<Sample>>,
}

impl Row {
    pub(crate) fn new(metric: Metric) -> Self {
        Self { metric, messages: None, samples: BTreeMap::new() }
    }

    pub(crate) fn add(&mut self, kind: Kind, sample: Sample) {
        self.samples.entry(kind).or_default().push(sample);
    }

    fn of(&self, kind: Kind) -> &[Sample] {
        self.samples.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// How many times as good as the best of the others, round by round.
    fn ratios(&self) -> Vec<f64> {
        let rounds = self.of(Kind::Posthouse).iter().enumerate();
        let mut ratios: Vec<f64> = rounds.filter_map(|(round, ours)| self.ratio(round, ours.value)).collect();
        ratios.sort_by(f64::total_cmp);
        ratios
    }

    /// A server that cannot do what is measured has no number.
    fn ratio(&self, round: usize, ours: f64) -> Option<f64> {
        let others = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Posthouse);
        let theirs = others.filter_map(|kind| self.of(kind).get(round)).map(|sample| sample.value);
        let theirs = theirs.filter(|value| value.is_finite());
        match self.metric.unit {
            Unit::PerSecond => Some(ours / theirs.max_by(f64::total_cmp)?),
            Unit::Milliseconds | Unit::Bytes => Some(theirs.min_by(f64::total_cmp)? / ours),
        }
    }

    fn is_met(&self) -> Option<bool> {
        match self.metric.target {
            Target::Times(times) => Some(median(&self.ratios())? >= times),
            Target::AtMost(limit) => Some(median(&values(self.of(Kind::Posthouse)))? <= limit),
            Target::None => None,
        }
    }

    fn name(&self) -> String {
        let messages = self.messages.map(|count| format!("{count}: ")).unwrap_or_default();
        format!("{messages}{}", self.metric.name)
    }

    /// The line of the table, in Markdown.
    pub(crate) fn line(&self) -> String {
        let unit = self.metric.unit;
        let met = match self.is_met() {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "",
        };
        format!(
            "| {} | {} | {} | {} | {} | {} | {met} |",
            self.name(),
            cell(self.of(Kind::Dovecot), unit),
            cell(self.of(Kind::Cyrus), unit),
            cell(self.of(Kind::Posthouse), unit),
            spread(&self.ratios()),
            target(self.metric.target, unit)
        )
    }
}

const HEAD: &str =
    "| | Dovecot | Cyrus | Posthouse | ratio to the best (min–max) | target | met |\n|---|---|---|---|---|---|---|\n";

/// The whole table, in Markdown.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut text = HEAD.to_owned();
    for row in rows {
        let _ = writeln!(text, "{}", row.line());
    }
    text
}

/// The middle one, or the mean of the two in the middle.
pub(crate) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = *sorted.get(sorted.len().checked_sub(1)? / 2)?;
    Some(f64::midpoint(lower, upper))
}

/// The value that `share` of the values (0 to 1) are not above.
pub(crate) fn percentile(values: &[f64], share: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied()
}

fn values(samples: &[Sample]) -> Vec<f64> {
    samples.iter().map(|sample| sample.value).collect()
}

fn cell(samples: &[Sample], unit: Unit) -> String {
    let Some(value) = median(&values(samples)).filter(|value| value.is_finite()) else { return "–".to_owned() };
    let cpu: Vec<f64> = samples.iter().filter_map(|sample| sample.cpu).collect();
    match median(&cpu) {
        Some(cpu) => format!("{} (cpu {})", number(value, unit), number(cpu * 1000.0, Unit::Milliseconds)),
        None => number(value, unit),
    }
}

fn target(target: Target, unit: Unit) -> String {
    match target {
        Target::Times(times) => format!("≥ {times}×"),
        Target::AtMost(limit) => format!("≤ {}", number(limit, unit)),
        Target::None => String::new(),
    }
}

fn spread(sorted: &[f64]) -> String {
    match (median(sorted), sorted.first(), sorted.last()) {
        (Some(middle), Some(least), Some(most)) => {
            format!("{}× ({}–{})", digits(middle), digits(*least), digits(*most))
        }
        _ => "–".to_owned(),
    }
}

fn number(value: f64, unit: Unit) -> String {
    match unit {
        Unit::PerSecond => format!("{}/s", digits(value)),
        Unit::Milliseconds if value.abs() < 1.0 => format!("{} µs", digits(value * 1000.0)),
        Unit::Milliseconds if value.abs() >= 10_000.0 => format!("{} s", digits(value / 1000.0)),
        Unit::Milliseconds => format!("{} ms", digits(value)),
        Unit::Bytes if value.abs() >= 10.0 * 1024.0 * 1024.0 => format!("{} MB", digits(value / 1024.0 / 1024.0)),
        Unit::Bytes => format!("{} KB", digits(value / 1024.0)),
    }
}

/// About three digits that matter.
fn digits(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(unit: Unit, target: Target, dovecot: &[f64], posthouse: &[f64]) -> Row {
        let mut row = Row::new(Metric::new("x", unit, target));
        dovecot.iter().for_each(|value| row.add(Kind::Dovecot, Sample::of(*value)));
        posthouse.iter().for_each(|value| row.add(Kind::Posthouse, Sample::of(*value)));
        row
    }

    #[test]
    fn more_a_second_is_better() {
        let row = row(Unit::PerSecond, Target::Times(3.0), &[100.0, 110.0, 90.0], &[400.0, 330.0, 180.0]);
        assert_eq!(row.line(), "| x | 100/s | – | 330/s | 3.00× (2.00–4.00) | ≥ 3× | yes |");
    }

    #[test]
    fn less_time_is_better() {
        let row = row(Unit::Milliseconds, Target::Times(2.0), &[3.0], &[2.0]);
        assert_eq!(row.line(), "| x | 3.00 ms | – | 2.00 ms | 1.50× (1.50–1.50) | ≥ 2× | **no** |");
    }

    #[test]
    fn a_limit_needs_no_other_server() {
        let row = row(Unit::Bytes, Target::AtMost(20.0 * 1024.0), &[], &[15_360.0]);
        assert_eq!(row.line(), "| x | – | – | 15.0 KB | – | ≤ 20.0 KB | yes |");
    }

    #[test]
    fn the_best_of_the_others_counts() {
        let mut row = row(Unit::Milliseconds, Target::None, &[4.0, f64::INFINITY], &[1.0, 1.0]);
        row.add(Kind::Cyrus, Sample::of(2.0));
        row.add(Kind::Cyrus, Sample::of(6.0));
        assert_eq!(row.ratios(), [2.0, 6.0]);
    }

    #[test]
    fn the_middle_and_the_tail() {
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(&[]), None);
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(percentile(&hundred, 0.99), Some(99.0));
    }
}
