//! A SCRAM client (RFC 5802), for testing the server.

use aws_lc_rs::pbkdf2;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::sasl::scram::Hash;

const NONCE: &str = "fyko+d2lbbFgONRv9qkxdawL";

/// What the client says of channel binding.
#[derive(Clone, Copy)]
pub(crate) enum Binding {
    Unsupported,
    NotOffered,
    To(&'static str, &'static str),
}

#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) hash: Hash,
    name: String,
    password: String,
    binding: Binding,
    acts_as: Option<String>,
}

impl Client {
    pub(crate) fn new(hash: Hash, name: &str, password: &str) -> Self {
        Self {
            hash,
            name: name.to_owned(),
            password: password.to_owned(),
            binding: Binding::Unsupported,
            acts_as: None,
        }
    }

    pub(crate) fn acting_as(self, acts_as: &str) -> Self {
        Self { acts_as: Some(format!("a={acts_as}")), ..self }
    }

    pub(crate) fn bound(self, binding: Binding) -> Self {
        Self { binding, ..self }
    }

    /// `client-first-message`.
    pub(crate) fn first(&self) -> String {
        format!("{}{}", self.gs2_header(), self.first_bare())
    }

    /// `client-final-message`.
    pub(crate) fn last(&self, server_first: &str) -> String {
        let value = |name: &str| server_first.split(',').find_map(|part| part.strip_prefix(name)).unwrap();
        let (nonce, salt, iterations) = (value("r="), STANDARD.decode(value("s=")).unwrap(), value("i="));
        let cbind = STANDARD.encode(format!("{}{}", self.gs2_header(), self.binding_data()));
        let without_proof = format!("c={cbind},r={nonce}");
        let auth_message = format!("{},{server_first},{without_proof}", self.first_bare());
        let proof = self.proof(&salt, iterations.parse().unwrap(), &auth_message);
        format!("{without_proof},p={}", STANDARD.encode(proof))
    }

    fn proof(&self, salt: &[u8], iterations: u32, auth_message: &str) -> Vec<u8> {
        let mut salted = vec![0; self.hash.output_len()];
        let algorithm = self.hash.pbkdf2_algorithm();
        pbkdf2::derive(algorithm, iterations.try_into().unwrap(), salt, self.password.as_bytes(), &mut salted);
        let client_key = self.hash.hmac(&salted, b"Client Key");
        let signature = self.hash.hmac(&self.hash.digest(&client_key), auth_message.as_bytes());
        client_key.iter().zip(&signature).map(|(a, b)| a ^ b).collect()
    }

    fn gs2_header(&self) -> String {
        let acts_as = self.acts_as.as_deref().unwrap_or_default();
        match self.binding {
            Binding::Unsupported => format!("n,{acts_as},"),
            Binding::NotOffered => format!("y,{acts_as},"),
            Binding::To(name, _) => format!("p={name},{acts_as},"),
        }
    }

    fn binding_data(&self) -> &str {
        match self.binding {
            Binding::To(_, data) => data,
            _ => "",
        }
    }

    fn first_bare(&self) -> String {
        format!("n={},r={NONCE}", self.name.replace('=', "=3D").replace(',', "=2C"))
    }
}
