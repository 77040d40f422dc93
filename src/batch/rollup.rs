//! Results that are there, read back and made into a portfolio.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::{ACCOUNT, FAILURES, REPORT, RESULT};
use crate::audit::folder::{file_place, read};
use crate::diagnostic::{Failure, ProblemKind, ResultProblem};
use crate::pipeline::previous;
use crate::portfolio::account;
use crate::portfolio::failure::{self, gap};
use crate::portfolio::{
    Account, Attributes, Before, Builder, FailureRecord, Failures, Held, Portfolio, Reason, Record,
    latest,
};

/// Results read side by side, and so held in memory at a time.
const CHUNK: usize = 16;

/// A result and the batch output it is in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// What it is, and its folder in a batch output.
    pub held: Held,
    /// The batch output.
    pub base: Arc<Path>,
}

impl Entry {
    /// The folder of the result.
    pub fn folder(&self) -> PathBuf {
        self.base.join(&self.held.folder)
    }
}

/// What some batch outputs hold together.
#[derive(Debug, Default)]
pub struct Gathered {
    /// By project and period.
    pub entries: Vec<Entry>,
    /// Their failures, and those of gathering.
    pub failures: Vec<FailureRecord>,
}

/// Gathers batch outputs. A folder without `batch.json` is taken for what results lie in it. A batch that
/// did not come to its end, or a share that is not there, is a failure: nothing is missing silently.
///
/// # Errors
/// Where a file of a batch output cannot be read, or two outputs hold different results of one audit.
pub fn gather(outs: &[PathBuf]) -> Result<Gathered, Failure> {
    let mut gathered = Gathered::default();
    let mut shares: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for out in outs {
        let account = out.join(ACCOUNT);
        let account: Option<Account> = match account.is_file() {
            true => Some(parsed(&account, account::SCHEMA)?),
            false => None,
        };
        if let Some(wrong) = account.iter().flat_map(|a| &a.results).find(|h| !inside(&h.folder)) {
            let folder = wrong.folder.clone();
            return Err(previous::refused(ResultProblem::Elsewhere { folder }, &out.join(ACCOUNT)));
        }
        let failures = out.join(FAILURES);
        if failures.is_file() {
            let failures = parsed::<Failures>(&failures, failure::SCHEMA)?;
            gathered.failures.extend(failures.failures);
        }
        if let Some([number, of]) = account.as_ref().and_then(|a| a.shard) {
            shares.entry(of).or_default().push(number);
        }
        let held = match account {
            Some(account) if account.finished => account.results,
            account => {
                if account.is_some() {
                    gathered.failures.push(unfinished(out));
                }
                let lying = lying(out)?;
                gathered.failures.extend(lying.failures);
                lying.held
            }
        };
        let base: Arc<Path> = out.as_path().into();
        let entry = |held| Entry { held, base: Arc::clone(&base) };
        gathered.entries.extend(held.into_iter().map(entry));
    }
    for (of, there) in shares {
        let missing = (1..=of).filter(|n| !there.contains(n));
        gathered.failures.extend(missing.map(|n| missing_share(n, of)));
    }
    gathered.entries.sort();
    gathered.entries = once_each(gathered.entries)?;
    Ok(gathered)
}

/// A file of a batch output, if it is of the version this program knows.
fn parsed<T: serde::de::DeserializeOwned>(path: &Path, known: &str) -> Result<T, Failure> {
    #[derive(serde::Deserialize)]
    struct Head {
        schema: String,
    }
    let bytes = read(path)?;
    let no_json = |e: serde_json::Error| {
        previous::refused(ResultProblem::BrokenBatch { detail: e.to_string() }, path)
    };
    let found = serde_json::from_slice::<Head>(&bytes).map_err(no_json)?.schema;
    if found != known {
        let known = known.to_string();
        return Err(previous::refused(ResultProblem::NewerSchema { found, known }, path));
    }
    serde_json::from_slice(&bytes).map_err(no_json)
}

/// Whether a folder of a batch output is one inside it: a file from elsewhere leads to no other place.
fn inside(folder: &str) -> bool {
    let mut parts = Path::new(folder).components().peekable();
    parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_)))
}

fn broken(path: &Path, detail: &str) -> Failure {
    let kind = ProblemKind::FileUnreadable { detail: detail.to_string() };
    Failure::one(kind, file_place(path))
}

fn unfinished(out: &Path) -> FailureRecord {
    let folder = name(out);
    let reason = Reason::new(
        gap::BATCH,
        "这一批没有运行完：请用同样的参数再运行一次 inspect batch，它会接着做完".to_string(),
        "this batch did not come to its end: run inspect batch again with the same arguments, it goes on"
            .to_string(),
    );
    FailureRecord { project: None, period: None, folder, reasons: vec![reason] }
}

