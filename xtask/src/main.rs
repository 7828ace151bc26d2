//! Repository chores: `cargo run -p xtask -- tidy`.

mod scan;
mod source;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("tidy") => check_tidiness(),
        _ => {
            eprintln!("usage: cargo run -p xtask -- tidy");
            ExitCode::from(2)
        }
    }
}

fn check_tidiness() -> ExitCode {
    let report = match tidy::run(&root()) {
        Ok(report) => report,
        Err(error) => {
            eprintln!("tidy: {error}");
            return ExitCode::from(2);
        }
    };
    print!("{}", report.summary);
    for problem in &report.problems {
        eprintln!("{problem}");
    }
    match report.problems.len() {
        0 => ExitCode::SUCCESS,
        count => {
            eprintln!("tidy: {count} to put right");
            ExitCode::FAILURE
        }
    }
}

/// The workspace's folder: cargo tells where this crate is.
fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    here.as_deref().and_then(Path::parent).map_or_else(|| PathBuf::from("."), Path::to_owned)
}
