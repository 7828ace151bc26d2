//! What columns say, against what the records say that they are made of.

use posthouse_message::{Address, Envelope};
use proptest::prelude::*;

use super::super::plan::{Facts, Plan};
use super::super::{AddressField, Day, Query, When};
use crate::columns::tests::block;
use crate::{EmailId, Flags, InternalDate, Mailbox, MailboxId, MailboxName, Message, ModSeq, Uid};

fn addresses() -> impl Strategy<Value = Vec<Address>> {
    let text = "(A|b|=\\?utf-8\\?q\\?=C3=A9\\?=|中|\u{df}|,|\"| |\u{ff0c}){0,4}";
    let part = prop::option::of(text.prop_map(String::into_bytes));
    let address = (part.clone(), part.clone(), part);
    let address = address.prop_map(|(name, mailbox, host)| Address { name, route: None, mailbox, host });
    prop::collection::vec(address, 0..4)
}

fn envelopes() -> impl Strategy<Value = Envelope> {
    let date = prop_oneof![Just("2 Jan 1970 23:00 -0200"), Just("2 Jan 1970"), Just("yesterday")];
    let subject = "(Re: |a|B|É|\\[x\\] |中| ){0,6}";
    let field = |text: String| text.into_bytes();
    (prop::option::of(date), prop::option::of(subject), addresses(), addresses(), addresses(), addresses()).prop_map(
        move |(date, subject, from, to, cc, bcc)| Envelope {
            date: date.map(|date| date.as_bytes().to_vec()),
            subject: subject.map(field),
            from,
            to,
            cc,
            bcc,
            ..Envelope::default()
        },
    )
}

proptest! {
    #[test]
    fn columns_and_records_say_the_same(
        envelope in envelopes(),
        text in "(a|É|中|b|ss|,|A| |\u{ff0c}b){1,2}",
        day in 0i64..4,
    ) {
        let message = Message {
            uid: Uid::MIN,
            size: 1,
            email: EmailId(1),
            internal_date: InternalDate::default(),
            saved: 0,
            modseq: ModSeq(1),
            flags: Flags::NONE,
        };
        let mailbox = Mailbox::new(MailboxId(1), MailboxName::inbox(), 1, None);
        let block = block(&[Some(envelope.clone()), None]);
        let (row, gone, envelope) = (block.row(0), block.row(1), envelope.as_ref());
        for query in queries(&text, Day(day)) {
            let plan = Plan::new(&query, &mailbox);
            let by_record = plan.verdict(Facts { envelope: Some(&envelope), ..Facts::of(&message) });
            let by_row = plan.verdict(Facts { row: Some(&row), ..Facts::of(&message) });
            prop_assert_eq!(by_row, by_record, "{:?}", query);
            prop_assert_eq!(plan.verdict(Facts { row: Some(&gone), ..Facts::of(&message) }), None);
        }
    }
}

/// What columns decide.
fn queries(text: &str, day: Day) -> Vec<Query> {
    let fields = [AddressField::From, AddressField::To, AddressField::Cc, AddressField::Bcc];
    let mut queries: Vec<Query> = fields.map(|field| Query::Address(field, text.to_owned())).into();
    queries.extend(["", text].map(|text| Query::Subject(text.to_owned())));
    queries.extend([When::Before(day), When::On(day), When::Since(day)].map(Query::Sent));
    queries
}
