//! Measures Posthouse against Dovecot and Cyrus: all on this machine, in this run, in turns. `bench/README.md` says how.
//! Not here: anything of Posthouse's own code; it is measured from outside, as its clients see it.

mod client;
mod crew;
mod figures;
mod lab;
mod machine;
mod process;
mod scenario;
mod server;
mod text;

use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Parser;

use crate::lab::Lab;
use crate::scenario::Scenario;
use crate::server::{Kind, Site};

/// Measures Posthouse against Dovecot and Cyrus and prints a table.
#[derive(Debug, Parser)]
struct Arguments {
    /// What to measure; everything unless given.
    scenarios: Vec<Scenario>,
    /// How often each measurement is taken.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Measure this server alone; may be given more than once.
    #[arg(long)]
    only: Vec<Kind>,
    /// Of how many messages the mailboxes are on which commands are timed.
    #[arg(long, value_delimiter = ',', default_value = "100000")]
    sizes: Vec<usize>,
    /// Also measure a start with a million messages stored, which takes minutes to prepare.
    #[arg(long)]
    million: bool,
    /// Where the data folders are made.
    #[arg(long, default_value = "target/bench", value_name = "DIR")]
    data: PathBuf,
    /// Where Cyrus's packages are unpacked.
    #[arg(long, default_value = "target/cyrus", value_name = "DIR")]
    cyrus: PathBuf,
    /// The binary of Posthouse.
    #[arg(long, default_value = "target/release/posthouse", value_name = "FILE")]
    posthouse: PathBuf,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether every scenario came to its end.
async fn run(arguments: Arguments) -> Result<bool> {
    std::fs::create_dir_all(&arguments.data)?;
    let data = std::fs::canonicalize(&arguments.data)?;
    let lock = File::create(data.join("lock"))?;
    lock.try_lock().with_context(|| format!("another run uses {}, choose another with --data", data.display()))?;
    let kinds = if arguments.only.is_empty() { Kind::ALL.to_vec() } else { arguments.only };
    let machine = machine::describe(&data, &arguments.cyrus)?;
    let mut lab = Lab::new(
        Site { posthouse: arguments.posthouse, cyrus: arguments.cyrus, data },
        kinds,
        arguments.rounds.max(1),
        arguments.sizes,
    );
    let mut all_ended = true;
    for scenario in chosen(arguments.scenarios, arguments.million) {
        eprintln!("# {scenario:?}");
        if let Err(error) = scenario.run(&mut lab).await {
            eprintln!("bench: {scenario:?} stopped: {error:#}");
            all_ended = false;
        }
    }
    print!("{machine}\n{}", figures::table(&lab.rows));
    Ok(all_ended)
}

fn chosen(named: Vec<Scenario>, million: bool) -> Vec<Scenario> {
    let mut chosen = if named.is_empty() { Scenario::USUAL.to_vec() } else { named };
    if million && !chosen.contains(&Scenario::Million) {
        chosen.push(Scenario::Million);
    }
    chosen
}
