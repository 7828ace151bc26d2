//! smtp-wire
