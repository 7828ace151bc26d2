//! The commands, one file each.

mod acl;
pub(crate) mod append;
mod authenticate;
mod cancel_update;
mod capability;
mod check;
mod close;
mod compress;
mod copy;
mod create;
mod delete;
mod enable;
mod expunge;
mod fetch;
mod genurlauth;
mod getmetadata;
mod id;
pub(crate) mod idle;
mod language;
mod list;
mod login;
mod lsub;
mod r#move;
mod multi_search;
mod namespace;
mod notify;
mod quota;
mod rename;
mod resetkey;
mod search;
mod select;
mod setmetadata;
mod sort;
mod status;
mod store;
mod subscribe;
mod thread;
mod uid_batches;
mod unauthenticate;
mod unselect;
mod urlfetch;

use posthouse_imap_wire::Tag;
use posthouse_imap_wire::command::CommandBody;
use posthouse_imap_wire::encode::{self, Condition};

use crate::answer::Done;
use crate::error::Error;
use crate::message_limit::MessageLimit;
use crate::session::Session;
use crate::state::Access;
use crate::{filters, uid_only, unsupported};

/// Does what a command asks for. The session's state allows it.
///
/// # Errors
/// Why it was not done.
pub(crate) async fn run(session: &mut Session<'_>, tag: &Tag, body: CommandBody) -> Result<Done, Error> {
    session.off().permit_arguments(&body)?;
    search::check_charset(session, &body)?;
    let body = filters::resolve(session, body)?;
    unsupported::check(&body)?;
    if uid_only::names_numbers(&body) {
        session.state.user()?.with_numbers()?;
    }
    match body {
        CommandBody::Capability => Ok(capability::run(session)),
        CommandBody::Noop => Ok(Done::Plain),
        CommandBody::Logout => Ok(Done::LoggedOut),
        CommandBody::Id(_) => Ok(id::run(session)),
        CommandBody::StartTls => start_tls(session),
        CommandBody::Authenticate(arguments) => authenticate::run(session, arguments).await,
        CommandBody::Login(arguments) => login::run(session, arguments).await,
        CommandBody::Language(ranges) => language::run(session, &ranges),
        CommandBody::Compress(arguments) => compress::run(session, &arguments),
        CommandBody::Unauthenticate => Ok(unauthenticate::run(session)),
        CommandBody::Enable(wanted) => enable::run(session, &wanted),
        CommandBody::Select(arguments) => select::run(session, &arguments, Access::ReadWrite).await,
        CommandBody::Examine(arguments) => select::run(session, &arguments, Access::ReadOnly).await,
        CommandBody::Create(arguments) => create::run(session, arguments).await,
        CommandBody::Delete(name) => delete::run(session, &name).await,
        CommandBody::Rename(arguments) => rename::run(session, &arguments).await,
        CommandBody::Subscribe(name) => subscribe::subscribe(session, &name).await,
        CommandBody::Unsubscribe(name) => subscribe::unsubscribe(session, &name).await,
        CommandBody::List(arguments) => list::run(session, &arguments).await,
        CommandBody::Lsub(arguments) => lsub::run(session, &arguments).await,
        CommandBody::Namespace => namespace::run(session),
        CommandBody::Notify(arguments) => notify::run(session, &arguments).await,
        CommandBody::MultiSearch(arguments) => multi_search::run(session, tag, arguments).await,
        CommandBody::Status(arguments) => status::run(session, &arguments).await,
        CommandBody::SetAcl(arguments) => acl::set(session, &arguments).await,
        CommandBody::DeleteAcl(entry) => acl::delete(session, &entry).await,
        CommandBody::GetAcl(name) => acl::get(session, &name).await,
        CommandBody::ListRights(entry) => acl::list_rights(session, &entry).await,
        CommandBody::MyRights(name) => acl::my_rights(session, &name).await,
        CommandBody::GetQuota(root) => quota::get(session, &root).await,
        CommandBody::GetQuotaRoot(name) => quota::get_root(session, &name).await,
        CommandBody::SetQuota(arguments) => quota::set(session, &arguments).await,
        CommandBody::GetMetadata(arguments) => getmetadata::run(session, &arguments).await,
        CommandBody::SetMetadata(arguments) => setmetadata::run(session, arguments).await,
        CommandBody::GenUrlAuth(urls) => genurlauth::run(session, urls).await,
        CommandBody::UrlFetch(urls) => urlfetch::run(session, urls).await,
        CommandBody::ResetKey(arguments) => resetkey::run(session, &arguments).await,
        selected => run_selected(session, tag, selected).await,
    }
}

/// The commands on an open mailbox (RFC 9051 §6.4), on so many messages as one may work on. Where the completion says
/// something else, the limit is told before it (RFC 9738 §3).
async fn run_selected(session: &mut Session<'_>, tag: &Tag, body: CommandBody) -> Result<Done, Error> {
    session.state.selected()?.message_limit = MessageLimit::of(&session.context.config.limits);
    let done = run_limited(session, tag, body).await?;
    let reached = session.state.selected().ok().and_then(|selected| selected.message_limit.reached());
    Ok(match (done, reached) {
        (Done::Plain, Some(reached)) => Done::Limited(reached),
        (done, Some(reached)) => {
            let text = "Older messages were left alone";
            encode::untagged(session.out.buffer(), Condition::No, Some(reached.code()), text);
            done
        }
        (done, None) => done,
    })
}

async fn run_limited(session: &mut Session<'_>, tag: &Tag, body: CommandBody) -> Result<Done, Error> {
    let (selected, out) = (session.state.selected()?, &mut session.out);
    match body {
        CommandBody::Check => Ok(check::run()),
        CommandBody::Close => close::run(session).await,
        CommandBody::Unselect => unselect::run(session),
        CommandBody::Expunge => expunge::run(selected, out).await,
        CommandBody::UidExpunge(messages) => expunge::uid(selected, &messages, out).await,
        CommandBody::UidBatches(arguments) => uid_batches::run(selected, tag, &arguments, out),
        CommandBody::Search(arguments) => search::run(selected, tag, arguments, out).await,
        CommandBody::CancelUpdate(tags) => cancel_update::run(selected, &tags),
        CommandBody::Sort(arguments) => sort::run(selected, tag, arguments, out).await,
        CommandBody::Thread(arguments) => thread::run(selected, arguments, out).await,
        CommandBody::Fetch(arguments) => fetch::run(selected, arguments, out).await,
        CommandBody::Store(arguments) => store::run(selected, arguments, out).await,
        CommandBody::Copy(arguments) => copy::run(selected, &arguments, out).await,
        CommandBody::Move(arguments) => r#move::run(selected, &arguments, out).await,
        _ => Err(Error::Bad("This command is not available here")),
    }
}

/// RFC 9051 §6.2.1.
fn start_tls(session: &Session<'_>) -> Result<Done, Error> {
    match session.peer.security.offers_starttls() {
        true => Ok(Done::StartTls),
        false => Err(Error::Bad("STARTTLS is not available here")),
    }
}
