//! The store as its callers see it, and as a crash leaves it.

// A helper that fails is a test that fails.
#![allow(clippy::unwrap_used, clippy::panic)]

mod collecting;
mod crash;
mod damage;
mod fixture;
mod model;
mod reading;
mod support;
