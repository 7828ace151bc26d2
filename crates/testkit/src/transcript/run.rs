//! Running a transcript.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::time::timeout;

use super::pattern::{Variables, expand, matches, unescape};
use super::{Action, Harness, Script, Step, Stream};

/// How long the server may take for one line before the transcript fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// The step that went another way than written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The number of the line, from 1.
    pub line: usize,
    /// What happened.
    pub what: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

/// Runs every `*.txt` below `directory`, each with a harness of its own, and gives what failed, one text per file.
///
/// # Panics
/// If the directory cannot be read or has no transcripts: then nothing would be tested.
pub async fn run_directory<H: Harness>(directory: &Path, harness: impl AsyncFn(&Path) -> H) -> Vec<String> {
    let files = transcripts(directory);
    assert!(!files.is_empty(), "no transcripts in {}", directory.display());
    let mut failures = Vec::new();
    for file in files {
        if let Err(why) = run_file(&file, &mut harness(&file).await).await {
            failures.push(format!("{}: {why}", file.display()));
        }
    }
    failures
}

async fn run_file(file: &Path, harness: &mut impl Harness) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    let script = Script::parse(&text).map_err(|error| error.to_string())?;
    run(&script, harness).await.map_err(|failure| failure.to_string())
}

fn transcripts(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|extension| extension == "txt")).collect();
    files.sort();
    files
}

/// Runs one transcript.
///
/// # Errors
/// The first step that went another way than written.
pub async fn run(script: &Script, harness: &mut impl Harness) -> Result<(), Failure> {
    let mut run = Run { variables: harness.variables(), harness, connections: HashMap::new() };
    for step in &script.steps {
        run.step(step).await.map_err(|what| Failure { line: step.line, what })?;
    }
    Ok(())
}

struct Run<'a, H> {
    harness: &'a mut H,
    variables: Variables,
    connections: HashMap<String, BufReader<Box<dyn Stream>>>,
}

