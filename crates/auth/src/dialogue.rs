//! One SASL exchange of one connection.

use std::net::IpAddr;

use posthouse_directory::{Address, LoginRecord, ScramKeys};

use crate::authenticator::comparable;
use crate::credentials::{ITERATIONS, random};
use crate::network::Network;
use crate::sasl::scram::Hash;
use crate::sasl::{Exchange, Failure, Mechanism, Offer, Step, wire};
use crate::{AuthError, Authenticator, Login};

/// What to send to the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// A challenge: send `+ ` (IMAP, POP3) or `334 ` (SMTP) and the base64 of this ([`wire::encode`]), and give the
    /// client's line to [`Dialogue::line`].
    Challenge(Vec<u8>),
    /// The client is logged in.
    Done(Login),
}

impl Reply {
    /// The challenge in base64, for `+ ` or `334 `; `None` at the end.
    #[must_use]
    pub fn challenge_base64(&self) -> Option<String> {
        match self {
            Self::Challenge(challenge) => Some(wire::encode(challenge)),
            Self::Done(_) => None,
        }
    }
}

/// Who a SCRAM exchange is about.
struct Subject {
    /// As they were sent.
    name: String,
    acts_as: String,
    /// The account of the name, if there is one.
    record: Option<LoginRecord>,
}

/// A SASL exchange with one client. It ends with [`Reply::Done`] or the first error.
pub struct Dialogue {
    authenticator: Authenticator,
    exchange: Exchange,
    hash: Option<Hash>,
    peer: IpAddr,
    /// For SCRAM, who it is about.
    subject: Option<Subject>,
    login: Option<Login>,
}

impl Dialogue {
    pub(crate) fn new(
        authenticator: Authenticator,
        mechanism: Mechanism,
        offer: &Offer,
        peer: IpAddr,
    ) -> Result<Self, AuthError> {
        let nonce = wire::encode(&random::<18>()?);
        let hash = match mechanism {
            Mechanism::Scram(hash) | Mechanism::ScramPlus(hash) => Some(hash),
            Mechanism::Plain | Mechanism::Login => None,
        };
        let exchange = Exchange::new(mechanism, offer.clone(), nonce)?;
        Ok(Self { authenticator, exchange, hash, peer, subject: None, login: None })
    }

    /// Takes the initial response as it stands in the command, in base64 (`=` is empty); `None` where there is none.
    pub async fn start_line(&mut self, initial: Option<&[u8]>) -> Result<Reply, AuthError> {
        let initial = initial.map(wire::decode_initial).transpose()?;
        self.start(initial.as_deref()).await
    }

    /// Takes the client's line, in base64 without its line end; `*` gives [`AuthError::Cancelled`].
    pub async fn line(&mut self, line: &[u8]) -> Result<Reply, AuthError> {
        self.step(&wire::decode_response(line)?).await
    }

    /// Takes the initial response, decoded.
    pub async fn start(&mut self, initial: Option<&[u8]>) -> Result<Reply, AuthError> {
        let step = self.exchange.start(initial)?;
        self.follow(step).await
    }

    /// Takes a response, decoded.
    pub async fn step(&mut self, response: &[u8]) -> Result<Reply, AuthError> {
        match self.subject.take() {
            Some(subject) => self.prove(subject, response).await,
            None => {
                let step = self.exchange.step(response)?;
                self.follow(step).await
            }
        }
    }

    /// Does what the exchange asks for.
    async fn follow(&mut self, step: Step) -> Result<Reply, AuthError> {
        match step {
            Step::Challenge(challenge) | Step::Proven(challenge) => Ok(Reply::Challenge(challenge)),
            Step::Check { name, acts_as, password } => {
                let login = self.authenticator.verify_password(&name, password, self.peer).await?;
                authorized(login, &name, &acts_as).map(Reply::Done)
            }
            Step::Keys { name, acts_as } => self.scram_challenge(name, acts_as).await,
            Step::Done => self.login.take().map(Reply::Done).ok_or(AuthError::BadCredentials),
        }
    }

    async fn scram_challenge(&mut self, name: String, acts_as: String) -> Result<Reply, AuthError> {
        let record = self.authenticator.inner.look_up(&name).await?;
        let hash = self.hash.unwrap_or(Hash::Sha256);
        let decoy = self.decoy(&name, hash);
        let keys = match (&record, hash) {
            (Some(record), Hash::Sha1) => record.credentials.scram_sha1.clone(),
            (Some(record), Hash::Sha256) => record.credentials.scram_sha256.clone(),
            (None, _) => decoy,
        };
        self.subject = Some(Subject { name, acts_as, record });
        match self.exchange.keys(keys)? {
            Step::Challenge(challenge) => Ok(Reply::Challenge(challenge)),
            _ => Err(AuthError::Malformed("the exchange is over")),
        }
    }

    /// Checks the client's proof, as late as earlier failures ask for.
    async fn prove(&mut self, subject: Subject, response: &[u8]) -> Result<Reply, AuthError> {
        let inner = &self.authenticator.inner;
        let Subject { name, acts_as, record } = subject;
        let checking = inner.admit(&name, Network::of(self.peer)).await?;
        match self.exchange.step(response) {
            Ok(Step::Proven(server_final)) => {
                self.login = Some(authorized(inner.conclude(checking, record)?, &name, &acts_as)?);
                Ok(Reply::Challenge(server_final))
            }
            Ok(_) => Err(AuthError::Malformed("the exchange is over")),
            Err(Failure::Rejected) => Err(inner.conclude(checking, None).err().unwrap_or(AuthError::BadCredentials)),
            Err(Failure::Malformed(text)) => Err(AuthError::Malformed(text)),
        }
    }

    /// Keys for a name that nobody has: always the same, and no proof fits them.
    fn decoy(&self, name: &str, hash: Hash) -> ScramKeys {
        let mut hasher = blake3::Hasher::new_keyed(&self.authenticator.inner.decoy_key);
        hasher.update(&[hash as u8]);
        hasher.update(comparable(name).as_bytes());
        let mut output = hasher.finalize_xof();
        let mut bytes = |len: usize| {
            let mut bytes = vec![0; len];
            output.fill(&mut bytes);
            bytes
        };
        ScramKeys {
            salt: bytes(16),
            iterations: ITERATIONS.get(),
            stored_key: bytes(hash.output_len()),
            server_key: bytes(hash.output_len()),
        }
    }
}

/// Nobody acts for somebody else: the authorization identity is empty, the name that was sent, or the account's own.
/// Who has not proven to be somebody does not learn that.
fn authorized(login: Login, name: &str, acts_as: &str) -> Result<Login, AuthError> {
    let is_self =
        |acts_as: &Address| *acts_as == login.address || Address::parse(name).is_ok_and(|name| name == *acts_as);
    if acts_as.is_empty() || acts_as == name || Address::parse(acts_as).is_ok_and(|acts_as| is_self(&acts_as)) {
        return Ok(login);
    }
    Err(AuthError::NotAuthorized)
}

impl From<Failure> for AuthError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Malformed(text) => Self::Malformed(text),
            Failure::Rejected => Self::BadCredentials,
        }
    }
}
