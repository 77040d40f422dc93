//! Scoring many audits side by side.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::plan::Job;
use super::rollup::Entry;
use super::stamp::{Compare, STAMP, Stamp};
use super::{ACCOUNT, FAILURES, REPORT, RESULT, Write};
use crate::audit::Period;
use crate::audit::folder::{MANIFEST, file_place};
use crate::diagnostic::{Failure, ProblemKind};
use crate::lang::{Lang, Word};
use crate::outcome::json;
use crate::pipeline::{self, Options, previous};
use crate::portfolio::{Aside, FailureRecord, Held, Reason, Record, Span};
use crate::report::{self, Format};

/// How a batch is scored.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How each audit is.
    pub scoring: Options,
    /// Language of the reports; that of the standard without.
    pub lang: Option<Lang>,
    /// Where results go.
    pub out: PathBuf,
    /// Batch outputs with earlier results: of the period before, of a year ago.
    pub earlier: Vec<PathBuf>,
    /// Audits at the same time; as many as the machine has processors without.
    pub jobs: Option<usize>,
    /// Score unchanged audits all the same.
    pub force: bool,
    /// How a change is noticed.
    pub compare: Compare,
    /// Start no further audit once one has failed.
    pub fail_fast: bool,
}

/// How one audit ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// Scored, its files written.
    Scored {
        /// What became of the edits merged into the result that was there.
        edits: previous::Edits,
        /// Where its record is put aside.
        record: Span,
    },
    /// As before; not scored again.
    Unchanged,
    /// Not scored.
    Failed(FailureRecord),
    /// Not tried, after another had failed.
    NotTried,
}

/// What a batch did.
#[derive(Debug, Default)]
pub struct Ran {
    /// Results that are there now, by project and period.
    pub entries: Vec<Entry>,
    /// Audits that failed.
    pub failures: Vec<FailureRecord>,
    /// Audits scored.
    pub scored: usize,
    /// Audits left as they were.
    pub unchanged: usize,
    /// Audits not tried.
    pub not_tried: usize,
}

/// Hears of every audit as it ends, from any thread.
pub trait Watch: Sync {
    /// An audit ended.
    fn ended(&self, job: &Job, ended: &Ended);
    /// Where this thread panicked last, for the report of a crash.
    fn crash(&self) -> String;
}

/// Scores the audits of a plan, and puts the records of what was scored `aside`. What one of them does, a crash
/// of the program included, touches no other.
///
/// # Errors
/// Where the threads cannot be started.
pub fn run(
    jobs: Vec<Job>,
    settings: &Settings,
    write: &Write<'_>,
    aside: &Aside,
    watch: &dyn Watch,
) -> Result<Ran, rayon::ThreadPoolBuildError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(settings.jobs.unwrap_or(0)).build()?;
    let base: Arc<Path> = settings.out.as_path().into();
    let ran = Ran { entries: Vec::with_capacity(jobs.len()), ..Ran::default() };
    let (failed, ran) = (AtomicBool::new(false), Mutex::new(ran));
    let one = |job: Job| {
        if settings.fail_fast && failed.load(Ordering::Relaxed) {
            ran.lock().unwrap_or_else(PoisonError::into_inner).not_tried += 1;
            return;
        }
        let ended = contained(&job, settings, write, aside, watch);
        failed.fetch_or(matches!(ended, Ended::Failed(_)), Ordering::Relaxed);
        watch.ended(&job, &ended);
        // Nothing panics while it holds the lock.
        let mut ran = ran.lock().unwrap_or_else(PoisonError::into_inner);
        let record = match ended {
            Ended::Failed(failure) => return ran.failures.push(failure),
            Ended::NotTried => return ran.not_tried += 1,
            Ended::Scored { record, .. } => {
                ran.scored += 1;
                Some(record)
            }
            Ended::Unchanged => {
                ran.unchanged += 1;
                None
            }
        };
        let out = job.out();
        if let Some((project, period)) = job.audit {
            let held = Held::new(project, period, &out);
            ran.entries.push(Entry { held, base: Arc::clone(&base), record });
        }
    };
    pool.install(|| jobs.into_par_iter().with_max_len(1).for_each(one));
    let mut ran = ran.into_inner().unwrap_or_else(PoisonError::into_inner);
    // As they came, whoever was done first.
    ran.failures.sort();
    ran.entries.sort_unstable();
    Ok(ran)
}

