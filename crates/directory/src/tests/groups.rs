use super::{Directory, add_account, address, with_domains};
use crate::{Address, Error, GroupName, GroupNameError};

fn group(name: &str) -> GroupName {
    GroupName::parse(name).unwrap()
}

async fn listed(directory: &Directory) -> Vec<(String, Vec<String>)> {
    let groups = directory.groups().await.unwrap().into_iter();
    groups.map(|entry| (entry.group.to_string(), entry.members.iter().map(Address::to_string).collect())).collect()
}

#[test]
fn names_of_groups() {
    assert_eq!(group("Staff-2.b_c").as_str(), "staff-2.b_c");
    for bad in ["", "-x", ".", "a b", "a@b", "é", &"x".repeat(65)] {
        assert_eq!(GroupName::parse(bad), Err(GroupNameError), "{bad}");
    }
}

#[tokio::test]
async fn accounts_join_and_leave_groups() {
    let directory = with_domains().await;
    let (alice, bob) = (
        add_account(&directory, "alice@example.test", false).await,
        add_account(&directory, "bob@example.test", false).await,
    );
    let staff = directory.add_group(&group("staff")).await.unwrap();
    let board = directory.add_group(&group("board")).await.unwrap();
    assert!(staff != board && staff.0 > bob.id.0);
    assert!(matches!(directory.add_group(&group("STAFF")).await, Err(Error::GroupExists(_))));
    let both = [alice.address.clone(), bob.address.clone()];
    directory.add_members(&group("staff"), &both).await.unwrap();
    directory.add_members(&group("staff"), &both[..1]).await.unwrap();
    directory.add_members(&group("board"), &both[1..]).await.unwrap();
    assert_eq!(directory.groups_of(bob.id).await.unwrap(), [staff, board]);
    assert_eq!(directory.group_by_name(&group("board")).await.unwrap(), Some(board));
    assert_eq!(directory.group(staff).await.unwrap(), Some(group("staff")));
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let expected = [
        ("board".into(), names(&["bob@example.test"])),
        ("staff".into(), names(&["alice@example.test", "bob@example.test"])),
    ];
    assert_eq!(listed(&directory).await, expected);

    directory.remove_members(&group("staff"), &both[..1]).await.unwrap();
    assert_eq!(directory.groups_of(alice.id).await.unwrap(), []);
    directory.remove_account(&bob.address).await.unwrap();
    assert_eq!(listed(&directory).await, [("board".into(), vec![]), ("staff".into(), vec![])]);
    directory.remove_group(&group("staff")).await.unwrap();
    assert!(matches!(directory.remove_group(&group("staff")).await, Err(Error::UnknownGroup(_))));
    assert!(directory.add_group(&group("staff")).await.unwrap() > board);
}

#[tokio::test]
async fn nobody_unknown_is_in_a_group() {
    let directory = with_domains().await;
    let alice = add_account(&directory, "alice@example.test", false).await.address;
    directory.add_group(&group("staff")).await.unwrap();
    let nobody = address("nobody@example.test");
    let refused = directory.add_members(&group("staff"), &[alice.clone(), nobody]).await;
    assert!(matches!(refused, Err(Error::UnknownAccount(_))));
    assert_eq!(listed(&directory).await, [("staff".into(), vec![])]);
    assert!(matches!(directory.add_members(&group("board"), &[alice]).await, Err(Error::UnknownGroup(_))));
}

#[tokio::test]
async fn an_account_is_in_so_many_groups() {
    let directory = with_domains().await;
    let alice = [add_account(&directory, "alice@example.test", false).await.address];
    for number in 0..=100 {
        let name = group(&format!("group{number}"));
        directory.add_group(&name).await.unwrap();
        let joined = directory.add_members(&name, &alice).await;
        assert_eq!(matches!(joined, Err(Error::TooManyGroups { .. })), number == 100, "{number}");
    }
    directory.add_members(&group("group5"), &alice).await.unwrap();
}
