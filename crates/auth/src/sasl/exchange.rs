//! One authentication, from the mechanism's name to its outcome.

use posthouse_directory::ScramKeys;

use super::scram::{AwaitingKeys, AwaitingProof, ScramServer};
use super::{Failure, LONGEST_RESPONSE, Mechanism, Offer, Result, Step::Challenge, login, malformed, plain};
use crate::Secret;

/// What the exchange needs next.
#[derive(Debug)]
pub enum Step {
    /// Send this to the client and give its answer to [`Exchange::step`].
    Challenge(Vec<u8>),
    /// Over: the login succeeds if this is the password of `name`.
    Check {
        /// The login name as it was sent.
        name: String,
        /// The authorization identity as it was sent; empty for `name` itself. Whether it may be acted as is for the caller.
        acts_as: String,
        /// The password as it was sent.
        password: Secret,
    },
    /// Look up the SCRAM keys of `name` (make some up for an unknown one) and give them to [`Exchange::keys`].
    Keys {
        /// The login name as it was sent.
        name: String,
        /// As in [`Step::Check`].
        acts_as: String,
    },
    /// The client has proven to know the password of the name that [`Step::Keys`] gave. Send this to it; its answer,
    /// given to [`Exchange::step`], brings [`Step::Done`].
    Proven(Vec<u8>),
    /// Over: the login succeeds.
    Done,
}

enum State {
    Start(Mechanism),
    PlainMessage,
    LoginName,
    LoginPassword(String),
    ScramFirst(ScramServer),
    ScramKeys(AwaitingKeys),
    ScramFinal(Box<AwaitingProof>),
    ScramEnd,
    Over,
}

/// The server's side of one authentication. After an error or an end it answers nothing more.
pub struct Exchange {
    state: State,
    offer: Offer,
    nonce: String,
}

impl Exchange {
    /// Begins an exchange; `nonce` is the server's part of a SCRAM nonce: random, printable, without a comma.
    ///
    /// Fails if the connection does not permit the mechanism.
    pub fn new(mechanism: Mechanism, offer: Offer, nonce: String) -> std::result::Result<Self, Failure> {
        if !offer.permits(mechanism) {
            return malformed("this mechanism is not available here");
        }
        Ok(Self { state: State::Start(mechanism), offer, nonce })
    }

    /// Takes the initial response, `None` where the command had none.
    pub fn start(&mut self, initial: Option<&[u8]>) -> std::result::Result<Step, Failure> {
        let State::Start(mechanism) = self.take() else {
            return malformed("the exchange has begun already");
        };
        let (waiting, challenge) = self.first(mechanism);
        self.state = waiting;
        match initial {
            Some(response) => self.step(response),
            None => Ok(Challenge(challenge.to_vec())),
        }
    }

    /// Takes the client's answer to the last challenge.
    pub fn step(&mut self, response: &[u8]) -> std::result::Result<Step, Failure> {
        if response.len() > LONGEST_RESPONSE {
            self.state = State::Over;
            return malformed("the response is too long");
        }
        match self.take() {
            State::PlainMessage => plain::message(response),
            State::LoginName => self.login_name(response),
            State::LoginPassword(name) => login::password(name, response),
            State::ScramFirst(server) => self.scram_first(server, response),
            State::ScramFinal(waiting) => self.scram_final(*waiting, response),
            State::ScramEnd if response.is_empty() => Ok(Step::Done),
            State::ScramEnd => malformed("nothing was asked"),
            State::Start(_) | State::ScramKeys(_) | State::Over => malformed("the exchange is over"),
        }
    }

    /// Takes the keys that [`Step::Keys`] asked for.
    pub fn keys(&mut self, keys: ScramKeys) -> std::result::Result<Step, Failure> {
        let State::ScramKeys(waiting) = self.take() else {
            return malformed("the exchange is over");
        };
        let (waiting, server_first) = waiting.challenge(keys, &self.nonce);
        self.state = State::ScramFinal(Box::new(waiting));
        Ok(Challenge(server_first))
    }

    /// The state with which a mechanism begins, and its first challenge.
    fn first(&self, mechanism: Mechanism) -> (State, &'static [u8]) {
        match mechanism {
            Mechanism::Plain => (State::PlainMessage, b""),
            Mechanism::Login => (State::LoginName, login::NAME),
            Mechanism::Scram(hash) => (State::ScramFirst(ScramServer { hash, plus: false }), b""),
            Mechanism::ScramPlus(hash) => (State::ScramFirst(ScramServer { hash, plus: true }), b""),
        }
    }

    fn login_name(&mut self, response: &[u8]) -> Result<Step> {
        self.state = State::LoginPassword(login::name(response)?);
        Ok(Challenge(login::PASSWORD.to_vec()))
    }

    fn scram_first(&mut self, server: ScramServer, response: &[u8]) -> Result<Step> {
        let waiting = server.client_first(response, &self.offer.binding)?;
        let (name, acts_as) = (waiting.name().to_owned(), waiting.acts_as().to_owned());
        self.state = State::ScramKeys(waiting);
        Ok(Step::Keys { name, acts_as })
    }

    fn scram_final(&mut self, waiting: AwaitingProof, response: &[u8]) -> Result<Step> {
        let server_final = waiting.client_final(response)?;
        self.state = State::ScramEnd;
        Ok(Step::Proven(server_final))
    }

    fn take(&mut self) -> State {
        std::mem::replace(&mut self.state, State::Over)
    }
}
