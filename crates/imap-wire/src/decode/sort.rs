use super::cursor::{Cursor, Error, Parse};
use super::search::{search_criteria, search_return_opts};
use crate::command::{Sort, SortCriterion, SortKey};
use crate::{CommandBody, Numbering};

// sort = ["UID" SP] "SORT" SP sort-criteria SP search-criteria / extended-sort
pub(super) fn sort(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    arguments(cursor, Numbering::Sequence)
}

// sort = ["UID" SP] "SORT" SP sort-criteria SP search-criteria / extended-sort
pub(super) fn uid_sort(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    arguments(cursor, Numbering::Uid)
}

// extended-sort = ["UID" SP] "SORT" search-return-opts SP sort-criteria SP search-criteria of RFC 5267 §5
fn arguments(cursor: &mut Cursor<'_>, numbering: Numbering) -> Parse<CommandBody> {
    cursor.sp()?;
    let (returns, update_items) = search_return_opts(cursor)?;
    let criteria = sort_criteria(cursor)?;
    cursor.sp()?;
    let (charset, key) = search_criteria(cursor)?;
    Ok(CommandBody::Sort(Sort { numbering, returns, update_items, criteria, charset, key }))
}

// sort-criteria = "(" sort-criterion *(SP sort-criterion) ")"
fn sort_criteria(cursor: &mut Cursor<'_>) -> Parse<Vec<SortCriterion>> {
    let criteria = cursor.list1("sort criteria", sort_criterion)?;
    if criteria.len() > Sort::MAX_CRITERIA { Err(Error::Limit("32 sort criteria")) } else { Ok(criteria) }
}

// sort-criterion = ["REVERSE" SP] sort-key
fn sort_criterion(cursor: &mut Cursor<'_>) -> Parse<SortCriterion> {
    const EXPECTED: &str = "a sort key";
    let reverse = cursor.eat_keyword("REVERSE");
    if reverse {
        cursor.sp()?;
    }
    let key = SortKey::from_name(cursor.atom(EXPECTED)?).ok_or(Error::Expected(EXPECTED))?;
    Ok(SortCriterion { key, reverse })
}
