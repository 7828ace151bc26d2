use super::number;

/// A message in its thread (RFC 5256 §4). Threads are written one after the other, each message before its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThreadMember {
    /// How many messages are above it; 0 begins a thread. At most one more than that of the member before it.
    pub depth: usize,
    /// Its number; `None` for a message that is answered but was not found.
    pub number: Option<u32>,
}

/// Writes a THREAD response (RFC 5256 §4). However deep the threads are, it needs no recursion.
pub fn thread(out: &mut Vec<u8>, members: &[ThreadMember]) {
    out.extend_from_slice(b"* THREAD");
    if !members.is_empty() {
        out.push(b' ');
    }
    let mut open: Vec<Open> = Vec::new();
    for (member, siblings) in members.iter().zip(siblings(members)) {
        close(out, &mut open, member.depth);
        let own_list = siblings != 1 || open.is_empty();
        if open.last().is_some_and(|parent| parent.ends_in_number) {
            out.push(b' ');
        }
        if let Some(parent) = open.last_mut() {
            parent.ends_in_number = false;
        }
        if own_list {
            out.push(b'(');
        }
        if let Some(value) = member.number {
            number(out, value.into());
        }
        open.push(Open { own_list, ends_in_number: member.number.is_some() });
    }
    close(out, &mut open, 0);
    out.extend_from_slice(b"\r\n");
}

/// A member whose answers may still come.
struct Open {
    own_list: bool,
    /// Whether its own number is the last that was written.
    ends_in_number: bool,
}

fn close(out: &mut Vec<u8>, open: &mut Vec<Open>, depth: usize) {
    while open.len() > depth {
        if open.pop().is_some_and(|member| member.own_list) {
            out.push(b')');
        }
    }
}

/// For each member, how many answers its parent has; for the first of a thread, how many threads there are.
fn siblings(members: &[ThreadMember]) -> Vec<usize> {
    let mut counts = vec![0; members.len() + 1];
    let mut parents = Vec::with_capacity(members.len());
    let mut above: Vec<usize> = Vec::new();
    for (index, member) in members.iter().enumerate() {
        above.truncate(member.depth);
        let parent = above.last().map_or(0, |above| above + 1);
        if let Some(count) = counts.get_mut(parent) {
            *count += 1;
        }
        parents.push(parent);
        above.push(index);
    }
    parents.into_iter().map(|parent| counts.get(parent).copied().unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(members: &[(usize, u32)]) -> String {
        let member = |&(depth, number): &(usize, u32)| ThreadMember { depth, number: (number > 0).then_some(number) };
        let mut out = Vec::new();
        thread(&mut out, &members.iter().map(member).collect::<Vec<_>>());
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn responses_of_the_rfc() {
        // RFC 5256 §4, with 0 for a message that was not found
        let family = [(0, 2), (0, 3), (1, 6), (2, 4), (3, 23), (2, 44), (3, 7), (4, 96)];
        assert_eq!(written(&family), "* THREAD (2)(3 6 (4 23)(44 7 96))\r\n");
        assert_eq!(written(&[(0, 0), (1, 3), (1, 5)]), "* THREAD ((3)(5))\r\n");
        assert_eq!(written(&[]), "* THREAD\r\n");
        assert_eq!(written(&[(0, 196), (1, 197), (1, 198), (0, 199)]), "* THREAD (196 (197)(198))(199)\r\n");
        assert_eq!(written(&[(0, 1), (1, 0), (2, 3), (2, 4)]), "* THREAD (1 (3)(4))\r\n");
        assert_eq!(written(&[(0, 0), (1, 170), (1, 0), (2, 5), (2, 6)]), "* THREAD ((170)((5)(6)))\r\n");
    }

    #[test]
    fn depth_costs_no_stack() {
        let members: Vec<(usize, u32)> = (0..100_000).map(|depth| (depth, 7)).collect();
        assert_eq!(written(&members).len(), "* THREAD ()\r\n".len() + 2 * members.len() - 1);
    }
}
