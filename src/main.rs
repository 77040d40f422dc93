//! The `inspect` program: parse, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    inspect::command::main(std::env::args_os())
}
