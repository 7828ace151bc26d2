//! Cyrus IMAP, from packages unpacked into a folder of their own, because Debian's Dovecot excludes them. Debian's
//! defaults for what keeps mail safe, logins without a limit, and no syslog to write to.

use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use super::{ACCOUNTS, MANY, MANY_PASSWORD, Ports, bound_to_us, log_beside, many_name};

/// Debian's user and group `mail`, which have the same numbers on every machine.
const MAIL_ID: u32 = 8;

/// What mkimap(8) makes below the configuration directory.
const FOLDERS: [&str; 9] = ["db", "socket", "proc", "log", "msg", "quota", "user", "sieve", "ptclient"];

pub(super) fn command(root: &Path, folder: &Path) -> Result<(Command, Ports, Option<tempfile::TempDir>)> {
    let root = fs::canonicalize(root).context("Cyrus is not there; bench/run unpacks its packages")?;
    let ports = Ports::find()?;
    let run = tempfile::Builder::new().prefix("posthouse-bench-").tempdir().context("cannot make a folder")?;
    fs::set_permissions(run.path(), fs::Permissions::from_mode(0o755))?;
    let site = Folders { root: &root, run: run.path(), folder };
    site.make()?;
    let log = File::create(log_beside(folder))?;
    let mut command = bound_to_us(&root.join("usr/sbin/cyrmaster"));
    command.arg("-C").arg(site.imapd_conf()).arg("-M").arg(site.write_services(&ports)?);
    command.arg("-D").arg("-p").arg(run.path().join("pid"));
    command.env("LD_LIBRARY_PATH", libraries(&root));
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    Ok((command, ports, Some(run)))
}

/// The version, for the report: that of the package beside what was unpacked.
pub(crate) fn version(root: &Path) -> Result<String> {
    let names = fs::read_dir(root)?.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let package = names.into_iter().find(|name| name.starts_with("cyrus-imapd_")).context("no package")?;
    Ok(package.split('_').nth(1).unwrap_or("?").to_owned())
}

/// Debian's folder of shared libraries, whatever the architecture.
fn libraries(root: &Path) -> PathBuf {
    let folders = fs::read_dir(root.join("usr/lib")).into_iter().flatten().flatten();
    let found = folders.map(|entry| entry.path()).find(|path| path.join("libcyrus.so.0").exists());
    found.unwrap_or_else(|| root.to_path_buf())
}

struct Folders<'a> {
    root: &'a Path,
    run: &'a Path,
    folder: &'a Path,
}

impl Folders<'_> {
    fn make(&self) -> Result<()> {
        for name in FOLDERS {
            fs::create_dir_all(self.folder.join("lib").join(name))?;
        }
        for name in ["spool", "lock"] {
            fs::create_dir_all(self.folder.join(name))?;
        }
        self.write_passwords()?;
        self.write_certificate()?;
        fs::write(self.imapd_conf(), self.settings())?;
        give_away(self.folder)?;
        give_away(&self.folder.join("lib"))?;
        give_away(self.run)
    }

    fn imapd_conf(&self) -> PathBuf {
        self.run.join("imapd.conf")
    }

    /// The passwords are in plain text in the database of Cyrus SASL: a login costs no hashing.
    fn write_passwords(&self) -> Result<()> {
        for (name, password) in ACCOUNTS {
            self.write_password(name, password)?;
        }
        for index in 0..MANY {
            self.write_password(&many_name(index), MANY_PASSWORD)?;
        }
        Ok(())
    }

    fn write_password(&self, name: &str, password: &str) -> Result<()> {
        use std::io::Write as _;
        let (user, domain) = name.split_once('@').context("an address")?;
        let mut command = Command::new("saslpasswd2");
        command.args(["-p", "-c", "-f"]).arg(self.run.join("sasldb2")).args(["-u", domain, user]);
        let mut child = command.stdin(Stdio::piped()).spawn().context("saslpasswd2 is missing: sasl2-bin")?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(password.as_bytes())?;
        }
        if !child.wait()?.success() {
            bail!("saslpasswd2 failed");
        }
        Ok(())
    }

    fn write_certificate(&self) -> Result<()> {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()])?;
        fs::write(self.run.join("cert.pem"), made.cert.pem())?;
        fs::write(self.run.join("key.pem"), made.signing_key.serialize_pem())?;
        Ok(())
    }

    fn settings(&self) -> String {
        let (run, folder) = (self.run.display(), self.folder.display());
        format!(
            "configdirectory: {folder}/lib
partition-default: {folder}/spool
defaultpartition: default
proc_path: {run}/proc
mboxname_lockpath: {folder}/lock
lmtpsocket: {run}/lmtp
idlesocket: {run}/idle
notifysocket: {run}/notify
cyrus_user: mail
cyrus_group: mail
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {run}/sasldb2
sasl_mech_list: PLAIN LOGIN
allowplaintext: yes
virtdomains: userid
defaultdomain: localdomain
unixhierarchysep: yes
altnamespace: yes
hashimapspool: true
autocreate_quota: 0
autocreate_post: yes
duplicatesuppression: no
maxlogins_per_host: 0
maxlogins_per_user: 0
tls_server_cert: {run}/cert.pem
tls_server_key: {run}/key.pem
"
        )
    }

    fn write_services(&self, ports: &Ports) -> Result<PathBuf> {
        let bin = self.root.join("usr/lib/cyrus/bin");
        let (bin, conf) = (bin.display(), self.imapd_conf());
        let (conf, cores) = (conf.display(), std::thread::available_parallelism()?);
        let (imap, imaps, lmtp) = (ports.imap, ports.imaps, ports.lmtp);
        let text = format!(
            "START {{
  recover cmd=\"{bin}/ctl_cyrusdb -C {conf} -r\"
}}
SERVICES {{
  imap cmd=\"{bin}/imapd -C {conf}\" listen=\"{imap}\" prefork={cores} maxchild=5000
  imaps cmd=\"{bin}/imapd -s -C {conf}\" listen=\"{imaps}\" prefork={cores} maxchild=5000
  lmtp cmd=\"{bin}/lmtpd -a -C {conf}\" listen=\"{lmtp}\" prefork={cores} maxchild=100
}}
DAEMON {{
  idled cmd=\"{bin}/idled -C {conf}\"
}}
"
        );
        let path = self.run.join("cyrus.conf");
        fs::write(&path, text)?;
        Ok(path)
    }
}

/// Gives a folder and what is directly in it to the user that Cyrus runs as.
fn give_away(folder: &Path) -> Result<()> {
    chown(folder, Some(MAIL_ID), Some(MAIL_ID)).context("Cyrus is measured by root, who can change users")?;
    for entry in fs::read_dir(folder)? {
        chown(entry?.path(), Some(MAIL_ID), Some(MAIL_ID))?;
    }
    Ok(())
}
