use std::num::NonZeroU32;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use super::scram::{Hash, derive};
use super::*;
use crate::AuthError;
use crate::tests::client::{Binding, Client};

const SERVER_NONCE: &str = "3rfcNHYJY1ZVvWVs7j";

fn exchange(mechanism: Mechanism, offer: &Offer) -> Exchange {
    Exchange::new(mechanism, offer.clone(), SERVER_NONCE.to_owned()).unwrap()
}

fn bound() -> Offer {
    Offer::tls(ChannelBinding {
        tls_exporter: Some(b"exported".to_vec()),
        tls_server_end_point: Some(b"certificate".to_vec()),
    })
}

fn challenge(step: std::result::Result<Step, Failure>) -> String {
    match step {
        Ok(Step::Challenge(bytes) | Step::Proven(bytes)) => String::from_utf8(bytes).unwrap(),
        other => panic!("{other:?} is no challenge"),
    }
}

fn check(step: std::result::Result<Step, Failure>) -> (String, String) {
    match step {
        Ok(Step::Check { name, password, .. }) => (name, password.expose().to_owned()),
        other => panic!("{other:?} asks for no check"),
    }
}

fn failure(step: std::result::Result<Step, Failure>) -> &'static str {
    match step {
        Err(Failure::Malformed(text)) => text,
        Err(Failure::Rejected) => "rejected",
        Ok(step) => panic!("{step:?} is no failure"),
    }
}

/// Plays an exchange as the RFCs print it: the client's messages, and what the server says between.
fn play(hash: Hash, salt: &str, server_nonce: &str, lines: [&str; 4]) {
    let salt = STANDARD.decode(salt).unwrap();
    let keys = derive(hash, "pencil", &salt, NonZeroU32::new(4_096).unwrap());
    let mut exchange = Exchange::new(Mechanism::Scram(hash), Offer::plain(false), server_nonce.to_owned()).unwrap();
    let step = exchange.start(Some(lines[0].as_bytes()));
    assert!(matches!(step, Ok(Step::Keys { name, .. }) if name == "user"));
    assert_eq!(challenge(exchange.keys(keys)), lines[1]);
    let proven = exchange.step(lines[2].as_bytes());
    assert!(matches!(proven, Ok(Step::Proven(_))));
    assert_eq!(challenge(proven), lines[3]);
    assert!(matches!(exchange.step(b""), Ok(Step::Done)));
}

#[test]
fn scram_sha_1_as_printed_in_rfc_5802_5() {
    play(
        Hash::Sha1,
        "QSXCR+Q6sek8bf92",
        "3rfcNHYJY1ZVvWVs7j",
        [
            "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
            "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
            "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
            "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
        ],
    );
}

