//! Runs transcripts against any server: `transcript smtp=localhost:25 FILE…`, or for sessions that have logged in
//! `transcript alice=user:password@localhost:143 FILE…`. Other words with `:=` are variables: `password:=secret`. What the
//! server says otherwise is printed. Most transcripts want accounts without mail.

use std::collections::HashMap;
use std::process::ExitCode;

use posthouse_testkit::transcript::{Script, Tcp, run};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let (endpoints, files): (Vec<_>, Vec<_>) = std::env::args().skip(1).partition(|argument| argument.contains('='));
    let (variables, endpoints): (Vec<_>, Vec<_>) = endpoints.iter().partition(|argument| argument.contains(":="));
    let mut server = Tcp { endpoints: pairs(&endpoints, "="), variables: pairs(&variables, ":=") };
    server.variables.insert("tab".to_owned(), "\t".to_owned());
    let mut outcome = ExitCode::SUCCESS;
    for file in files {
        if let Err(why) = play(&file, &mut server).await {
            println!("{file}: {why}");
            outcome = ExitCode::FAILURE;
        }
    }
    outcome
}

fn pairs(arguments: &[&String], sign: &str) -> HashMap<String, String> {
    let pairs = arguments.iter().filter_map(|argument| argument.split_once(sign));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

async fn play(file: &str, server: &mut Tcp) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    let script = Script::parse(&text).map_err(|error| error.to_string())?;
    run(&script, server).await.map_err(|failure| failure.to_string())
}
