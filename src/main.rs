//! The `inspect` program: parse, run, exit code.

use std::process::ExitCode;

/// Scoring is many small pieces of memory: this allocator has them at hand sooner than most systems' own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    inspect::command::main(std::env::args_os())
}