fn missing_share(number: u32, of: u32) -> FailureRecord {
    let reason = Reason::new(
        gap::SHARD,
        format!(
            "没有给出第 {number} 份（共 {of} 份）的结果：请把它的文件夹也交给 inspect rollup；\
             若没有，先用 --shard {number}/{of} 运行 inspect batch"
        ),
        format!(
            "the results of shard {number} of {of} are not there: name their folder too, or make them with \
             inspect batch --shard {number}/{of}"
        ),
    );
    let folder = format!("shard {number}/{of}");
    FailureRecord { project: None, period: None, folder, reasons: vec![reason] }
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| ".".to_string(), |n| n.to_string_lossy().into_owned())
}

#[derive(Debug, Default)]
struct Lying {
    held: Vec<Held>,
    failures: Vec<FailureRecord>,
}

/// The results that lie in a folder, `NAME/result.json` or `NAME/PERIOD/result.json`.
fn lying(out: &Path) -> Result<Lying, Failure> {
    let unreadable = |e: io::Error| broken(out, &e.to_string());
    let mut lying = Lying::default();
    let folders = |path: &Path| -> io::Result<Vec<PathBuf>> {
        let entries = fs::read_dir(path)?.collect::<io::Result<Vec<_>>>()?;
        Ok(entries.into_iter().map(|e| e.path()).filter(|p| p.is_dir()).collect())
    };
    for folder in folders(out).map_err(unreadable)? {
        let below = folders(&folder).map_err(unreadable)?;
        for place in std::iter::once(folder).chain(below) {
            let result = place.join(RESULT);
            if !result.is_file() {
                continue;
            }
            let inside = place.strip_prefix(out).unwrap_or(&place);
            let folder = inside.to_string_lossy().replace('\\', "/");
            match record(&result) {
                Ok(Record { project, period, .. }) => {
                    lying.held.push(Held { project: project.id, period, folder });
                }
                Err(failure) => lying.failures.push(FailureRecord {
                    project: None,
                    period: None,
                    folder,
                    reasons: unusable(&failure, &place),
                }),
            }
        }
    }
    Ok(lying)
}

/// Why a result that is there is of no use, and what to do.
fn unusable(failure: &Failure, folder: &Path) -> Vec<Reason> {
    let reason = |reason: Reason| {
        let told = reason.message;
        let (zh, en) = (
            format!("结果无法使用：{}。请对该项目重新运行 inspect batch，再汇总", told.zh),
            format!("the result is of no use: {}; run inspect batch again, then roll up", told.en),
        );
        Reason { place: reason.place, ..Reason::new(gap::RESULT, zh, en) }
    };
    Reason::of(failure, &folder.to_string_lossy()).into_iter().map(reason).collect()
}

fn record(path: &Path) -> Result<Record, Failure> {
    Record::from_slice(&read(path)?).map_err(|problem| previous::refused(problem, path))
}

/// A result that two outputs hold alike, of a share that was scored twice, say, counts once.
fn once_each(entries: Vec<Entry>) -> Result<Vec<Entry>, Failure> {
    let mut kept: Vec<Entry> = Vec::with_capacity(entries.len());
    for entry in entries {
        let same = kept.last().filter(|k| {
            (&k.held.project, &k.held.period) == (&entry.held.project, &entry.held.period)
        });
        if let Some(first) = same {
            let [a, b] = [first, &entry].map(|e| e.folder().join(RESULT));
            if read(&a)? != read(&b)? {
                let other = a.display().to_string();
                return Err(previous::refused(ResultProblem::Differs { other }, &b));
            }
            continue;
        }
        kept.push(entry);
    }
    Ok(kept)
}

/// What a portfolio is made with, besides results.
#[derive(Debug, Default)]
pub struct Around {
    /// The date overdue actions are told by; each audit's own without.
    pub as_of: Option<NaiveDate>,
    /// The portfolio file.
    pub attributes: Attributes,
    /// The results of the period before, by project.
    pub before: Option<Vec<Entry>>,
}