/// One audit; a panic in it becomes a failure of it.
fn contained(
    job: &Job,
    settings: &Settings,
    write: &Write<'_>,
    aside: &Aside,
    watch: &dyn Watch,
) -> Ended {
    let done = catch_unwind(AssertUnwindSafe(|| score(job, settings, write, aside)));
    let reasons = match done {
        Ok(Ok(ended)) => return ended,
        Ok(Err(Wrong::Failure(failure))) => Reason::of(&failure, &job.path().to_string_lossy()),
        Ok(Err(Wrong::Report(error))) => vec![internal(&error)],
        Err(_) => vec![internal(&watch.crash())],
    };
    let audit = job.audit.as_ref();
    let (project, period) = audit.map(|(id, period)| (id.to_string(), period.to_string())).unzip();
    Ended::Failed(FailureRecord { project, period, folder: job.folder().to_string(), reasons })
}

fn internal(detail: &str) -> Reason {
    let word = |lang| format!("{} ({detail})", Word::InternalError.get(lang));
    Reason::new("internal-error", word(Lang::Zh), word(Lang::En))
}

enum Wrong {
    Failure(Failure),
    Report(String),
}

impl From<Failure> for Wrong {
    fn from(failure: Failure) -> Wrong {
        Wrong::Failure(failure)
    }
}

fn score(job: &Job, settings: &Settings, write: &Write<'_>, aside: &Aside) -> Result<Ended, Wrong> {
    let path = job.path();
    let Some((project, period)) = &job.audit else {
        // It says itself why it cannot be scored.
        return match pipeline::run(&path, &settings.scoring) {
            Err(failure) => Err(failure.into()),
            Ok(_) => Err(nameless(&path).into()),
        };
    };
    let mut options = settings.scoring.clone();
    let earlier = settings.earlier.iter().map(|out| out.join(&**project).join(RESULT));
    let earlier = earlier.filter(|path| path.is_file() && !not_before(path, period));
    options.previous = earlier.collect();
    let out = settings.out.join(job.out());
    // An audit that has no stamp fails below, with its reasons.
    let stamp = Stamp::of(job, &options, settings.lang).ok();
    let holds = |s: &Stamp| !settings.force && s.holds(&out, settings.compare);
    if stamp.as_ref().is_some_and(holds) {
        return Ok(Ended::Unchanged);
    }
    let mut outcome = pipeline::run(&path, &options)?;
    let edits = previous::keep_edits(&mut outcome, &out.join(RESULT));
    if (&*outcome.project.id, &*outcome.period) != (&**project, &**period) {
        return Err(nameless(&path).into());
    }
    let lang = settings.lang.unwrap_or(outcome.standard.language);
    let result = json::to_bytes(&outcome).map_err(|e| Wrong::Report(e.to_string()))?;
    let how = report::Options { lang, as_of: outcome.as_of, width: 80, colour: false };
    let workbook =
        report::render(&outcome, Format::Xlsx, how).map_err(|e| Wrong::Report(e.to_string()))?;
    // Until the new stamp is there nothing says that the files belong together.
    let _ = fs::remove_file(out.join(STAMP));
    sweep(&out);
    let stamp = stamp.map(|s| s.filled(&outcome, &result).to_bytes());
    write(&out, &[(RESULT.to_string(), result), (REPORT.to_string(), workbook)])?;
    if let Some(stamp) = stamp {
        write(&out, &[(STAMP.to_string(), stamp)])?;
    }
    // Only what stands in a file now: the portfolio is made of results that are there.
    let record = Record::from(outcome).put(aside);
    Ok(Ended::Scored { edits, record })
}

/// Whether the result at `path` is of this period or a later one: where several periods lie under one root, it
/// is earlier than some of them only. One that cannot be read is not known to be, and fails its audit.
fn not_before(path: &Path, period: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Head {
        period: String,
    }
    let head = fs::read(path).ok().and_then(|b| serde_json::from_slice::<Head>(&b).ok());
    let end = |text: &str| text.parse::<Period>().ok().map(|p| p.range().to);
    let both = head.and_then(|h| end(&h.period).zip(end(period)));
    both.is_some_and(|(before, this)| before >= this)
}

/// audit.toml was changed while it was read.
fn nameless(path: &Path) -> Failure {
    let detail = "changed while it was read".to_string();
    Failure::one(ProblemKind::FileUnreadable { detail }, file_place(&path.join(MANIFEST)))
}

