//! Results that are there, made into a portfolio: read back, but for those that were scored just now.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::shard::Shard;
use super::{ACCOUNT, FAILURES, REPORT, RESULT};
use crate::audit::folder::{file_place, read, unreadable};
use crate::diagnostic::{Failure, ProblemKind, ResultProblem};
use crate::outcome::totals::Mismatch;
use crate::pipeline::previous;
use crate::portfolio::account;
use crate::portfolio::failure::{self, gap};
use crate::portfolio::{
    Account, Aside, Attributes, Before, Builder, FailureRecord, Failures, Held, Once, Place,
    Portfolio, Reason, Record, Span, latest,
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
    /// Where its record is in [`Gathered::aside`]; `None` where its file is to be read.
    pub record: Option<Span>,
}

impl Entry {
    /// The folder of the result.
    pub fn folder(&self) -> PathBuf {
        self.base.join(self.held.folder())
    }
}

/// What some batch outputs hold together.
#[derive(Debug, Default)]
pub struct Gathered {
    /// By project and period.
    pub entries: Vec<Entry>,
    /// Their failures, and those of gathering.
    pub failures: Vec<FailureRecord>,
    /// Records of results that this run has scored and written: their files need not be read.
    pub aside: Aside,
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
        if let Some(wrong) = account.iter().flat_map(|a| &a.results).find(|h| !inside(h.folder())) {
            let folder = wrong.folder().to_string();
            return Err(previous::refused(ResultProblem::Elsewhere { folder }, &out.join(ACCOUNT)));
        }
        let failures = out.join(FAILURES);
        if failures.is_file() {
            let failures = parsed::<Failures>(&failures, failure::SCHEMA)?;
            let mut lacking: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            for failure in failures.failures {
                match share_missing(&failure) {
                    Some([number, of]) => lacking.entry(of).or_default().push(number),
                    None => gathered.failures.push(failure),
                }
            }
            // A roll-up that lacked some shares has the others, and what it lacked may be given now.
            for (of, lacking) in lacking {
                let there = (1..=of).filter(|n| !lacking.contains(n));
                shares.entry(of).or_default().extend(there);
            }
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
        let entry = |held| Entry { held, base: Arc::clone(&base), record: None };
        gathered.entries.extend(held.into_iter().map(entry));
    }
    for (of, there) in shares {
        let missing = (1..=of).filter(|n| !there.contains(n));
        gathered.failures.extend(missing.map(|n| missing_share(n, of)));
    }
    gathered.entries.sort_unstable();
    once_each(&mut gathered.entries)?;
    Ok(gathered)
}