/// Makes the portfolio. `row` sees every result in order. A result that cannot be read becomes a failure.
///
/// # Errors
/// Those of `row`.
pub fn portfolio<E: From<Failure>>(
    gathered: Gathered,
    around: Around,
    mut row: impl FnMut(&Record, &Held) -> Result<(), E>,
) -> Result<(Portfolio, Vec<Held>), E> {
    let before = around.before.as_deref();
    let mut builder = Builder::new(around.as_of, around.attributes, before.is_some());
    let Gathered { entries, mut failures } = gathered;
    let mut held = Vec::with_capacity(entries.len());
    let both = |e: &Entry| {
        let path = e.folder().join(RESULT);
        let record = record(&path)?;
        let found = (&record.project.id, &record.period);
        if found != (&e.held.project, &e.held.period) {
            let (expected, found) = (
                format!("{} {}", e.held.project, e.held.period),
                format!("{} {}", found.0, found.1),
            );
            return Err(previous::refused(ResultProblem::OtherProject { expected, found }, &path));
        }
        Ok((earlier(before.unwrap_or_default(), &record), record))
    };
    let mut entries = entries.into_iter();
    loop {
        let chunk: Vec<Entry> = entries.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            break;
        }
        let read: Vec<Result<_, Failure>> = chunk.par_iter().map(both).collect();
        for (entry, read) in chunk.into_iter().zip(read) {
            match read {
                Ok((earlier, record)) => {
                    row(&record, &entry.held)?;
                    let earlier = earlier.unwrap_or_else(|failure| {
                        failures.push(unusable_before(&entry.held.project, &failure));
                        None
                    });
                    builder.add(&record, &entry.held.folder, earlier.as_ref());
                    held.push(entry.held);
                }
                Err(failure) => {
                    let reasons = unusable(&failure, &entry.folder());
                    let Held { project, period, folder } = entry.held;
                    let (project, period) = (Some(project), Some(period));
                    failures.push(FailureRecord { project, period, folder, reasons });
                }
            }
        }
    }
    let gone = gone(before.unwrap_or_default(), &held, &failures);
    for (id, audit) in gone {
        match audit {
            Ok(audit) => builder.gone(id, audit.name),
            Err(failure) => failures.push(unusable_before(&id, &failure)),
        }
    }
    Ok((builder.finish(Failures::new(failures).failures), held))
}

/// The audit of the period before that a result is compared with.
fn earlier(before: &[Entry], record: &Record) -> Result<Option<Before>, Failure> {
    let audits = of(before, &record.project.id);
    let audits: Result<Vec<Before>, Failure> = audits.iter().map(audit).collect();
    Ok(latest(audits?, &record.period))
}

fn audit(entry: &Entry) -> Result<Before, Failure> {
    record(&entry.folder().join(RESULT)).map(|r| Before::from(&r))
}

/// The entries of a project among entries by project.
fn of<'a>(entries: &'a [Entry], project: &str) -> &'a [Entry] {
    let first = entries.partition_point(|e| e.held.project.as_str() < project);
    let rest = entries.get(first..).unwrap_or_default();
    let count = rest.partition_point(|e| e.held.project == project);
    rest.get(..count).unwrap_or_default()
}

/// Projects of the period before of which nothing is known now: neither a result nor why there is none.
fn gone(
    before: &[Entry],
    held: &[Held],
    failures: &[FailureRecord],
) -> Vec<(String, Result<Before, Failure>)> {
    let mut known: BTreeSet<&str> = held.iter().map(|h| h.project.as_str()).collect();
    known.extend(failures.iter().filter_map(|f| f.project.as_deref()));
    let mut out = Vec::new();
    for entries in before.chunk_by(|a, b| a.held.project == b.held.project) {
        let last = entries.last().filter(|e| !known.contains(e.held.project.as_str()));
        if let Some(entry) = last {
            out.push((entry.held.project.clone(), audit(entry)));
        }
    }
    out
}

/// A result of the period before that is of no use; its file is named as it was given.
fn unusable_before(project: &str, failure: &Failure) -> FailureRecord {
    let reasons = unusable(failure, Path::new(""));
    let (project, folder) = (Some(project.to_string()), project.to_string());
    FailureRecord { project, period: None, folder, reasons }
}

/// The results of batch outputs of the period before, and what is missing of them.
///
/// # Errors
/// Where a batch output cannot be read.
pub fn before(outs: &[PathBuf]) -> Result<Gathered, Failure> {
    let mut gathered = gather(outs)?;
    // A project that could not be scored then has no result to compare with, which its row tells.
    gathered.failures.retain(FailureRecord::is_gap);
    Ok(gathered)
}

/// Puts the results and reports of other outputs into `out`, so that the links of the portfolio lead
/// somewhere: the same files under another name where the disk can do that, else copies.
///
/// # Errors
/// Where a file cannot be put there.
pub fn bring(entries: &[Entry], out: &Path) -> Result<(), Failure> {
    entries.par_iter().try_for_each(|entry| {
        let (from, to) = (entry.folder(), out.join(&entry.held.folder));
        if fs::canonicalize(&from).ok() == fs::canonicalize(&to).ok() && to.exists() {
            return Ok(());
        }
        [RESULT, REPORT].into_iter().try_for_each(|name| {
            let target = to.join(name);
            link(&from.join(name), &target).map_err(|error| {
                let kind = ProblemKind::FileUnwritable { detail: error.to_string() };
                Failure::one(kind, file_place(&target))
            })
        })
    })
}

fn link(from: &Path, to: &Path) -> io::Result<()> {
    if !from.is_file() {
        return Ok(());
    }
    let folder = to.parent().unwrap_or(to);
    fs::create_dir_all(folder)?;
    // Beside its place first, so that what stands there is whole at any time; `sweep` knows the name.
    let beside = folder.join(format!(".{}.link", name(to)));
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::hard_link(from, &beside).or_else(|_| fs::copy(from, &beside).map(drop))?;
    fs::rename(&beside, to)?;
    // Renaming onto another name of the same file leaves both.
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
