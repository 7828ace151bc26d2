//! Who performs a command: the running server, or, where none runs, this process.

use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UnixStream;
use tokio::time::{Instant, sleep};

use super::cli::AdminCommand;
use super::perform::Admin;
use super::request::{DomainRequest, Request, Response};
use super::{show, socket};
use crate::data::{Absent, Data, DataError};

/// How long a server may hold the folder without answering: it is starting or stopping.
const PATIENCE: Duration = Duration::from_secs(5);
const RETRY: Duration = Duration::from_millis(50);

/// Performs a command, shows the answer and gives the exit code.
pub(crate) async fn run(command: AdminCommand) -> ExitCode {
    let order = match command.order(io::stdin().lock()) {
        Ok(order) => order,
        Err(text) => return show::fail(&text, &mut io::stderr()),
    };
    match ask(&order.data, order.request, PATIENCE).await {
        Ok(response) => show::show(&response, order.json, &mut io::stdout(), &mut io::stderr()),
        Err(text) => show::fail(&text, &mut io::stderr()),
    }
}

/// Has a request performed by whoever can.
pub(super) async fn ask(data: &Path, request: Request, patience: Duration) -> Result<Response, String> {
    let deadline = Instant::now() + patience;
    loop {
        if let Ok(stream) = UnixStream::connect(socket::path(data)).await {
            let answer = socket::ask(stream, &request).await;
            return answer.map_err(|error| format!("the server in {} did not answer: {error}", data.display()));
        }
        match Data::open(data, absent(&request)).await {
            Ok(opened) => return perform(opened, request).await,
            Err(DataError::InUse(_)) if Instant::now() < deadline => sleep(RETRY).await,
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// Adding the first domain is how a data folder begins.
fn absent(request: &Request) -> Absent {
    match request {
        Request::Domain(DomainRequest::Add { .. }) => Absent::Create,
        _ => Absent::Refuse,
    }
}

async fn perform(data: Data, request: Request) -> Result<Response, String> {
    let admin = Admin::new(data.directory.clone(), data.store.clone(), Arc::new(data.store.clone()));
    admin.finish_removals().await;
    Ok(admin.perform(request).await)
}
