//! pop3-wire
