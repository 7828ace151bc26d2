use crate::ObjectId;

// "(" objectid ")"
pub(super) fn object_id(out: &mut Vec<u8>, id: &ObjectId) {
    out.push(b'(');
    out.extend_from_slice(id.as_str().as_bytes());
    out.push(b')');
}
