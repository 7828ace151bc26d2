//! Runs transcripts against any server: `transcript smtp=localhost:25 FILE…`. What the server says otherwise is printed.

use std::process::ExitCode;

use posthouse_testkit::transcript::{Script, Tcp, run};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let (endpoints, files): (Vec<_>, Vec<_>) = std::env::args().skip(1).partition(|argument| argument.contains('='));
    let endpoints = endpoints.iter().filter_map(|argument| argument.split_once('='));
    let endpoints = endpoints.map(|(name, address)| (name.to_owned(), address.to_owned())).collect();
    let variables = [("tab".to_owned(), "\t".to_owned())].into();
    let mut server = Tcp { endpoints, variables };
    let mut outcome = ExitCode::SUCCESS;
    for file in files {
        if let Err(why) = play(&file, &mut server).await {
            println!("{file}: {why}");
            outcome = ExitCode::FAILURE;
        }
    }
    outcome
}

async fn play(file: &str, server: &mut Tcp) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    let script = Script::parse(&text).map_err(|error| error.to_string())?;
    run(&script, server).await.map_err(|failure| failure.to_string())
}