/// Takes away what an interrupted run left half written: `.result.json.` and some letters, and the like.
pub fn sweep(out: &Path) {
    let Ok(listing) = fs::read_dir(out) else { return };
    for entry in listing.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let half = |of: &&str| name.strip_prefix('.').is_some_and(|n| n.starts_with(*of));
        if [RESULT, REPORT, STAMP, "portfolio.", "results.", "projects.", FAILURES, ACCOUNT]
            .iter()
            .any(half)
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::find::listed;
    use crate::batch::plan::{Choice, Plan, plan};
    use crate::batch::rollup::{self, Around, Gathered};
    use crate::portfolio::Portfolio;

    struct Heard(Mutex<Vec<String>>);

    impl Watch for Heard {
        fn ended(&self, job: &Job, ended: &Ended) {
            self.0.lock().unwrap().push(format!(
                "{} {}",
                job.out(),
                matches!(ended, Ended::Scored { .. })
            ));
        }
        fn crash(&self) -> String {
            "here.rs:1".to_string()
        }
    }

    /// Scores cedar and palm of the example, with two threads.
    fn scored(out: &Path, write: &Write<'_>, aside: &Aside) -> (Ran, Vec<String>) {
        let found = listed("north/cedar\nsouth/palm\n", Path::new("examples/portfolio")).found;
        let Plan { jobs, failures, .. } = plan(found, &Choice::default());
        assert_eq!((jobs.len(), failures.len()), (2, 0));
        let settings = Settings {
            scoring: Options { standards: Some("examples/portfolio".into()), ..Options::default() },
            lang: None,
            out: out.to_path_buf(),
            earlier: Vec::new(),
            jobs: Some(2),
            force: false,
            compare: Compare::Content,
            fail_fast: false,
        };
        let heard = Heard(Mutex::default());
        let ran = run(jobs, &settings, write, aside, &heard).unwrap();
        (ran, heard.0.into_inner().unwrap())
    }

    #[test]
    fn a_crash_is_a_failure_of_its_project_alone() {
        let write = |folder: &Path, _: &[(String, Vec<u8>)]| -> Result<(), Failure> {
            assert!(!folder.ends_with("cedar"), "a bug");
            Ok(())
        };
        let nowhere = Path::new("no-such-folder");
        let (ran, mut heard) = scored(nowhere, &write, &Aside::default());
        assert_eq!((ran.scored, ran.entries.len(), ran.failures.len()), (1, 1, 1));
        assert_eq!(ran.failures[0].project.as_deref(), Some("cedar"));
        let reason = &ran.failures[0].reasons[0];
        assert_eq!(reason.code, "internal-error");
        assert!(reason.message.get(Lang::En).contains("here.rs:1"), "{reason:?}");
        heard.sort();
        assert_eq!(heard, ["cedar false", "palm true"]);
    }

    /// The portfolio of what was scored with `aside` and written to `out`.
    fn portfolio(out: &Path, write: &Write<'_>, aside: Aside, forget: &str) -> Portfolio {
        let (mut ran, _) = scored(out, write, &aside);
        for entry in ran.entries.iter_mut().filter(|e| &*e.held.project == forget) {
            entry.record = None;
        }
        let gathered = Gathered { entries: ran.entries, failures: ran.failures, aside };
        let memory = Box::new(std::io::Cursor::new(Vec::new()));
        let row = |_: &Record| anyhow::Ok(());
        rollup::portfolio(gathered, Around::default(), memory, row).unwrap()
    }

    #[test]
    fn what_was_scored_is_not_read_again() {
        // The files are not there to be read.
        let write = |_: &Path, _: &[(String, Vec<u8>)]| -> Result<(), Failure> { Ok(()) };
        let portfolio =
            |forget| portfolio(Path::new("no-such-folder"), &write, Aside::default(), forget);
        let whole = portfolio("");
        let projects: Vec<Box<str>> = whole.projects().map(|p| p.id).collect();
        assert_eq!((projects, whole.failures.len()), (vec!["cedar".into(), "palm".into()], 0));
        let part = portfolio("cedar");
        assert_eq!((part.count(), part.failures.len()), (1, 1));
        assert_eq!(part.failures[0].project.as_deref(), Some("cedar"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_could_not_be_put_aside_is_read_from_its_file() {
        let full = fs::OpenOptions::new().read(true).write(true).open("/dev/full").unwrap();
        let write = |folder: &Path, files: &[(String, Vec<u8>)]| -> Result<(), Failure> {
            fs::create_dir_all(folder).unwrap();
            files.iter().for_each(|(name, bytes)| fs::write(folder.join(name), bytes).unwrap());
            Ok(())
        };
        let out = tempfile::tempdir().unwrap();
        let whole = portfolio(out.path(), &write, Aside::new(Box::new(full)), "");
        assert_eq!((whole.count(), whole.failures.len()), (2, 0));
    }
}
