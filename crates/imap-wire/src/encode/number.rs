/// Writes a number in decimal (RFC 9051 §9, ABNF `number64`).
pub fn number(out: &mut Vec<u8>, value: u64) {
    let mut digits = [0; 20]; // as many as u64::MAX has
    let mut at = digits.len();
    let mut rest = value;
    for slot in digits.iter_mut().rev() {
        *slot = b'0' + (rest % 10) as u8;
        rest /= 10;
        at -= 1;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(digits.get(at..).unwrap_or_default());
}

/// Writes a number below 100 with two digits (RFC 9051 §9, ABNF `2DIGIT`).
pub(super) fn two_digits(out: &mut Vec<u8>, value: u8) {
    out.extend_from_slice(&[b'0' + value / 10 % 10, b'0' + value % 10]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_length() {
        for value in [0, 7, 10, 99, 100, 4_294_967_295, 9_223_372_036_854_775_807, u64::MAX] {
            let mut out = Vec::new();
            number(&mut out, value);
            assert_eq!(String::from_utf8(out).unwrap(), value.to_string());
        }
    }
}
