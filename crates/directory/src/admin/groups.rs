//! Making, filling, emptying and listing groups.

use posthouse_engine::Range;

use crate::change::{Change, retrying};
use crate::record::{self, GroupRecord, NameRecord};
use crate::{AccountId, Address, Directory, Error, GroupEntry, GroupId, GroupName, keys};

/// How many groups one account may be in: each is looked for whenever its rights are.
const MOST_GROUPS: usize = 100;

impl Directory {
    /// Makes a group, with nobody in it.
    pub async fn add_group(&self, name: &GroupName) -> Result<GroupId, Error> {
        retrying(|| self.try_add_group(name)).await
    }

    /// Removes a group; rights that it has are nobody's from then on.
    pub async fn remove_group(&self, name: &GroupName) -> Result<(), Error> {
        retrying(|| self.try_remove_group(name)).await
    }

    /// Puts accounts into a group, those too that are in it already.
    pub async fn add_members(&self, name: &GroupName, members: &[Address]) -> Result<(), Error> {
        retrying(|| self.try_change_members(name, members, true)).await
    }

    /// Takes accounts out of a group, those too that are not in it.
    pub async fn remove_members(&self, name: &GroupName, members: &[Address]) -> Result<(), Error> {
        retrying(|| self.try_change_members(name, members, false)).await
    }

    /// All groups with their members, by name.
    pub async fn groups(&self) -> Result<Vec<GroupEntry>, Error> {
        let mut groups = Vec::new();
        for (_, value) in self.engine.range(Range::prefix(keys::GROUP_NAMES)).await? {
            let group = GroupId(record::read::<NameRecord>(&value)?.account);
            let name = self.group(group).await?.ok_or(Error::Damaged("a group without its record"))?;
            groups.push(GroupEntry { group: name, members: self.members(group).await? });
        }
        Ok(groups)
    }

    async fn members(&self, group: GroupId) -> Result<Vec<Address>, Error> {
        let mut members = Vec::new();
        for (key, _) in self.engine.range(Range::prefix(keys::members_of(group))).await? {
            let id = keys::last_account(&key).ok_or(Error::Damaged("a member without a number"))?;
            members.extend(self.account(id).await?.map(|account| account.address));
        }
        Ok(members)
    }

    async fn require_group(&self, name: &GroupName) -> Result<GroupId, Error> {
        self.group_by_name(name).await?.ok_or_else(|| Error::UnknownGroup(name.clone()))
    }

    async fn try_add_group(&self, name: &GroupName) -> Result<GroupId, Error> {
        let mut change = Change::begin(&*self.engine).await?;
        if self.group_by_name(name).await?.is_some() {
            return Err(Error::GroupExists(name.clone()));
        }
        // Accounts and groups are numbered together, so that a number says whom it means.
        let id = GroupId(change.new_account_id().0);
        change.put(keys::group_name(name), &NameRecord { account: id.0 });
        change.put(keys::group(id), &GroupRecord { name: name.to_string() });
        change.commit(&*self.engine).await?;
        Ok(id)
    }

    async fn try_remove_group(&self, name: &GroupName) -> Result<(), Error> {
        let mut change = Change::begin(&*self.engine).await?;
        let group = self.require_group(name).await?;
        for (key, _) in self.engine.range(Range::prefix(keys::members_of(group))).await? {
            let member = keys::last_account(&key).ok_or(Error::Damaged("a member without a number"))?;
            set_member(&mut change, group, member, false);
        }
        change.delete(keys::group_name(name));
        change.delete(keys::group(group));
        change.commit(&*self.engine).await
    }

    async fn try_change_members(&self, name: &GroupName, members: &[Address], wanted: bool) -> Result<(), Error> {
        let mut change = Change::begin(&*self.engine).await?;
        let group = self.require_group(name).await?;
        for address in members {
            let member = self.require_user(address).await?.id;
            let groups = self.groups_of(member).await?;
            if wanted && !groups.contains(&group) && groups.len() >= MOST_GROUPS {
                return Err(Error::TooManyGroups { account: address.clone(), limit: MOST_GROUPS });
            }
            set_member(&mut change, group, member, wanted);
        }
        change.commit(&*self.engine).await
    }

    /// Takes an account that goes out of its groups.
    pub(super) async fn leave_groups(&self, change: &mut Change, account: AccountId) -> Result<(), Error> {
        for group in self.groups_of(account).await? {
            set_member(change, group, account, false);
        }
        Ok(())
    }
}

/// Membership is found from both ends.
fn set_member(change: &mut Change, group: GroupId, account: AccountId, wanted: bool) {
    for key in [keys::member(group, account), keys::membership(account, group)] {
        if wanted { change.mark(key) } else { change.delete(key) }
    }
}
