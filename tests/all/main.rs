//! The program as users run it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // as in every test

mod annotate;
mod corpus;
mod crosscheck;
mod house;
mod items;
mod peek;
mod schema;
