/// How much a client may send. All sizes in octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// A command without its literals, line ends included; also a line of AUTHENTICATE or IDLE.
    pub line: usize,
    /// One literal in a command's arguments. The message of an APPEND is not counted; the session decides on it.
    pub literal: u64,
    /// All literals in the arguments of one command.
    pub literals: u64,
    /// One non-synchronizing literal, message or argument: 4096 where LITERAL- is announced (RFC 7888 §5), no limit
    /// with LITERAL+. A longer one is refused.
    pub non_synchronizing: u64,
    /// What is read and dropped of one refused command before the connection is given up (RFC 7888 §4).
    pub discard: u64,
}

impl Limits {
    /// Before authentication: room for a Kerberos or OAuth token, and little else.
    pub const NOT_AUTHENTICATED: Limits =
        Limits { line: 16 << 10, literal: 4 << 10, literals: 8 << 10, non_synchronizing: 4 << 10, discard: 64 << 10 };

    /// After authentication, with LITERAL+.
    pub const AUTHENTICATED: Limits = Limits {
        line: 64 << 10,
        literal: 64 << 10,
        literals: 256 << 10,
        non_synchronizing: u64::MAX,
        discard: 256 << 20,
    };
}
