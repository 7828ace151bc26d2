//! `posthouse`: the mail server and its command line.

mod admin;
mod capability;
mod check;
mod config;
mod data;
mod demo;
mod descriptors;
mod folder;
mod handshake;
mod http;
mod listen;
mod locked;
mod log;
mod maintain;
mod serve;
mod services;
mod stop;
mod sweeps;
mod tls;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use rustix::fs::Mode;

use crate::admin::AdminCommand;
use crate::config::{Config, ConfigError};
use crate::data::{Absent, Data};
use crate::serve::{ServeError, Server};
use crate::stop::{Signals, unless_stopped};

/// A complete mail server.
#[derive(Debug, Parser)]
#[command(name = "posthouse", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a complete mail server on loopback, with two accounts and a few messages, to try it out.
    Demo {
        /// The data folder.
        #[arg(long, default_value = "./posthouse-data", value_name = "DIR")]
        data: PathBuf,
        /// Each service listens on its standard port plus this number.
        #[arg(long, default_value_t = 10_000, value_name = "N")]
        port_base: u16,
    },
    /// Run the mail server.
    Serve {
        /// The configuration file; docs/posthouse.example.toml explains it.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// Verify everything that is stored; the server must not run.
    Check {
        /// The data folder.
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
    },
    #[command(flatten)]
    Admin(AdminCommand),
}

/// Why a command failed. One line that says what is wrong and what to do.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error(transparent)]
    Demo(#[from] demo::SetUpError),
    #[error("cannot wait for signals: {0}")]
    Signals(std::io::Error),
    #[error("cannot store the welcome messages: {0}")]
    Welcome(#[from] posthouse_mailbox::Error),
    #[error("--port-base can be at most 64540, so that every port is below 65536")]
    PortBase,
    #[error(transparent)]
    Check(#[from] check::CheckError),
    #[error("{0} problem(s) found")]
    Damaged(u64),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // Mail is for its owner: whatever this process makes, nobody else may read.
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("posthouse: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    runtime.block_on(run(arguments.command))
}

async fn run(command: Command) -> ExitCode {
    let done = match command {
        Command::Demo { data, port_base } => demo(data, port_base).await,
        Command::Serve { config } => serve(&config).await,
        Command::Check { data } => check(&data).await,
        Command::Admin(command) => return admin::run(command).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("posthouse: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn demo(data: PathBuf, port_base: u16) -> Result<(), Failure> {
    let config = demo::config(data, port_base).ok_or(Failure::PortBase)?;
    let preparation = async {
        let server = prepare(config).await?;
        for account in demo::set_up(&server.data.directory).await? {
            demo::welcome(&server.data.store, account).await?;
        }
        Ok(server)
    };
    serve_once(preparation, demo::print).await
}

async fn serve(config: &Path) -> Result<(), Failure> {
    let config = Config::read(config)?;
    serve_once(prepare(config), |_| {}).await
}

async fn prepare(config: Config) -> Result<Server, Failure> {
    log::start(&config.log);
    let data = Data::open(&config.data, Absent::Create).await.map_err(ServeError::from)?;
    Ok(Server::prepare(config, data)?)
}

/// Serves when it is prepared; signals count from the beginning.
async fn serve_once(
    preparation: impl Future<Output = Result<Server, Failure>>,
    ready: impl FnOnce(&Config),
) -> Result<(), Failure> {
    let signals = Signals::listen().map_err(Failure::Signals)?;
    if let Some(server) = unless_stopped(&mut signals.stop(), preparation).await {
        server?.run(signals, ready).await?;
    }
    tracing::info!("stopped");
    Ok(())
}

async fn check(data: &Path) -> Result<(), Failure> {
    let found = check::run(data, |problem| println!("{problem}")).await?;
    println!(
        "{} account(s), {} message(s), {} bodies with {} bytes read",
        found.accounts, found.messages, found.bodies, found.bytes
    );
    if found.problems > 0 { Err(Failure::Damaged(found.problems)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
