//! Messages to measure with: all different, English-like, with the headers that real mail carries.

mod prose;
mod random;
mod words;

use std::fmt::Write as _;

use prose::Prose;
pub(crate) use random::Random;

/// Makes messages: the n-th is the same in every run and differs from every other.
pub(crate) struct Writer {
    prose: Prose,
}

/// How a message is built. Out of 10 messages 6 are plain, 2 quote another and 2 have an HTML alternative.
#[derive(Clone, Copy)]
enum Shape {
    Plain,
    Quoting,
    Html,
}

impl Shape {
    fn draw(random: &mut Random) -> Self {
        match random.below(10) {
            0 | 1 => Self::Quoting,
            2 | 3 => Self::Html,
            _ => Self::Plain,
        }
    }
}

impl Writer {
    pub(crate) fn new() -> Self {
        Self { prose: Prose::new() }
    }

    /// The message of this number, of about `size` bytes (never fewer), lines ended with CRLF.
    pub(crate) fn message(&self, number: u64, size: usize) -> Vec<u8> {
        let mut random = Random::new(number);
        let shape = Shape::draw(&mut random);
        let boundary = format!("=_{:016x}", random.next());
        let mut text = self.header(&mut random, number, shape, &boundary);
        let rest = size.saturating_sub(text.len());
        match shape {
            Shape::Plain => text.push_str(&self.prose.lines(&mut random, "", rest)),
            Shape::Quoting => self.quote(&mut text, &mut random, rest),
            Shape::Html => self.alternative(&mut text, &mut random, rest, &boundary),
        }
        text.into_bytes()
    }

    fn header(&self, random: &mut Random, number: u64, shape: Shape, boundary: &str) -> String {
        let name = format!("{} {}", self.prose.phrase(random, 1), self.prose.phrase(random, 1));
        let mailbox = name.to_ascii_lowercase().replace(' ', ".");
        let date = date(random);
        let id = message_id(number);
        let mut text = String::with_capacity(12_000);
        let _ = write!(
            text,
            "Received: from mx{}.sender.example (mx.sender.example [192.0.2.{}])\r\n\tby relay.example with ESMTPS id {:x};\r\n\t{date}\r\n",
            random.below(9),
            random.below(250),
            random.next()
        );
        let _ = write!(
            text,
            "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=sender.example; s=k1;\r\n\th=from:to:subject:date:message-id; bh={};\r\n\tb={}\r\n",
            base64(random, 43),
            base64(random, 172)
        );
        let subject = self.subject(number);
        let _ = write!(
            text,
            "From: {name} <{mailbox}@sender.example>\r\nTo: Alice Example <alice@example.test>\r\nSubject: {subject}\r\nDate: {date}\r\nMessage-ID: {id}\r\nMIME-Version: 1.0\r\n"
        );
        let ancestors: Vec<String> = ancestors(number).into_iter().rev().map(message_id).collect();
        if let Some(parent) = ancestors.last() {
            let _ = write!(text, "In-Reply-To: {parent}\r\nReferences: {}\r\n", ancestors.join("\r\n "));
        }
        let _ = match shape {
            Shape::Html => write!(text, "Content-Type: multipart/alternative; boundary=\"{boundary}\"\r\n\r\n"),
            _ => write!(text, "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"),
        };
        text
    }

    /// That of the message which the thread began with.
    fn subject(&self, number: u64) -> String {
        let ancestors = ancestors(number);
        let mut random = Random::new(!ancestors.last().copied().unwrap_or(number));
        let words = 3 + random.below(5);
        let re = if ancestors.is_empty() { "" } else { "Re: " };
        format!("{re}{}", self.prose.phrase(&mut random, words))
    }

    fn quote(&self, text: &mut String, random: &mut Random, size: usize) {
        text.push_str(&self.prose.lines(random, "", size / 3));
        let _ = write!(text, "On {}, {} wrote:\r\n", date(random), self.prose.phrase(random, 2));
        text.push_str(&self.prose.lines(random, "> ", size / 3));
        text.push_str(&self.prose.lines(random, "> > ", size.saturating_sub(size / 3 * 2)));
    }

    fn alternative(&self, text: &mut String, random: &mut Random, size: usize, boundary: &str) {
        let _ = write!(text, "--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n");
        text.push_str(&self.prose.lines(random, "", size / 3));
        let _ = write!(text, "--{boundary}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>\r\n");
        let end = text.len() + size * 2 / 3;
        while text.len() < end {
            let link = random.next();
            let sentence = self.prose.sentence(random);
            let _ = write!(text, "<p style=\"margin:0 0 1em\">{sentence}\r\n");
            text.push_str(&self.prose.lines(random, "", 300));
            let _ = write!(
                text,
                "<a href=\"https://www.sender.example/r/{link:x}\">{}</a></p>\r\n",
                self.prose.word(random)
            );
        }
        let _ = write!(text, "</body></html>\r\n--{boundary}--\r\n");
    }
}

/// The messages that this one answers, the nearest first: one that quotes answers one of the twenty before it.
fn ancestors(number: u64) -> Vec<u64> {
    let parent = |number: &u64| {
        let mut random = Random::new(*number);
        let answers = matches!(Shape::draw(&mut random), Shape::Quoting);
        number.checked_sub(1 + *number % 20).filter(|_| answers)
    };
    std::iter::successors(parent(&number), parent).collect()
}

fn message_id(number: u64) -> String {
    format!("<{number}.{:016x}@sender.example>", Random::new(number.rotate_left(32)).next())
}

/// RFC 5322 §3.3: a date-time of 2025.
fn date(random: &mut Random) -> String {
    const DAYS: [&str; 7] = ["Wed", "Thu", "Fri", "Sat", "Sun", "Mon", "Tue"];
    let day = random.below(28);
    let weekday = DAYS.get(day % 7).copied().unwrap_or("Wed");
    format!(
        "{weekday}, {} Jan 2025 {:02}:{:02}:{:02} +0000",
        day + 1,
        random.below(24),
        random.below(60),
        random.below(60)
    )
}

fn base64(random: &mut Random, length: usize) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text: String =
        (0..length).filter_map(|_| ALPHABET.get(random.below(64))).map(|&byte| char::from(byte)).collect();
    text.push('=');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_is_as_asked_for_and_no_two_are_the_same() {
        let writer = Writer::new();
        let mut seen = std::collections::HashSet::new();
        for number in 0..200 {
            let message = writer.message(number, 10_240);
            assert!((10_240..11_600).contains(&message.len()), "{}", message.len());
            assert!(seen.insert(message));
        }
    }

    #[test]
    fn lines_end_with_crlf_and_are_short() {
        let writer = Writer::new();
        for number in 0..50 {
            let text = String::from_utf8(writer.message(number, 5_120)).unwrap();
            assert!(text.ends_with("\r\n"));
            assert!(text.split("\r\n").all(|line| !line.contains(['\r', '\n']) && line.len() < 250));
        }
    }
}
