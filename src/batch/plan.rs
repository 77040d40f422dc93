//! What is scored and where its result goes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::find::Found;
use super::shard::Shard;
use crate::audit::folder::{Folder, MANIFEST};
use crate::audit::manifest::Manifest;
use crate::portfolio::{FailureRecord, Reason};

/// One audit to score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// As reports name its folder.
    pub folder: String,
    /// Where the folder is.
    pub path: PathBuf,
    /// Project and period; `None` where audit.toml is too broken to tell, and so cannot be scored.
    pub audit: Option<(String, String)>,
    /// Folder of its result in the output, with `/`.
    pub out: String,
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
    /// Audits to score, by project and period.
    pub jobs: Vec<Job>,
    /// Audits that contradict each other.
    pub failures: Vec<FailureRecord>,
    /// Ids of all projects found, those not chosen too.
    pub projects: BTreeSet<String>,
    /// Periods of all audits found, in the order of time.
    pub periods: Vec<String>,
    /// Files with waivers that the audits chosen name.
    pub waiver_files: BTreeSet<PathBuf>,
}

/// What audit.toml tells about the place of an audit.
struct Head {
    found: Found,
    project: Option<String>,
    period: Option<(NaiveDate, String)>,
    waiver_files: Vec<PathBuf>,
}

/// Plans the audits found. A project's audit goes to `ID/`; where it has several periods, the earlier ones
/// go to `ID/PERIOD/`.
pub fn plan(found: Vec<Found>, choice: &Choice) -> Plan {
    let mut heads: Vec<Head> = found.into_par_iter().map(head).collect();
    let projects = heads.iter().filter_map(|h| h.project.clone()).collect();
    let periods: BTreeSet<(NaiveDate, String)> =
        heads.iter().filter_map(|h| h.period.clone()).collect();
    let periods = periods.into_iter().map(|(_, period)| period).collect();
    heads.retain(|h| chosen(h, choice));
    let waiver_files = heads.iter().flat_map(|h| h.waiver_files.iter().cloned()).collect();
    let mut audits: BTreeMap<String, BTreeMap<(NaiveDate, String), Vec<Found>>> = BTreeMap::new();
    let (mut jobs, mut failures) = (Vec::new(), Vec::new());
    for head in heads {
        match (head.project, head.period) {
            (Some(project), Some(period)) => {
                audits.entry(project).or_default().entry(period).or_default().push(head.found);
            }
            _ => jobs.push(Job {
                folder: head.found.folder,
                path: head.found.path,
                audit: None,
                out: String::new(),
            }),
        }
    }
    for (project, periods) in audits {
        let latest = periods.keys().next_back().cloned();
        for (period, folders) in periods {
            let out = match Some(&period) == latest.as_ref() {
                true => project.clone(),
                false => format!("{project}/{}", period.1),
            };
            match <[Found; 1]>::try_from(folders) {
                Ok([Found { folder, path }]) => {
                    let audit = Some((project.clone(), period.1));
                    jobs.push(Job { folder, path, audit, out });
                }
                Err(folders) => failures.extend(twice(&project, &period.1, &folders)),
            }
        }
    }
    Plan { jobs, failures, projects, periods, waiver_files }
}

fn head(found: Found) -> Head {
    let file = found.path.join(MANIFEST).to_string_lossy().into_owned();
    let text = Folder::new(&found.path).manifest();
    let manifest = text.and_then(|text| Manifest::parse(&file, &text)).ok();
    let project = manifest.as_ref().and_then(Manifest::project_id).map(String::from);
    let period = manifest.as_ref().and_then(Manifest::period);
    let named = manifest.as_ref().map(Manifest::waiver_files).unwrap_or_default();
    let waiver_files = named.iter().map(|name| found.path.join(name)).collect();
    Head { found, project, period: period.map(|p| (p.range().to, p.to_string())), waiver_files }
}

/// What cannot be told is not left out: it fails, in one shard and whatever the period asked for.
fn chosen(head: &Head, choice: &Choice) -> bool {
    let key = head.project.as_ref().unwrap_or(&head.found.folder);
    let period = match (&choice.period, &head.period) {
        (Some(asked), Some((_, period))) => asked == period,
        _ => true,
    };
    period && choice.shard.is_none_or(|shard| shard.takes(key))
}

/// Audits that claim to be the same one: none of them is scored, each says so and names them all.
fn twice(project: &str, period: &str, folders: &[Found]) -> Vec<FailureRecord> {
    let names: Vec<&str> = folders.iter().map(|f| f.folder.as_str()).collect();
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
        folder: found.folder.clone(),
        reasons: vec![reason.clone()],
    };
    folders.iter().map(record).collect()
}
