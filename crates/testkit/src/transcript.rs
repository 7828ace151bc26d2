//! Conversations with a server, written as text: one behaviour per file.
//!
//! ```text
//! # What the file shows, in words.
//! open smtp
//! S: 220 ${host} ${*}
//! C: NOOP
//! S: 250 ${*}
//! ```
//!
//! | line | meaning |
//! | --- | --- |
//! | `open ENDPOINT` | connects; the harness knows the endpoints |
//! | `open ENDPOINT as NAME` | connects once more; its lines are `C NAME: …`, `S NAME: …` |
//! | `C: text` | the client sends the text and CRLF |
//! | `C~ text` | the client sends the text as it is, with `\r`, `\n`, `\0`, `\t`, `\\` and `\xHH` replaced |
//! | `S: pattern` | the next line of the server, without its CRLF, matches |
//! | `S* pattern` | some later line matches; those before it are skipped |
//! | `S closed` | the server has closed the connection, and sent nothing more |
//! | `C close` | the client closes the connection |
//! | `C tls` | the client shakes hands for TLS now |
//! | `! text` | something the harness does, such as `! disk full` |
//! | `# text` | a comment |
//!
//! In a pattern `${*}` is any text, `${name}` is the value of `name`, or any text that then becomes its value. In what
//! the client sends, `${name}` is the value and `${text*1000}` is the text a thousand times.
//!
//! A harness connects to a server in memory, or over TCP to any server: then the same files show what others do.

mod harness;
mod pattern;
mod run;
mod script;

pub use harness::{Harness, Stream, Tcp};
pub use run::{Failure, run, run_directory};
pub use script::{Action, Script, ScriptError, Step};