/// A file of a batch output, if it is of the version this program knows.
fn parsed<T: serde::de::DeserializeOwned>(path: &Path, known: &str) -> Result<T, Failure> {
    #[derive(serde::Deserialize)]
    struct Head {
        schema: String,
    }
    // Streamed: the account of many results is larger than what is kept of it.
    let open = || fs::File::open(path).map(io::BufReader::new).map_err(|e| unreadable(path, &e));
    let no_json = |e: serde_json::Error| {
        previous::refused(ResultProblem::BrokenBatch { detail: e.to_string() }, path)
    };
    let found = serde_json::from_reader::<_, Head>(open()?).map_err(no_json)?.schema;
    if found != known {
        let known = known.to_string();
        return Err(previous::refused(ResultProblem::NewerSchema { found, known }, path));
    }
    serde_json::from_reader(open()?).map_err(no_json)
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

/// The share a failure says is missing.
fn share_missing(failure: &FailureRecord) -> Option<[u32; 2]> {
    let code = &failure.reasons.first()?.code;
    let share = failure.folder.strip_prefix("shard ").filter(|_| code == gap::SHARD)?;
    share.parse::<Shard>().ok().map(|s| [s.number, s.of])
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
    let mut periods = Once::default();
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
                    let period = periods.keep(&period);
                    lying.held.push(Held::new(project.id.into(), period, &folder));
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
    let record =
        Record::from_slice(&read(path)?).map_err(|problem| previous::refused(problem, path))?;
    sound(record, path)
}

/// Holds the totals of the result at `path` against its items.
fn sound(record: Record, path: &Path) -> Result<Record, Failure> {
    match record.mismatch() {
        None => Ok(record),
        Some(Mismatch { what, stated, found }) => {
            Err(previous::refused(ResultProblem::TotalsDiffer { what, stated, found }, path))
        }
    }
}

/// A result that two outputs hold alike, of a share that was scored twice, say, counts once.
fn once_each(entries: &mut Vec<Entry>) -> Result<(), Failure> {
    let mut wrong = None;
    entries.dedup_by(|entry, first| {
        let (a, b) = (&first.held, &entry.held);
        if wrong.is_some() || a.project != b.project || a.period != b.period {
            return false;
        }
        match alike(first, entry) {
            Ok(()) => true,
            Err(failure) => {
                wrong = Some(failure);
                false
            }
        }
    });
    wrong.map_or(Ok(()), Err)
}

fn alike(first: &Entry, entry: &Entry) -> Result<(), Failure> {
    let [a, b] = [first, entry].map(|e| e.folder().join(RESULT));
    match read(&a)? == read(&b)? {
        true => Ok(()),
        false => {
            let other = a.display().to_string();
            Err(previous::refused(ResultProblem::Differs { other }, &b))
        }
    }
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

/// Makes the portfolio. `row` sees every result in order; `aside` is an empty file for what is not held in
/// memory. A result that cannot be read becomes a failure.
///
/// # Errors
/// Those of `row`, and where `aside` is full.
pub fn portfolio<E: From<Failure> + From<io::Error>>(
    gathered: Gathered,
    around: Around,
    aside: Box<dyn Place>,
    mut row: impl FnMut(&Record) -> Result<(), E>,
) -> Result<Portfolio, E> {
    let before = around.before.as_deref();
    let mut builder = Builder::new(around.as_of, around.attributes, before.is_some()).aside(aside);
    let before = before.unwrap_or_default();
    let mut met = vec![false; before.len()];
    let Gathered { entries, mut failures, aside: scored } = gathered;
    let both = |e: &Entry| {
        let path = e.folder().join(RESULT);
        // What could not be put aside, for want of room, say, stands in its file all the same.
        let record = match e.record.and_then(|span| Record::get(&scored, span)) {
            Some(record) => sound(record, &path)?,
            None => record(&path)?,
        };
        let found = (&*record.project.id, &*record.period);
        if found != (&*e.held.project, &*e.held.period) {
            let (expected, found) = (
                format!("{} {}", e.held.project, e.held.period),
                format!("{} {}", found.0, found.1),
            );
            return Err(previous::refused(ResultProblem::OtherProject { expected, found }, &path));
        }
        Ok((earlier(before, &record), record))
    };
    let mut entries = entries.into_iter();
    loop {
        let chunk: Vec<Entry> = entries.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            break;
        }
        let read: Vec<Result<_, Failure>> = chunk.par_iter().map(both).collect();
        for (entry, read) in chunk.into_iter().zip(read) {
            meet(before, &mut met, &entry.held.project);
            match read {
                Ok((earlier, record)) => {
                    row(&record)?;
                    let earlier = earlier.unwrap_or_else(|failure| {
                        failures.push(unusable_before(&entry.held.project, &failure));
                        None
                    });
                    builder.add(&record, entry.held.folder(), earlier.as_ref());
                }
                Err(failure) => {
                    let reasons = unusable(&failure, &entry.folder());
                    let folder = entry.held.folder().to_string();
                    let project = Some(entry.held.project.into());
                    let period = Some(entry.held.period.to_string());
                    failures.push(FailureRecord { project, period, folder, reasons });
                }
            }
        }
        builder.whole()?;
    }
    for failure in &failures {
        failure.project.iter().for_each(|project| meet(before, &mut met, project));
    }
    for (id, audit) in gone(before, &met) {
        match audit {
            Ok(audit) => builder.gone(id, audit.name),
            Err(failure) => failures.push(unusable_before(&id, &failure)),
        }
    }
    let portfolio = builder.finish(Failures::new(failures).failures);
    portfolio.whole()?;
    Ok(portfolio)
}

/// Notes that a project of the period before is known now.
fn meet(before: &[Entry], met: &mut [bool], project: &str) {
    let (first, entries) = of(before, project);
    let own = met.get_mut(first..first + entries.len());
    own.unwrap_or_default().fill(true);
}

/// The audit of the period before that a result is compared with.
fn earlier(before: &[Entry], record: &Record) -> Result<Option<Before>, Failure> {
    let (_, audits) = of(before, &record.project.id);
    let audits: Result<Vec<Before>, Failure> = audits.iter().map(audit).collect();
    Ok(latest(audits?, &record.period))
}

fn audit(entry: &Entry) -> Result<Before, Failure> {
    record(&entry.folder().join(RESULT)).map(|r| Before::from(&r))
}

/// The entries of a project among entries by project, and where they begin.
fn of<'a>(entries: &'a [Entry], project: &str) -> (usize, &'a [Entry]) {
    let first = entries.partition_point(|e| &*e.held.project < project);
    let rest = entries.get(first..).unwrap_or_default();
    let count = rest.partition_point(|e| &*e.held.project == project);
    (first, rest.get(..count).unwrap_or_default())
}

/// Projects of the period before of which nothing is known now: neither a result nor why there is none.
fn gone(before: &[Entry], met: &[bool]) -> Vec<(String, Result<Before, Failure>)> {
    let mut out = Vec::new();
    let mut entries = before.iter().zip(met).filter(|(_, met)| !**met).map(|(e, _)| e).peekable();
    while let Some(entry) = entries.next() {
        // The last of a project.
        if entries.peek().is_none_or(|next| next.held.project != entry.held.project) {
            out.push((entry.held.project.to_string(), audit(entry)));
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
        let (from, to) = (entry.folder(), out.join(entry.held.folder()));
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
