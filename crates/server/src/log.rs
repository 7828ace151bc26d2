//! The log: lines on standard error, for people or as JSON.

use std::panic::{self, PanicHookInfo};

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt;

use crate::config::{Log, LogFormat, LogLevel};

/// Starts logging; later calls change nothing.
pub(crate) fn start(log: &Log) {
    let builder = fmt().with_max_level(least(log.level)).with_writer(std::io::stderr).with_target(false);
    let _ = match log.format {
        LogFormat::Human => builder.with_ansi(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).with_ansi(false).try_init(),
    };
    panic::set_hook(Box::new(note_bug));
}

/// A panic ends its own session and nothing else; it is a mistake of ours, whatever the client did. Its text is left out:
/// it may quote a message.
fn note_bug(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(place, "a bug: a task ended, please report it");
}

fn least(level: LogLevel) -> LevelFilter {
    match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    }
}
