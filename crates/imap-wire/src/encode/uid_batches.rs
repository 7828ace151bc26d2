use super::{number, string};
use crate::{Tag, TextMode, Uid};

/// Writes UIDBATCHES: the highest and the lowest UID of each batch, newest first (RFC 10022).
pub fn uid_batches(out: &mut Vec<u8>, tag: &Tag, batches: &[(Uid, Uid)]) {
    out.extend_from_slice(b"* UIDBATCHES (TAG ");
    string(out, tag.as_bytes(), TextMode::Ascii);
    out.push(b')');
    for (index, (highest, lowest)) in batches.iter().enumerate() {
        out.push(if index > 0 { b',' } else { b' ' });
        // uid-range = (uniqueid ":" uniqueid), for a single UID too
        number(out, highest.get().into());
        out.push(b':');
        number(out, lowest.get().into());
    }
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_go_down() {
        let uid = |value| Uid::new(value).unwrap();
        let tag = Tag::new(b"A143").unwrap();
        let mut out = Vec::new();
        uid_batches(&mut out, &tag, &[(uid(215295), uid(99695)), (uid(99694), uid(20350)), (uid(7), uid(7))]);
        uid_batches(&mut out, &tag, &[]);
        let expected = "* UIDBATCHES (TAG \"A143\") 215295:99695,99694:20350,7:7\r\n* UIDBATCHES (TAG \"A143\")\r\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