#[test]
fn scram_sha_256_as_printed_in_rfc_7677_3() {
    play(
        Hash::Sha256,
        "W22ZaJ0SNY7soEsUEjb6gQ==",
        "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
        [
            "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        ],
    );
}

/// Plays an exchange of a real client; what the server says to its proof.
fn prove(mechanism: Mechanism, offer: &Offer, client: &Client) -> std::result::Result<Step, Failure> {
    let keys = derive(client.hash, "pencil", b"a salt of 16 byt", NonZeroU32::new(4_096).unwrap());
    let mut exchange = exchange(mechanism, offer);
    exchange.start(Some(client.first().as_bytes()))?;
    let server_first = challenge(exchange.keys(keys));
    exchange.step(client.last(&server_first).as_bytes())
}

#[test]
fn plus_binds_to_the_channel() {
    for hash in [Hash::Sha1, Hash::Sha256] {
        for (name, data) in [("tls-exporter", "exported"), ("tls-server-end-point", "certificate")] {
            let client = Client::new(hash, "user", "pencil").bound(Binding::To(name, data));
            assert!(matches!(prove(Mechanism::ScramPlus(hash), &bound(), &client), Ok(Step::Proven(_))));
        }
    }
}

#[test]
fn another_channel_is_refused() {
    let client = Client::new(Hash::Sha256, "user", "pencil").bound(Binding::To("tls-exporter", "somebody else's"));
    let text = failure(prove(Mechanism::ScramPlus(Hash::Sha256), &bound(), &client));
    assert_eq!(text, "the channel binding is not the one of this connection");
    let client = Client::new(Hash::Sha256, "user", "pencil").bound(Binding::To("tls-unique", "x"));
    let text = failure(prove(Mechanism::ScramPlus(Hash::Sha256), &bound(), &client));
    assert_eq!(text, "this channel binding type is not supported");
}

#[test]
fn a_downgrade_is_found() {
    let client = Client::new(Hash::Sha256, "user", "pencil").bound(Binding::NotOffered);
    let text = failure(prove(Mechanism::Scram(Hash::Sha256), &bound(), &client));
    assert_eq!(text, "the server does offer channel binding: somebody is in between");
    let without_tls = prove(Mechanism::Scram(Hash::Sha256), &Offer::plain(true), &client);
    assert!(matches!(without_tls, Ok(Step::Proven(_))));
}

#[test]
fn binding_and_plus_go_together() {
    let unbound = Client::new(Hash::Sha256, "user", "pencil");
    let text = failure(prove(Mechanism::ScramPlus(Hash::Sha256), &bound(), &unbound));
    assert_eq!(text, "a -PLUS mechanism needs a channel binding");
    let bound_client = unbound.bound(Binding::To("tls-exporter", "exported"));
    let text = failure(prove(Mechanism::Scram(Hash::Sha256), &bound(), &bound_client));
    assert_eq!(text, "a channel binding needs a -PLUS mechanism");
}

#[test]
fn a_wrong_proof_is_rejected() {
    let client = Client::new(Hash::Sha1, "user", "pencils");
    assert_eq!(failure(prove(Mechanism::Scram(Hash::Sha1), &bound(), &client)), "rejected");
}

#[test]
fn scram_names_are_unescaped() {
    let mut exchange = exchange(Mechanism::Scram(Hash::Sha256), &bound());
    let step = exchange.start(Some(b"n,a=a=2Cb=3Dc,n=a=2Cb=3Dc,r=x"));
    assert!(matches!(step, Ok(Step::Keys { name, .. }) if name == "a,b=c"));
}

#[test]
fn what_is_no_scram_is_malformed() {
    let firsts = [
        "",
        "n",
        "n,",
        "n,,",
        "x,,n=user,r=x",
        "n,,n=user",
        "n,,n=,r=x",
        "n,,n=user,r=",
        "n,,r=x,n=user",
        "p=,,n=user,r=x",
        "n,,m=x,n=user,r=x",
        "n,,n=us=2cer,r=x",
        "n,,n=us=,r=x",
        "n,,n=user,r=\u{e9}",
        "n,user,n=user,r=x",
        "n,,n=us\0er,r=x",
    ];
    for first in firsts {
        let mut exchange = exchange(Mechanism::Scram(Hash::Sha256), &Offer::plain(true));
        assert!(matches!(exchange.start(Some(first.as_bytes())), Err(Failure::Malformed(_))), "{first}");
    }
}

#[test]
fn who_is_to_be_acted_as_is_told() {
    let mut scram = exchange(Mechanism::Scram(Hash::Sha256), &bound());
    let keys = scram.start(Some(b"n,a=ad=2Cmin,n=user,r=x"));
    assert!(matches!(keys, Ok(Step::Keys { name, acts_as }) if name == "user" && acts_as == "ad,min"));
    let mut plain = exchange(Mechanism::Plain, &bound());
    let check = plain.start(Some(b"admin\0user\0pencil"));
    assert!(matches!(check, Ok(Step::Check { name, acts_as, .. }) if name == "user" && acts_as == "admin"));
}

#[test]
fn plain_comes_with_the_command_or_after_an_empty_challenge() {
    let mut at_once = exchange(Mechanism::Plain, &bound());
    assert_eq!(check(at_once.start(Some(b"\0user\0pencil"))), ("user".into(), "pencil".into()));
    let mut asked = exchange(Mechanism::Plain, &bound());
    assert_eq!(challenge(asked.start(None)), "");
    assert_eq!(check(asked.step("\0üser\0pénciл".as_bytes())), ("üser".into(), "pénciл".into()));
}

#[test]
fn what_is_no_plain_is_malformed() {
    for message in
        [&b""[..], b"\0", b"\0user", b"\0user\0", b"\0\0pencil", b"\0user\0pen\0cil", b"\0us\xe9r\0x", b"\0user\0\xe9"]
    {
        let mut plain = exchange(Mechanism::Plain, &bound());
        assert!(matches!(plain.start(Some(message)), Err(Failure::Malformed(_))), "{message:?}");
    }
}

#[test]
fn login_asks_twice() {
    let mut asked = exchange(Mechanism::Login, &bound());
    assert_eq!(challenge(asked.start(None)), "Username:");
    assert_eq!(challenge(asked.step(b"user")), "Password:");
    assert_eq!(check(asked.step(b"pencil")), ("user".into(), "pencil".into()));
    let mut named = exchange(Mechanism::Login, &bound());
    assert_eq!(challenge(named.start(Some(b"user"))), "Password:");
    assert_eq!(check(named.step(b"pencil")), ("user".into(), "pencil".into()));
}

#[test]
fn an_exchange_does_not_go_on_after_its_end() {
    let mut plain = exchange(Mechanism::Plain, &bound());
    let _ = plain.start(Some(b"nonsense"));
    assert_eq!(failure(plain.step(b"\0user\0pencil")), "the exchange is over");
    assert_eq!(failure(plain.start(None)), "the exchange has begun already");
}

#[test]
fn an_offer_names_the_safest_first_and_passwords_only_where_allowed() {
    let names = |offer: &Offer| offer.mechanisms().map(Mechanism::name).collect::<Vec<_>>();
    let all = ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN"];
    assert_eq!(names(&bound()), all);
    assert_eq!(names(&Offer::plain(true)), all[2..]);
    assert_eq!(names(&Offer::plain(false)), all[2..4]);
    assert!(Exchange::new(Mechanism::Plain, Offer::plain(false), String::new()).is_err());
    assert!(Exchange::new(Mechanism::ScramPlus(Hash::Sha1), Offer::plain(true), String::new()).is_err());
}

#[test]
fn names_are_known_in_any_case() {
    for mechanism in Mechanism::ALL {
        assert_eq!(Mechanism::parse(&mechanism.name().to_ascii_lowercase()), Some(mechanism));
    }
    assert_eq!(Mechanism::parse("CRAM-MD5"), None);
}

#[test]
fn lines_are_base64_with_an_empty_response_and_a_way_out() {
    assert_eq!(wire::decode_initial(b"=").unwrap(), b"");
    assert_eq!(wire::decode_initial(b"AHVzZXI=").unwrap(), b"\0user");
    assert_eq!(wire::decode_response(b"").unwrap(), b"");
    assert_eq!(wire::encode(b"Username:"), "VXNlcm5hbWU6");
    assert!(matches!(wire::decode_response(b"*"), Err(AuthError::Cancelled)));
    for bad in [&b"="[..], b"AHVzZXI", b"AHVz ZXI=", b"!"] {
        assert!(matches!(wire::decode_response(bad), Err(AuthError::Malformed(_))), "{bad:?}");
    }
    let long = wire::encode(&vec![0; LONGEST_RESPONSE + 3]);
    assert!(matches!(wire::decode_response(long.as_bytes()), Err(AuthError::Malformed(_))));
}

proptest! {
    #[test]
    fn no_response_panics(mechanism in 0..6usize, responses in prop::collection::vec(any::<Vec<u8>>(), 0..4)) {
        let mut exchange = exchange(Mechanism::ALL[mechanism], &bound());
        let _ = exchange.start(None);
        for response in responses {
            let _ = exchange.step(&response);
        }
    }

    #[test]
    fn any_name_goes_through_scram(name in "[^\\x00]{1,30}") {
        let client = Client::new(Hash::Sha256, &name, "pencil");
        let mut exchange = exchange(Mechanism::Scram(Hash::Sha256), &bound());
        let step = exchange.start(Some(client.first().as_bytes()));
        let named = matches!(&step, Ok(Step::Keys { name: found, .. }) if *found == name);
        prop_assert!(named, "{step:?}");
    }

    #[test]
    fn no_last_message_panics(last in "(c=[a-z=]{0,8})?,?(r=[!-~]{0,8})?,?(p=.{0,8})?") {
        let mut exchange = exchange(Mechanism::Scram(Hash::Sha1), &bound());
        exchange.start(Some(b"n,,n=user,r=x")).unwrap();
        exchange.keys(derive(Hash::Sha1, "pencil", b"salt", NonZeroU32::MIN)).unwrap();
        prop_assert!(exchange.step(last.as_bytes()).is_err());
    }
}