impl<H: Harness> Run<'_, H> {
    async fn step(&mut self, step: &Step) -> Result<(), String> {
        let connection = step.connection.as_str();
        match &step.action {
            Action::Open(endpoint) => self.open(connection, endpoint).await,
            Action::Send(text) => self.send(connection, format!("{}\r\n", self.expand(text)?).as_bytes()).await,
            Action::SendRaw(text) => self.send(connection, &unescape(&self.expand(text)?)?).await,
            Action::Expect(pattern) => self.expect(connection, pattern).await,
            Action::SkipTo(pattern) => self.skip_to(connection, pattern).await,
            Action::ExpectClosed => self.expect_closed(connection).await,
            Action::Close => self.taken(connection).map(drop),
            Action::StartTls => self.start_tls(connection).await,
            Action::Act(text) => self.harness.act(text).await,
        }
    }

    fn expand(&self, text: &str) -> Result<String, String> {
        expand(text, &self.variables)
    }

    fn taken(&mut self, connection: &str) -> Result<BufReader<Box<dyn Stream>>, String> {
        self.connections.remove(connection).ok_or_else(|| "the connection is not open".to_owned())
    }

    fn stream(&mut self, connection: &str) -> Result<&mut BufReader<Box<dyn Stream>>, String> {
        self.connections.get_mut(connection).ok_or_else(|| "the connection is not open".to_owned())
    }

    async fn open(&mut self, connection: &str, endpoint: &str) -> Result<(), String> {
        let stream = self.harness.connect(endpoint).await.map_err(|error| format!("cannot connect: {error}"))?;
        self.connections.insert(connection.to_owned(), BufReader::new(stream));
        Ok(())
    }

    async fn start_tls(&mut self, connection: &str) -> Result<(), String> {
        let plain = self.taken(connection)?.into_inner();
        let stream = self.harness.start_tls(plain).await.map_err(|error| format!("no TLS: {error}"))?;
        self.connections.insert(connection.to_owned(), BufReader::new(stream));
        Ok(())
    }

    async fn send(&mut self, connection: &str, octets: &[u8]) -> Result<(), String> {
        let stream = self.stream(connection)?;
        let sent =
            timeout(PATIENCE, stream.write_all(octets)).await.map_err(|_| "the server does not read".to_owned())?;
        sent.map_err(|error| format!("cannot send: {error}"))
    }

    async fn expect(&mut self, connection: &str, pattern: &str) -> Result<(), String> {
        let line = self.line(connection).await.map_err(|why| format!("expected `{pattern}`: {why}"))?;
        if matches(pattern, &line, &mut self.variables) {
            return Ok(());
        }
        Err(format!("expected `{pattern}`, got `{line}`"))
    }

    async fn skip_to(&mut self, connection: &str, pattern: &str) -> Result<(), String> {
        loop {
            let line = self.line(connection).await.map_err(|why| format!("expected `{pattern}`: {why}"))?;
            if matches(pattern, &line, &mut self.variables) {
                return Ok(());
            }
        }
    }

    async fn line(&mut self, connection: &str) -> Result<String, String> {
        let mut line = Vec::new();
        let read = timeout(PATIENCE, self.stream(connection)?.read_until(b'\n', &mut line)).await;
        read.map_err(|_| "the server says nothing".to_owned())?.map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&line);
        match text.strip_suffix("\r\n") {
            Some(text) => Ok(text.to_owned()),
            None if line.is_empty() => Err("the connection is closed".to_owned()),
            None => Err(format!("a line without CRLF: {text:?}")),
        }
    }

    async fn expect_closed(&mut self, connection: &str) -> Result<(), String> {
        let mut rest = Vec::new();
        let read = timeout(PATIENCE, self.taken(connection)?.read_to_end(&mut rest)).await;
        match read.map_err(|_| "the connection stays open".to_owned())? {
            Ok(_) if !rest.is_empty() => {
                Err(format!("expected nothing more, got {:?}", String::from_utf8_lossy(&rest)))
            }
            Ok(_) | Err(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use tokio::io::{duplex, split};

    use super::*;

    /// A server that greets, echoes lines until `QUIT`, and counts its connections.
    #[derive(Default)]
    struct Echo {
        connections: u32,
    }

    impl Harness for Echo {
        async fn connect(&mut self, endpoint: &str) -> io::Result<Box<dyn Stream>> {
            self.connections += 1;
            let (client, server) = duplex(64);
            tokio::spawn(echo(server, format!("{endpoint} {}\r\n", self.connections)));
            Ok(Box::new(client))
        }

        async fn act(&mut self, text: &str) -> Result<(), String> {
            if text == "jump" { Ok(()) } else { Err(format!("cannot {text}")) }
        }
    }

    async fn echo(stream: impl Stream, greeting: String) -> io::Result<()> {
        let (reader, mut writer) = split(stream);
        writer.write_all(greeting.as_bytes()).await?;
        let mut lines = BufReader::new(reader).lines();
        while let Some(line) = lines.next_line().await?.filter(|line| line != "QUIT") {
            writer.write_all(format!("{line}\r\n").as_bytes()).await?;
        }
        Ok(())
    }

    async fn outcome(text: &str) -> Result<(), String> {
        run(&Script::parse(text).unwrap(), &mut Echo::default()).await.map_err(|failure| failure.to_string())
    }

    #[tokio::test]
    async fn a_conversation_over_two_connections() {
        let text = "open a\nS: a ${n}\nopen b as bob\nS bob: b 2\nC: x${n}\nC bob~ y\\x41\\r\\nz\\r\\nQUIT\\r\\n\n\
                    S: x1\nS bob* z\nS bob closed\n! jump\nC tls\nC: q\nS: q\nC close\n";
        assert_eq!(outcome(text).await, Ok(()));
    }

    #[tokio::test]
    async fn what_goes_another_way_fails_at_its_line() {
        assert_eq!(outcome("open a\nS: b").await, Err("line 2: expected `b`, got `a 1`".into()));
        assert_eq!(
            outcome("open a\nS* a 1\nC: QUIT\nS: x").await,
            Err("line 4: expected `x`: the connection is closed".into())
        );
        assert_eq!(
            outcome("open a\nC: QUIT\nS closed").await,
            Err("line 3: expected nothing more, got \"a 1\\r\\n\"".into())
        );
        assert_eq!(outcome("! fly").await, Err("line 1: cannot fly".into()));
        assert_eq!(outcome("C: x").await, Err("line 1: the connection is not open".into()));
    }
}
