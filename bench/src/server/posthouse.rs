//! Posthouse, as `posthouse demo` runs it.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use super::{Ports, bound_to_us, log_beside};

pub(super) fn command(program: &Path, folder: &Path) -> Result<(Command, Ports, Option<tempfile::TempDir>)> {
    if !program.exists() {
        bail!("{} is not there; build it with `cargo build --release -p posthouse`", program.display());
    }
    let ports = Ports::find()?;
    let log = File::create(log_beside(folder))?;
    let mut command = bound_to_us(program);
    command.arg("demo").arg("--data").arg(folder).arg("--port-base").arg(ports.base.to_string());
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    Ok((command, ports, None))
}

/// Adds an account to the server that runs on this folder.
pub(super) fn add_account(program: &Path, folder: &Path, name: &str, password: &str) -> Result<()> {
    let mut command = Command::new(program);
    let output = command.args(["account", "add", name, "--password", password, "--data"]).arg(folder).output()?;
    if !output.status.success() {
        bail!("account add: {}", String::from_utf8_lossy(&output.stderr).trim_end());
    }
    Ok(())
}
