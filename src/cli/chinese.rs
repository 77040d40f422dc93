//! The command line's help in Chinese.

use crate::lang::{help, usage};

/// Chinese help in place of the English one. Flags and commands that clap adds by itself are there only
/// once it has built the whole, so they come second.
pub fn translated(program: clap::Command) -> clap::Command {
    let mut program = translate(program, "");
    program.build();
    finish(program)
}

/// The command's words and those of its arguments; `path` is `standard lint`, empty for the program.
fn translate(command: clap::Command, path: &str) -> clap::Command {
    // clap sorts what has a heading of its own by name.
    let mut position = 0;
    let mut command = command
        .help_template(help::TEMPLATE)
        .subcommand_help_heading(help::COMMANDS)
        .subcommand_value_name(usage::COMMAND)
        .mut_args(|arg| {
            let id = arg.get_id().to_string();
            let heading = if arg.is_positional() { help::ARGUMENTS } else { help::OPTIONS };
            let text = help::argument(path, &id);
            // Defaults stand in the text: clap writes them in English.
            let hide = arg.get_action().takes_values();
            let arg = arg.hide_default_value(hide).help_heading(heading);
            let arg = if arg.is_positional() {
                position += 1;
                arg.display_order(position)
            } else {
                arg
            };
            if let Some(text) = text { arg.help(text) } else { arg }
        });
    if let Some(text) = help::about(path) {
        command = command.about(text);
    }
    if let Some(text) = help::after(path) {
        command = command.after_help(text);
    }
    command.mut_subcommands(|inner| {
        let name = inner.get_name().to_string();
        translate(inner, format!("{path} {name}").trim_start())
    })
}

/// What clap added: `--help`, `--version` and `help`.
fn finish(command: clap::Command) -> clap::Command {
    let command = command.mut_args(|arg| match arg.get_id().as_str() {
        "help" => arg.help(help::HELP).help_heading(help::OPTIONS),
        "version" => arg.help(help::VERSION).help_heading(help::OPTIONS),
        _ => arg,
    });
    let mut command = command.mut_subcommands(|inner| {
        if inner.get_name() == "help" { inner.about(help::HELP_COMMAND) } else { finish(inner) }
    });
    let line = usage::usage(&command.render_usage().to_string());
    let bare = line.strip_prefix(help::USAGE).map(String::from);
    command.override_usage(bare.unwrap_or(line))
}
