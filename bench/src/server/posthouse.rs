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
