//! The program as users run it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // as in every test

mod actions;
mod annotate;
mod bad_input;
mod batch;
mod ci;
mod cli;
mod corpus;
mod coverage;
mod crosscheck;
mod diff;
mod docs;
mod example;
mod help;
mod house;
mod init;
mod inputs;
mod items;
mod layouts;
mod lints;
mod own_standard;
mod page;
mod peek;
mod places;
mod reading;
mod records;
mod run;
mod schema;
mod standards;
mod told;
mod traced;
mod waivers;
mod windows;
