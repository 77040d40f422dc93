//! What is scored and where its result goes.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::find::Found;
use super::shard::Shard;
use crate::audit::Period;
use crate::audit::folder::{Folder, MANIFEST};
use crate::audit::manifest::Manifest;
use crate::portfolio::{FailureRecord, Once, Reason};

/// One audit to score. Many are held in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its folder.
    pub found: Found,
    /// Project and period; `None` where audit.toml is too broken to tell, and so cannot be scored.
    pub audit: Option<(Box<str>, Arc<str>)>,
    /// Whether the project has an audit of a later period too.
    pub earlier: bool,
}

impl Job {
    /// As reports name its folder.
    pub fn folder(&self) -> &str {
        &self.found.folder
    }

    /// Where the folder is.
    pub fn path(&self) -> PathBuf {
        self.found.path()
    }

    /// Folder of its result in the output, with `/`: `ID`, of an earlier period `ID/PERIOD`.
    pub fn out(&self) -> String {
        match (&self.audit, self.earlier) {
            (Some((project, period)), true) => format!("{project}/{period}"),
            (Some((project, _)), false) => project.to_string(),
            (None, _) => String::new(),
        }
    }
}

/// Which of the audits found are scored.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Only this share.
    pub shard: Option<Shard>,
    /// Only audits of this period.
    pub period: Option<String>,
}

/// The audits to score, and what all audits found share.
#[derive(Debug, Default)]
pub struct Plan {
    /// Audits to score, by project and period; those that do not tell come first.
    pub jobs: Vec<Job>,
    /// Audits that contradict each other.
    pub failures: Vec<FailureRecord>,
    /// Ids of all projects found, those not chosen too.
    pub projects: BTreeSet<Box<str>>,
    /// Periods of all audits found, in the order of time.
    pub periods: Vec<String>,
    /// Files with waivers that the audits chosen name.
    pub waiver_files: BTreeSet<PathBuf>,
}

/// What audit.toml tells about the place of an audit.
struct Head {
    found: Found,
    project: Option<Box<str>>,
    period: Option<Period>,
    waiver_files: Vec<PathBuf>,
}

impl Head {
    /// By project and the order of time; those that do not tell come first.
    fn order(&self) -> (bool, Option<&str>, Option<NaiveDate>, Option<String>, &Found) {
        let told = self.project.as_deref().zip(self.period);
        let (project, period) = told.unzip();
        let ends = period.map(|p| p.range().to);
        (told.is_some(), project, ends, period.map(|p| p.to_string()), &self.found)
    }
}

/// Plans the audits found. A project's audit goes to `ID/`; where it has several periods, the earlier ones
/// go to `ID/PERIOD/`.
pub fn plan(found: Vec<Found>, choice: &Choice) -> Plan {
    let mut heads: Vec<Head> = found.into_par_iter().map(head).collect();
    let projects = heads.iter().filter_map(|h| h.project.clone()).collect();
    let periods: BTreeSet<(NaiveDate, String)> =
        heads.iter().filter_map(|h| h.period).map(|p| (p.range().to, p.to_string())).collect();
    let periods = periods.into_iter().map(|(_, period)| period).collect();
    heads.retain(|h| chosen(h, choice));
    let waiver_files = heads.iter().flat_map(|h| h.waiver_files.iter().cloned()).collect();
    heads.sort_unstable_by(|a, b| a.order().cmp(&b.order()));
    let (mut jobs, mut failures) = (Vec::with_capacity(heads.len()), Vec::new());
    let mut once = Once::default();
    let mut heads = heads.into_iter().peekable();
    while let Some(Head { found, project, period, .. }) = heads.next() {
        let Some((project, period)) = project.zip(period) else {
            jobs.push(Job { found, audit: None, earlier: false });
            continue;
        };
        let same = |h: &Head| h.project.as_ref() == Some(&project) && h.period == Some(period);
        let mut folders = vec![found];
        while let Some(other) = heads.next_if(same) {
            folders.push(other.found);
        }
        let later = |h: &Head| h.project.as_ref() == Some(&project) && h.period.is_some();
        let earlier = heads.peek().is_some_and(later);
        let period = once.keep(&period.to_string());
        match <[Found; 1]>::try_from(folders) {
            Ok([found]) => jobs.push(Job { found, audit: Some((project, period)), earlier }),
            Err(folders) => failures.extend(twice(&project, &period, &folders)),
        }
    }
    Plan { jobs, failures, projects, periods, waiver_files }
}

fn head(found: Found) -> Head {
    let path = found.path();
    let file = path.join(MANIFEST).to_string_lossy().into_owned();
    let text = Folder::new(&path).manifest();
    let manifest = text.and_then(|text| Manifest::parse(&file, &text)).ok();
    let project = manifest.as_ref().and_then(Manifest::project_id).map(Box::from);
    let period = manifest.as_ref().and_then(Manifest::period);
    let named = manifest.as_ref().map(Manifest::waiver_files).unwrap_or_default();
    let waiver_files = named.iter().map(|name| path.join(name)).collect();
    Head { found, project, period, waiver_files }
}

/// What cannot be told is not left out: it fails, in one shard and whatever the period asked for.
fn chosen(head: &Head, choice: &Choice) -> bool {
    let key = head.project.as_ref().unwrap_or(&head.found.folder);
    let period = match (&choice.period, &head.period) {
        (Some(asked), Some(period)) => *asked == period.to_string(),
        _ => true,
    };
    period && choice.shard.is_none_or(|shard| shard.takes(key))
}

/// Audits that claim to be the same one: none of them is scored, each says so and names them all.
fn twice(project: &str, period: &str, folders: &[Found]) -> Vec<FailureRecord> {
    let names: Vec<&str> = folders.iter().map(|f| &*f.folder).collect();
    let reason = Reason::new(
        "duplicate-project",
        format!(
            "项目“{project}”在 {period} 有 {} 个检查文件夹：{}。请只保留一个，或修改 audit.toml 中的编号",
            names.len(),
            names.join("、")
        ),
        format!(
            "project `{project}` has {} audit folders for {period}: {}; keep one, or change the id in \
             audit.toml",
            names.len(),
            names.join(", ")
        ),
    );
    let record = |found: &Found| FailureRecord {
        project: Some(project.to_string()),
        period: Some(period.to_string()),
        folder: found.folder.to_string(),
        reasons: vec![reason.clone()],
    };
    folders.iter().map(record).collect()
}
