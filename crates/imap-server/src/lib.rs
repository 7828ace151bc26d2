//! imap-server
