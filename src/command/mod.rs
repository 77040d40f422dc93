//! A file per subcommand: load, call, hand over. No rule and no format lives here.

mod copies;
mod init;
mod output;
mod peek;
mod report;
mod score;
mod standard;
mod verify;

use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::cli::{Cli, Colour, Command, Global};
use crate::diagnostic::{Failure, render};
use crate::lang::Lang;
use crate::outcome;

/// How a run ended, when it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    /// Every gate asked for holds.
    Well,
    /// A gate asked for does not hold.
    GateFailed,
}

/// Runs the program.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output and are no error; a closed pipe is none either.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    match run(&cli) {
        Ok(Done::Well) => ExitCode::SUCCESS,
        Ok(Done::GateFailed) => ExitCode::from(1),
        Err(error) if output::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error, &cli.global);
            ExitCode::from(2)
        }
    }
}

fn run(cli: &Cli) -> anyhow::Result<Done> {
    match &cli.command {
        Command::Init(args) => init::run(args, &cli.global),
        Command::Score(args) => score::run(args, &cli.global),
        Command::Standard(args) => standard::run(args, &cli.global),
        Command::Report(args) => report::run(args, &cli.global),
        Command::Peek(args) => peek::run(args, &cli.global),
        Command::Verify(args) => verify::run(args, &cli.global),
        Command::Schema => output::print(outcome::json::schema()?.as_bytes()),
        Command::Completions { shell } => {
            let mut bytes = Vec::new();
            let mut command = Cli::command();
            clap_complete::generate(*shell, &mut command, "inspect", &mut bytes);
            output::print(&bytes)
        }
        Command::Man => {
            let mut bytes = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut bytes)?;
            output::print(&bytes)
        }
    }
}

/// Prints an error: every problem of a failure, or the chain of causes of anything else.
fn complain(error: &anyhow::Error, global: &Global) {
    let text = match error.downcast_ref::<Failure>() {
        Some(failure) => {
            let colour = colour(global.color, &std::io::stderr());
            render(failure, language(global, None), colour)
        }
        None => {
            let word = language(global, None).pick("错误", "error");
            format!("{word}: {error:#}")
        }
    };
    output::tell(text.trim_end());
}

/// The language asked for, else the standard's, else the system's.
fn language(global: &Global, standard: Option<Lang>) -> Lang {
    let system = || {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()))
            .map_or(Lang::En, |v| if v.starts_with("zh") { Lang::Zh } else { Lang::En })
    };
    global.lang.map(Lang::from).or(standard).unwrap_or_else(system)
}

/// Whether a stream gets colours.
fn colour(choice: Colour, stream: &impl IsTerminal) -> bool {
    match choice {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => {
            stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        }
    }
}
