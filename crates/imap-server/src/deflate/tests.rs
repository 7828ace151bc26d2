use proptest::prelude::*;

use super::{Deflater, Inflater, Uninflatable};

fn deflated(deflater: &mut Deflater, mut octets: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    loop {
        let step = deflater.flush(octets).unwrap();
        packed.extend_from_slice(step.packed);
        octets = &octets[step.taken..];
        if !step.goes_on {
            return packed;
        }
    }
}

fn finished(octets: &[u8]) -> Vec<u8> {
    Deflater::default().finish(octets).unwrap().packed.to_vec()
}

/// Everything that can be inflated now, in pieces of `room`.
fn drain(inflater: &mut Inflater, room: usize) -> Result<Vec<u8>, Uninflatable> {
    let (mut all, mut space) = (Vec::new(), vec![0; room]);
    loop {
        match inflater.inflate(&mut space)? {
            None => return Ok(all),
            Some(piece) => all.extend_from_slice(piece),
        }
    }
}

proptest! {
    #[test]
    fn however_it_is_cut_the_same_comes_out(
        responses in prop::collection::vec((prop::collection::vec(0u8..4, 0..3000), any::<bool>()), 1..6),
        cut in 1usize..40,
        room in 1usize..2000,
    ) {
        let (mut deflater, mut inflater) = (Deflater::default(), Inflater::new(1 << 20));
        for (octets, rests) in responses {
            let packed = deflated(&mut deflater, &octets);
            let mut inflated = Vec::new();
            for piece in packed.chunks(cut) {
                inflater.push(piece);
                inflated.extend(drain(&mut inflater, room).unwrap());
            }
            prop_assert_eq!(inflated, octets);
            prop_assert!(inflater.is_at_boundary());
            if rests {
                deflater.rest();
            }
        }
    }

    #[test]
    fn anything_is_inflated_or_refused(octets in prop::collection::vec(any::<u8>(), 0..2000)) {
        let mut inflater = Inflater::new(1000);
        inflater.push(&octets);
        let _ = drain(&mut inflater, 100);
    }
}

#[test]
fn much_goes_through() {
    let octets: Vec<u8> = (0..300_000u32).flat_map(|number| number.wrapping_mul(2_654_435_761).to_be_bytes()).collect();
    let packed = deflated(&mut Deflater::default(), &octets);
    let mut inflater = Inflater::new(0);
    inflater.push(&packed);
    assert_eq!(drain(&mut inflater, 4096).unwrap(), octets);
}

#[test]
fn what_follows_a_flush_is_left_alone_until_it_is_asked_for() {
    let octets = [deflated(&mut Deflater::default(), b"a UNAUTHENTICATE\r\n"), b"b NOOP\r\n".to_vec()].concat();
    for cut in 0..octets.len() {
        let (mut inflater, mut inflated, mut space) = (Inflater::new(1000), Vec::new(), [0; 100]);
        for piece in [&octets[..cut], &octets[cut..]] {
            inflater.push(piece);
            while !inflater.is_at_boundary() {
                let Some(piece) = inflater.inflate(&mut space).unwrap() else { break };
                inflated.extend_from_slice(piece);
            }
        }
        assert_eq!(inflated, b"a UNAUTHENTICATE\r\n");
        assert_eq!(inflater.into_rest(), b"b NOOP\r\n");
    }
}

#[test]
fn what_follows_an_end_is_left_alone_too() {
    let mut inflater = Inflater::new(1000);
    inflater.push(&[finished(b"a UNAUTHENTICATE\r\n"), b"b NOOP\r\n".to_vec()].concat());
    let mut space = [0; 100];
    assert_eq!(inflater.inflate(&mut space).unwrap().unwrap(), b"a UNAUTHENTICATE\r\n");
    assert!(inflater.is_at_boundary());
    assert_eq!(inflater.inflate(&mut space), Err(Uninflatable::Broken));
    assert_eq!(inflater.into_rest(), b"b NOOP\r\n");
}

#[test]
fn nothing_grows_without_end() {
    let packed = deflated(&mut Deflater::default(), &vec![b'a'; 10 << 20]);
    let mut inflater = Inflater::new(1 << 20);
    inflater.push(&packed);
    assert_eq!(drain(&mut inflater, 16 << 10), Err(Uninflatable::Bomb));
    let mut patient = Inflater::new(10 << 20);
    patient.push(&packed);
    assert_eq!(drain(&mut patient, 16 << 10).unwrap().len(), 10 << 20);
}

#[test]
fn what_is_no_deflate_is_refused() {
    let mut inflater = Inflater::new(1000);
    inflater.push(b"a NOOP\r\n");
    assert_eq!(drain(&mut inflater, 100), Err(Uninflatable::Broken));
}

#[test]
fn what_is_filled_up_is_as_long_as_what_comes_out() {
    let (mut deflater, mut inflater) = (Deflater::default(), Inflater::new(1 << 20));
    let text = [b'a'; 1000];
    for fills in [true, false, true] {
        if fills {
            deflater.fill_next();
        }
        let packed = deflated(&mut deflater, &text);
        assert_eq!(packed.len() >= text.len(), fills, "{}", packed.len());
        inflater.push(&packed);
        assert_eq!(drain(&mut inflater, 100).unwrap(), text);
    }
}
