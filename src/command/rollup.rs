//! `inspect rollup`

use super::portfolio::{self, Parts};
use super::{Done, language, output, system_language};
use crate::batch::rollup::{bring, gather};
use crate::batch::run::sweep;
use crate::cli::{FormatArg, Global, Rollup};
use crate::lang::Lang;

/// Makes the portfolio anew from results that are there.
pub fn run(args: &Rollup, global: &Global) -> anyhow::Result<Done> {
    let lang = global.lang.map(Lang::from);
    let words = lang.unwrap_or_else(system_language);
    let parts = Parts::read(&args.around, words)?;
    let gathered = gather(&args.outs)?;
    if gathered.entries.is_empty() && gathered.failures.is_empty() {
        anyhow::bail!(words.pick("没有找到任何结果", "no results found"));
    }
    sweep(&args.dir);
    if !args.no_reports {
        bring(&gathered.entries, &args.dir)?;
    }
    let made = portfolio::make(gathered, parts, &args.dir, None, lang)?;
    if !global.quiet {
        output::tell(&format!("→ {}", args.dir.display()));
    }
    if args.around.format != FormatArg::Table {
        made.tell_gaps();
    }
    made.print(args.around.format, global)?;
    made.done(&args.gates, language(global, made.portfolio.language))
}
