//! Deliveries, and crashes in the middle of them.

mod crash;
mod deliver;
mod quota;
mod world;
