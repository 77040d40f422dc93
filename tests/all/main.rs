//! The program as users run it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // as in every test

mod annotate;
mod bad_input;
mod cli;
mod corpus;
mod coverage;
mod crosscheck;
mod docs;
mod example;
mod help;
mod house;
mod init;
mod items;
mod lints;
mod own_standard;
mod peek;
mod reading;
mod run;
mod schema;
mod standards;
mod told;
mod windows;
