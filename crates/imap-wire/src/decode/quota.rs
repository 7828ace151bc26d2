use super::cursor::{Cursor, Error, Parse};
use super::mailbox::sp_mailbox;
use crate::CommandBody;
use crate::command::{QuotaLimit, SetQuota};

// getquota = "GETQUOTA" SP quota-root-name
pub(super) fn getquota(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    sp_quota_root_name(cursor).map(CommandBody::GetQuota)
}

// getquotaroot = "GETQUOTAROOT" SP mailbox
pub(super) fn getquotaroot(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    sp_mailbox(cursor).map(CommandBody::GetQuotaRoot)
}

// setquota = "SETQUOTA" SP quota-root-name SP setquota-list
pub(super) fn setquota(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    let root = sp_quota_root_name(cursor)?;
    cursor.sp()?;
    // setquota-list = "(" [setquota-resource *(SP setquota-resource)] ")"
    let limits = cursor.list("a list of limits", setquota_resource)?;
    if limits.len() > SetQuota::MAX_RESOURCES {
        return Err(Error::Limit("16 resources"));
    }
    Ok(CommandBody::SetQuota(SetQuota { root, limits }))
}

// setquota-resource = resource-name SP resource-limit
fn setquota_resource(cursor: &mut Cursor<'_>) -> Parse<QuotaLimit> {
    let resource = cursor.atom("the name of a resource")?.to_ascii_uppercase();
    cursor.sp()?;
    Ok(QuotaLimit { resource, limit: cursor.number64()? })
}

// SP quota-root-name
fn sp_quota_root_name(cursor: &mut Cursor<'_>) -> Parse<Vec<u8>> {
    cursor.sp()?;
    cursor.text("the name of a quota root").map(|name| name.into_owned())
}
