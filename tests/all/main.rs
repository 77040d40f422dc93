//! The program as users run it.

mod house;
mod items;
mod schema;
