//! A file per subcommand: load, call, hand over. No rule and no format lives here.

mod actions;
mod batch;
mod copies;
mod diff;
mod explain;
mod init;
mod output;
mod peek;
mod portfolio;
mod reading;
mod report;
mod results;
mod rollup;
mod score;
mod standard;
mod trend;
mod verify;

use std::ffi::OsString;
use std::io::IsTerminal;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use clap::{CommandFactory, FromArgMatches};

use crate::cli::{self, Cli, Colour, Command, Global};
use crate::containment;
use crate::diagnostic::{Failure, nearest, render};
use crate::lang::{Lang, Word};
use crate::outcome;

/// How a run ended, when it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    /// Every gate asked for holds.
    Well,
    /// A gate asked for does not hold.
    GateFailed,
    /// What was looked at has errors, and they are printed.
    Invalid,
}

/// Runs the program.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let lang = help_language(&args);
    let parsed = cli::command(lang)
        .try_get_matches_from(args)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            match cli::in_chinese(&error).filter(|_| lang == Lang::Zh) {
                Some(text) => output::tell(&text),
                // Help and version go to standard output and are no error, nor is a closed pipe.
                None => drop(error.print()),
            }
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let panics = Panics::keep_quiet();
    let done = catch_unwind(AssertUnwindSafe(|| run(&cli))).unwrap_or_else(|_| {
        let word = Word::InternalError.get(language(&cli.global, None));
        Err(anyhow::anyhow!("{word} ({})", panics.last()))
    });
    match done {
        Ok(Done::Well) => ExitCode::SUCCESS,
        Ok(Done::GateFailed) => ExitCode::from(1),
        Ok(Done::Invalid) => ExitCode::from(2),
        Err(error) if output::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error, &cli.global);
            ExitCode::from(2)
        }
    }
}

/// The language of help, which is printed before the command line is understood: `--lang` or
/// INSPECT_LANG wherever it reads well, else the system's.
fn help_language(args: &[OsString]) -> Lang {
    let after = |at: usize| args.get(at + 1).and_then(|a| a.to_str());
    let asked = args.iter().enumerate().find_map(|(at, arg)| match arg.to_str()? {
        "--lang" => after(at).map(String::from),
        arg => arg.strip_prefix("--lang=").map(String::from),
    });
    let asked = asked.or_else(|| std::env::var("INSPECT_LANG").ok());
    match asked.as_deref() {
        Some("zh") => Lang::Zh,
        Some("en") => Lang::En,
        _ => system_language(),
    }
}

/// What panicked last: its place in the source is of use to those who mend it, its text is not for
/// users to read.
#[derive(Clone, Default)]
struct Panics(Arc<Mutex<String>>);

impl Panics {
    fn keep_quiet() -> Panics {
        let panics = Panics::default();
        let place = panics.clone();
        std::panic::set_hook(Box::new(move |info| {
            let at = info.location().map(|l| format!("{}:{}", l.file(), l.line()));
            let at = at.unwrap_or_default();
            batch::note_crash(&at);
            *place.0.lock().unwrap_or_else(PoisonError::into_inner) = at;
        }));
        panics
    }

    fn last(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn run(cli: &Cli) -> anyhow::Result<Done> {
    match &cli.command {
        Command::Init(args) => init::run(args, &cli.global),
        Command::Score(args) => score::run(args, &cli.global),
        Command::Batch(args) => batch::run(args, &cli.global),
        Command::Rollup(args) => rollup::run(args, &cli.global),
        Command::Standard(args) => standard::run(args, &cli.global),
        Command::Report(args) => report::run(args, &cli.global),
        Command::Peek(args) => peek::run(args, &cli.global),
        Command::Verify(args) => verify::run(args, &cli.global),
        Command::Diff(args) => diff::run(args, &cli.global),
        Command::Trend(args) => trend::run(args, &cli.global),
        Command::Explain(args) => explain::run(args, &cli.global),
        Command::Actions(args) => actions::run(args, &cli.global),
        Command::Schema => output::print(outcome::json::schema()?.as_bytes()),
        Command::Completions { shell } => {
            let mut bytes = Vec::new();
            let mut command = Cli::command();
            clap_complete::generate(*shell, &mut command, "inspect", &mut bytes);
            output::print(&bytes)
        }
        Command::Man { command } => man(command.as_deref(), &cli.global),
        Command::ReadLegacy { limits } => {
            containment::serve(
                limits,
                &mut std::io::stdin().lock(),
                &mut std::io::stdout().lock(),
            )?;
            Ok(Done::Well)
        }
    }
}

/// Prints bytes, or writes them to a file.
fn give(bytes: &[u8], out: Option<&std::path::Path>) -> anyhow::Result<Done> {
    match out {
        Some(path) => {
            output::write_file(path, bytes)?;
            Ok(Done::Well)
        }
        None => output::print(bytes),
    }
}

/// Whether what is printed gets colours: not in a file.
fn printed_colour(global: &Global, out: Option<&std::path::Path>) -> bool {
    out.is_none() && colour(global.color, &std::io::stdout())
}

/// The manual page of the program or of one of its commands.
fn man(name: Option<&str>, global: &Global) -> anyhow::Result<Done> {
    let mut program = Cli::command();
    program.build();
    let command = match name {
        None => program,
        Some(name) => match program.find_subcommand(name) {
            Some(command) => command.clone(),
            None => {
                let shown = program.get_subcommands().filter(|c| !c.is_hide_set());
                let names: Vec<&str> = shown.map(|c| c.get_name()).collect();
                let near = nearest(name, names.iter().copied()).unwrap_or_else(|| names.join(", "));
                anyhow::bail!(language(global, None).pick(
                    format!("没有名为“{name}”的命令，可用：{near}"),
                    format!("no command named `{name}`, there is: {near}"),
                ));
            }
        },
    };
    let mut bytes = Vec::new();
    clap_mangen::Man::new(command).render(&mut bytes)?;
    output::print(&bytes)
}

/// A failure of an audit whose standard, and so whose language, is known.
#[derive(Debug)]
struct Told {
    failure: Failure,
    lang: Option<Lang>,
}

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.failure.fmt(f)
    }
}

impl std::error::Error for Told {}

/// Prints an error: every problem of a failure, or the chain of causes of anything else.
fn complain(error: &anyhow::Error, global: &Global) {
    let told = error.downcast_ref::<Told>().map(|told| (&told.failure, told.lang));
    let text = match told.or_else(|| error.downcast_ref::<Failure>().map(|f| (f, None))) {
        Some((failure, lang)) => {
            let colour = colour(global.color, &std::io::stderr());
            render(failure, language(global, lang), colour)
        }
        None => {
            let lang = language(global, None);
            let words = error.downcast_ref::<std::io::Error>().map_or_else(
                || format!("{error:#}"),
                |error| crate::lang::problem::outside_words(&error.to_string(), lang),
            );
            format!("{}: {words}", lang.pick("错误", "error"))
        }
    };
    output::tell(text.trim_end());
}

/// The language asked for, else the standard's, else the system's.
fn language(global: &Global, standard: Option<Lang>) -> Lang {
    global.lang.map(Lang::from).or(standard).unwrap_or_else(system_language)
}

fn system_language() -> Lang {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()))
        .map_or(Lang::En, |v| if v.starts_with("zh") { Lang::Zh } else { Lang::En })
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
