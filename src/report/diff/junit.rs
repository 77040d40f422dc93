//! JUnit XML: a test suite per project, a test case per item. A finding fails, an item that does not apply
//! or is not reviewed is skipped. The times are zero: nothing here takes any.

use super::words;
use crate::compare::{Change, Diff, ItemChange, ProjectDiff};
use crate::lang::{Lang, Word};
use crate::outcome::Status;
use crate::report::text::clean;

pub fn text(diff: &Diff, lang: Lang) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for (id, project) in diff.projects.iter().enumerate() {
        suite(&mut out, id, project, lang);
    }
    out.push_str("</testsuites>\n");
    out
}

/// What a test case comes to.
enum Verdict {
    Passed,
    Failed,
    Skipped,
}

fn verdict(item: &ItemChange) -> Verdict {
    match item.new.map(|n| n.status) {
        Some(Status::Pass) => Verdict::Passed,
        Some(Status::Partial | Status::Fail) => Verdict::Failed,
        Some(Status::NotApplicable | Status::NotReviewed) | None => Verdict::Skipped,
    }
}

fn suite(out: &mut String, id: usize, project: &ProjectDiff, lang: Lang) {
    // An item the new standard does not have is no test of the new audit.
    let items: Vec<&ItemChange> = project.items.iter().filter(|i| i.new.is_some()).collect();
    let count = |wanted: fn(&Verdict) -> bool| items.iter().filter(|i| wanted(&verdict(i))).count();
    let failures = count(|v| matches!(v, Verdict::Failed));
    let skipped = count(|v| matches!(v, Verdict::Skipped));
    let (name, package) = (attribute(&project.project.name), attribute(&project.project.id));
    out.push_str(&format!(
        "  <testsuite id=\"{id}\" name=\"{name}\" package=\"{package}\" timestamp=\"{}T00:00:00\" \
         hostname=\"localhost\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\" \
         time=\"0\">\n    <properties>\n",
        project.new.as_of,
        items.len(),
    ));
    let percent = |p| words::percent(p);
    for (key, value) in [
        ("old.period", project.old.period.clone()),
        ("new.period", project.new.period.clone()),
        ("old.percent", percent(project.old.percent)),
        ("new.percent", percent(project.new.percent)),
    ] {
        let value = attribute(&value);
        out.push_str(&format!("      <property name=\"{key}\" value=\"{value}\"/>\n"));
    }
    out.push_str("    </properties>\n");
    for item in items {
        case(out, &package, item, lang);
    }
    out.push_str("    <system-out/>\n    <system-err/>\n  </testsuite>\n");
}

fn case(out: &mut String, package: &str, item: &ItemChange, lang: Lang) {
    let name = attribute(&format!("{} {}", item.id, item.titles.get(lang).trim()));
    out.push_str(&format!(
        "    <testcase name=\"{name}\" classname=\"{package}.{}\" time=\"0\"",
        attribute(&item.id)
    ));
    let status = item.new.map_or("", |n| Word::from(n.status).get(lang));
    match verdict(item) {
        Verdict::Passed => out.push_str("/>\n"),
        Verdict::Skipped => out.push_str(">\n      <skipped/>\n    </testcase>\n"),
        Verdict::Failed => {
            let change = words::change(item.change, lang);
            let kind = match item.change {
                Change::Unchanged => "unchanged",
                change => change.key(),
            };
            let message = attribute(&format!("{status} · {change} · {}", words::points(item)));
            let figures: Vec<String> =
                item.figures.iter().map(|f| words::figure(f, lang)).collect();
            let figures = element(&figures.join("\n"));
            out.push_str(&format!(
                ">\n      <failure message=\"{message}\" type=\"{kind}\">{figures}</failure>\n    </testcase>\n"
            ));
        }
    }
}

fn element(text: &str) -> String {
    clean(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn attribute(text: &str) -> String {
    element(text).replace('"', "&quot;").replace(['\n', '\t'], " ")
}
