//! Dovecot with a configuration of its own: Debian's defaults for what keeps mail safe (sdbox, fsync, locks), ports on
//! loopback, limits raised so far that thousands of sessions fit, and what its documentation calls the high-performance
//! mode of logins: processes that serve many, where by default each login starts one.

use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use super::{ACCOUNTS, MANY, MANY_PASSWORD, Ports, bound_to_us, log_beside, many_name};

/// Debian's user and group `mail`, which have the same numbers on every machine. Dovecot refuses to keep mail as root.
const MAIL_ID: u32 = 8;

pub(super) fn command(folder: &Path) -> Result<(Command, Ports, Option<tempfile::TempDir>)> {
    let program = find()?;
    let ports = Ports::find()?;
    let run =
        tempfile::Builder::new().prefix("posthouse-bench-").tempdir().context("cannot make a temporary folder")?;
    fs::set_permissions(run.path(), fs::Permissions::from_mode(0o755))?;
    chown(folder, Some(MAIL_ID), Some(MAIL_ID)).context("Dovecot is measured by root, who can change users")?;
    write_certificate(run.path())?;
    fs::write(run.path().join("users"), users())?;
    let configuration = run.path().join("dovecot.conf");
    fs::write(&configuration, text(run.path(), folder, &ports))?;
    let log = File::create(log_beside(folder))?;
    let mut command = bound_to_us(&program);
    command.arg("-F").arg("-c").arg(configuration);
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    Ok((command, ports, Some(run)))
}

/// The version, for the report.
pub(crate) fn version() -> Result<String> {
    let output = Command::new(find()?).arg("--version").output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.split_whitespace().next().unwrap_or("?").to_owned())
}

fn find() -> Result<PathBuf> {
    let places = ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot"].map(PathBuf::from);
    match places.into_iter().find(|place| place.exists()) {
        Some(place) => Ok(place),
        None => bail!("Dovecot is not installed: apt-get install dovecot-imapd dovecot-lmtpd dovecot-pop3d"),
    }
}

/// The same kind of key as Posthouse's own: ECDSA with P-256.
fn write_certificate(run: &Path) -> Result<()> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()])?;
    fs::write(run.join("cert.pem"), made.cert.pem())?;
    fs::write(run.join("key.pem"), made.signing_key.serialize_pem())?;
    Ok(())
}

/// `{PLAIN}` is the cheapest there is: what Dovecot spends on a login is not the password.
fn users() -> String {
    let one = |(name, password): (&str, &str)| format!("{name}:{{PLAIN}}{password}::::::\n");
    let many = (0..MANY).map(|index| one((&many_name(index), MANY_PASSWORD)));
    ACCOUNTS.into_iter().map(one).chain(many).collect()
}

fn text(run: &Path, folder: &Path, ports: &Ports) -> String {
    let (run, folder) = (run.display(), folder.display());
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let (imap, imaps, lmtp) = (ports.imap.port(), ports.imaps.port(), ports.lmtp.port());
    format!(
        "base_dir = {run}/run
state_dir = {run}/state
log_path = /dev/stderr
protocols = imap lmtp
listen = 127.0.0.1
mail_location = sdbox:{folder}/%u
mail_uid = {MAIL_ID}
mail_gid = {MAIL_ID}
first_valid_uid = 1
first_valid_gid = 1
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_max_userip_connections = 10000
default_process_limit = 5000
default_client_limit = 20000
ssl = yes
ssl_cert = <{run}/cert.pem
ssl_key = <{run}/key.pem
passdb {{
  driver = passwd-file
  args = {run}/users
}}
userdb {{
  driver = static
  args = uid={MAIL_ID} gid={MAIL_ID} home={folder}/home/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  service_count = 0
  process_min_avail = {cores}
  process_limit = 100
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service imap {{
  process_limit = 5000
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service stats {{
  client_limit = 20000
}}
"
    )
}
