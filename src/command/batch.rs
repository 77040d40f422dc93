//! `inspect batch`

use std::cell::RefCell;
use std::io::{IsTerminal, Read};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::portfolio::{self, Parts};
use super::score::output_width;
use super::{Done, colour, language, output, system_language};
use crate::audit::Period;
use crate::audit::folder;
use crate::batch::find::{self, Finds};
use crate::batch::plan::{Choice, Job, Plan, plan};
use crate::batch::rollup::Gathered;
use crate::batch::run::{Ended, Ran, Settings, Watch, run as score_all, sweep};
use crate::batch::stamp::Compare;
use crate::batch::{ACCOUNT, shard::Shard, waivers};
use crate::cli::{Batch, FormatArg, Global};
use crate::diagnostic::render;
use crate::lang::Lang;
use crate::pipeline::Options;
use crate::portfolio::{Aside, FailureRecord, account};
use crate::report::portfolio::text::{failure_line, failure_lines};

thread_local! {
    /// Where this thread panicked last.
    static CRASH: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Notes down where this thread panics.
pub fn note_crash(place: &str) {
    CRASH.with_borrow_mut(|crash| *crash = place.to_string());
}

/// Where this thread panicked last.
pub fn last_crash() -> String {
    CRASH.with_borrow(Clone::clone)
}

/// Scores every audit folder, and makes the portfolio.
pub fn run(args: &Batch, global: &Global) -> anyhow::Result<Done> {
    let lang = global.lang.map(Lang::from);
    let words = lang.unwrap_or_else(system_language);
    let parts = Parts::read(&args.around, words)?;
    let finds = finds(args, words)?;
    if let Some(inside) = find::within(&finds.found, &args.out) {
        let (out, folder) = (args.out.display(), &inside.folder);
        anyhow::bail!(words.pick(
            format!("{out}：其中有检查文件夹 {folder}，结果会与检查资料混在一起；请用 -o 另选一个文件夹"),
            format!("{out}: holds the audit folder {folder}, results would mix with it; choose another folder with -o"),
        ));
    }
    // `2025-Q4` and `2025Q4` are one period.
    let period = args.period.as_ref().map(|text| match text.parse::<Period>() {
        Ok(period) => period.to_string(),
        Err(()) => text.clone(),
    });
    let choice = Choice { shard: args.shard, period };
    let Plan { jobs, mut failures, projects, periods, waiver_files } = plan(finds.found, &choice);
    let first = args.shard.is_none_or(|s| s.number == 1);
    // A folder nobody could look into belongs to no share: the first one tells of it.
    failures.extend(finds.failures.into_iter().filter(|_| first));
    if jobs.is_empty() && failures.is_empty() && args.shard.is_none() {
        anyhow::bail!(nothing(args, &periods, words));
    }
    // Folders that do not tell their period fail below; that none is of this one is told all the same.
    let of_another = choice.period.as_ref().is_some_and(|p| !periods.contains(p));
    if of_another && args.shard.is_none() {
        output::tell(&nothing(args, &periods, words));
    }
    sweep(&args.out);
    let share = args.shard.map(|s: Shard| [s.number, s.of]);
    let mut begun = Vec::new();
    account::write(false, share, std::iter::empty, &mut begun)?;
    output::write_files(&args.out, &[(ACCOUNT.to_string(), begun)])?;
    let settings = Settings {
        scoring: Options::from(&args.scoring()),
        lang,
        out: args.out.clone(),
        earlier: args.around.previous.iter().chain(&args.last_year).cloned().collect(),
        jobs: args.jobs.map(|n| usize::from(n.get())),
        force: args.force,
        compare: if args.trust_times { Compare::Times } else { Compare::Content },
        fail_fast: args.fail_fast,
    };
    let shared = args.scoring().waivers.into_iter().chain(waiver_files);
    let lost = waivers::for_nobody(shared, &projects, &settings.scoring.reading);
    drop(projects);
    // Listed folders are not all projects.
    if args.list.is_none() && !lost.problems.is_empty() {
        let coloured = colour(global.color, &std::io::stderr());
        output::tell(render(&lost, words, coloured).trim_end());
    }
    // The summary tells the reasons, and where it is seen they are not told twice.
    let summary = args.around.format == FormatArg::Table && std::io::stdout().is_terminal();
    let progress = Progress::new(jobs.len(), summary && !args.fail_fast, global, words);
    failures.iter().for_each(|f| progress.failed(f));
    let stop = args.fail_fast && !failures.is_empty();
    // Without a name, as that of the portfolio.
    let place = tempfile::tempfile_in(&args.out).map_err(|e| output::unwritable(&args.out, &e))?;
    let aside = Aside::new(Box::new(place));
    let mut ran = match stop {
        true => Ran { not_tried: jobs.len(), ..Ran::default() },
        false => score_all(jobs, &settings, &output::write_files, &aside, &progress)?,
    };
    progress.end();
    failures.append(&mut ran.failures);
    if !global.quiet {
        output::tell(&said(&ran, failures.len(), words));
    }
    if args.fail_fast && !failures.is_empty() {
        anyhow::bail!(words.pick(
            format!(
                "有项目评分失败，已按 --fail-fast 停止：{} 个未尝试，未生成总览",
                ran.not_tried
            ),
            format!(
                "stopped by --fail-fast: {} projects not tried, no portfolio written",
                ran.not_tried
            ),
        ));
    }
    let gathered = Gathered { entries: ran.entries, failures, aside };
    let made = portfolio::make(gathered, parts, &args.out, share, lang)?;
    made.print(args.around.format, global)?;
    made.done(&args.gates, language(global, made.portfolio.language))
}

/// Why there is nothing to score.
fn nothing(args: &Batch, periods: &[String], lang: Lang) -> String {
    match (&args.list, &args.period) {
        (_, Some(period)) if !periods.is_empty() => {
            let there = periods.join(lang.pick("、", ", "));
            lang.pick(
                format!("没有 {period} 的检查文件夹；现有的期间：{there}"),
                format!("no audit folder of the period {period}; there are: {there}"),
            )
        }
        (Some(_), _) => lang.pick("列表中没有任何文件夹", "the list names no folder").to_string(),
        (None, _) => {
            let root = args.root.clone().unwrap_or_else(|| PathBuf::from("."));
            lang.pick(
                format!("{}：没有找到检查文件夹（含 audit.toml 的文件夹）", root.display()),
                format!("{}: no audit folder found, none has an audit.toml", root.display()),
            )
        }
    }
}

/// The folders under the root, or those of the list.
fn finds(args: &Batch, lang: Lang) -> anyhow::Result<Finds> {
    let Some(list) = &args.list else {
        let root = args.root.clone().unwrap_or_else(|| PathBuf::from("."));
        if !root.is_dir() {
            anyhow::bail!(lang.pick(
                format!("{}：没有这个文件夹", root.display()),
                format!("{}: no such folder", root.display()),
            ));
        }
        return Ok(find::under(&root, &args.out));
    };
    let text = match list.as_os_str() == "-" {
        false => folder::read_text(list)?,
        true => {
            let mut text = String::new();
            std::io::stdin().lock().read_to_string(&mut text)?;
            text
        }
    };
    let base = args.root.clone().unwrap_or_default();
    Ok(find::listed(&text, &base))
}

/// What was done, in one line.
fn said(ran: &Ran, failed: usize, lang: Lang) -> String {
    lang.pick(
        format!(
            "评分 {} 个，未变化 {} 个（未重新评分），失败 {failed} 个",
            ran.scored, ran.unchanged
        ),
        format!(
            "scored {}, unchanged {} (not scored again), failed {failed}",
            ran.scored, ran.unchanged
        ),
    )
}

/// A bar on a terminal, lines elsewhere.
struct Progress {
    bar: Option<ProgressBar>,
    quiet: bool,
    verbose: bool,
    /// Whether the reasons of failures are told when all is done.
    told_later: bool,
    lang: Lang,
    all: usize,
    done: AtomicUsize,
    failed: AtomicUsize,
}

impl Progress {
    fn new(all: usize, told_later: bool, global: &Global, lang: Lang) -> Progress {
        let bar = (!global.quiet && std::io::stderr().is_terminal()).then(|| {
            let target = ProgressDrawTarget::stderr();
            let bar = ProgressBar::with_draw_target(Some(all as u64), target);
            let (failed, left) = lang.pick(("失败", "剩余"), ("failed", "left"));
            let template = format!(
                "{{wide_bar}} {{pos}}/{{len}} · {failed} {{msg}} · {{rate}}/s · {left} {{eta}}"
            );
            if let Ok(style) = ProgressStyle::with_template(&template) {
                // Nobody reads four decimals of it.
                let rate = |state: &ProgressState, to: &mut dyn std::fmt::Write| {
                    // What cannot be drawn is not there.
                    let _ = write!(to, "{:.1}", state.per_sec());
                };
                bar.set_style(style.with_key("rate", rate));
            }
            bar.set_message("0");
            bar
        });
        Progress {
            bar,
            quiet: global.quiet,
            verbose: global.verbose > 0,
            told_later,
            lang,
            all,
            done: AtomicUsize::new(0),
            failed: AtomicUsize::new(0),
        }
    }

    /// A line above the bar.
    fn line(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| output::tell(line)),
            None => output::tell(line),
        }
    }

    fn failed(&self, failure: &FailureRecord) {
        let width = match std::io::stderr().is_terminal() {
            true => usize::from(output_width()),
            // A line a reason, for those who search in it.
            false => usize::MAX,
        };
        match self.told_later {
            true => self.line(&failure_line(failure, self.lang, width)),
            false => self.line(&failure_lines(failure, self.lang, width).join("\n")),
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Watch for Progress {
    fn ended(&self, job: &Job, ended: &Ended) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        match ended {
            Ended::Failed(failure) => {
                self.failed.fetch_add(1, Ordering::Relaxed);
                self.failed(failure);
            }
            Ended::Unchanged if self.verbose => {
                self.line(&format!("= {}", job.folder()));
            }
            Ended::Scored { edits, .. } => {
                if self.verbose {
                    self.line(&format!("✓ {}", job.folder()));
                }
                if let Some(told) = output::edits_lost_of(*edits, self.lang) {
                    self.line(&format!("{}{}{told}", job.folder(), self.lang.pick("：", ": ")));
                }
            }
            Ended::Unchanged | Ended::NotTried => {}
        }
        let failed = self.failed.load(Ordering::Relaxed);
        match &self.bar {
            Some(bar) => {
                bar.set_message(failed.to_string());
                bar.inc(1);
            }
            // Some ten lines in all, however many projects there are.
            None if !self.quiet && self.all > 20 && done.is_multiple_of(self.all.div_ceil(10)) => {
                output::tell(&self.lang.pick(
                    format!("{done}/{}，失败 {failed}", self.all),
                    format!("{done}/{}, failed {failed}", self.all),
                ));
            }
            None => {}
        }
    }

    fn crash(&self) -> String {
        last_crash()
    }
}
