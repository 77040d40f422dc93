//! `portfolio.html` in a real browser: headless Chromium, where there is one. `.ci/run` installs it and asks
//! for this test by INSPECT_TEST_ALL.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use inspect::lang::Lang;
use inspect::outcome::{Number, Status};
use inspect::portfolio::{Attributes, Builder, Record};
use inspect::report::portfolio::html;
use rust_decimal::Decimal;

use super::run::Audit;

fn browser() -> Option<&'static str> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let found = names.into_iter().find(|n| Command::new(n).arg("--version").output().is_ok());
    let asked = std::env::var_os("INSPECT_TEST_ALL").is_some();
    assert!(found.is_some() || !asked, "no browser");
    found
}

fn browse(browser: &str, page: &Path, args: &[&str]) -> Output {
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        .args(["--enable-logging=stderr", "--virtual-time-budget=4000"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(args)
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Runs `script` in a page once it is loaded. It has `seen.push`, `$` and `press`; what it saw comes back as
/// lines, nothing may be said on the console meanwhile.
fn drive(browser: &str, page: &Path, script: &str) -> Vec<String> {
    let text = fs::read_to_string(page).unwrap();
    let driver = DRIVER.replace("SCRIPT", script);
    let driven = page.with_file_name("driven.html");
    fs::write(&driven, text.replace("</body>", &driver)).unwrap();
    let output = browse(browser, &driven, &["--dump-dom"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("CONSOLE"), "{said}");
    let dom = String::from_utf8(output.stdout).unwrap();
    let seen = dom.split("<pre id=\"seen\">").nth(1).unwrap_or(&dom).split("</pre>").next();
    seen.unwrap().lines().map(String::from).collect()
}

const DRIVER: &str = r###"<script>
window.addEventListener("load", async () => {
  const seen = [], $ = id => document.getElementById(id);
  const wait = () => new Promise(done => setTimeout(done, 50));
  const names = () => [...$("rank").tBodies[0].rows].map(r => r.cells[1].textContent).join("|");
  const button = key => [...document.querySelectorAll("#rank button")].find(b => b.dataset.key === key);
  const press = key => button(key).click();
  const search = text => { $("q").value = text; $("q").dispatchEvent(new Event("input")); };
  const key = (target, key) => target.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
  await wait();
  try { SCRIPT } catch (e) { seen.push("ERROR " + e); }
  const pre = document.createElement("pre"); pre.id = "seen"; pre.textContent = seen.join("\n"); document.body.append(pre);
});
</script></body>"###;

const EVIL: &str = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=2>";
const QUOTED: &str = "\"'><b onmouseover=window.hacked=3>";

/// A batch of the example with names that would like to be markup: of a project, a group, a manager.
fn evil_batch() -> (Audit, PathBuf) {
    let root = Audit::copy_of(Path::new("examples/portfolio"));
    root.edit("north/harbour/audit.toml", "港湾城", EVIL);
    root.edit("north/cedar/audit.toml", "雪松里", &QUOTED.replace('"', "\\\""));
    root.edit("north/cedar/audit.toml", "[\"华北\"", "[\"<i>华北</i>\"");
    root.write("people.csv", format!("项目编号,经理\nharbour,{EVIL}\nmaple,李明\n"));
    let out = root.file("out");
    let people = root.file("people.csv");
    let args = ["-q", "--lang", "zh", "--portfolio", people.to_str().unwrap()];
    root.run("batch", &[&["-o", out.to_str().unwrap()], &args[..]].concat());
    (root, out)
}

#[test]
fn sort_search_open_switch_print_and_nothing_injected() {
    let Some(browser) = browser() else { return };
    let (root, out) = evil_batch();
    let script = r###"
        seen.push("start " + names(), "lang " + document.documentElement.lang);
        press("name"); const up = names(); press("name");
        seen.push("sorted " + (up.split("|").reverse().join("|") === names()));
        press("order");
        search("杭州"); seen.push("found " + names() + " " + $("count").textContent);
        search("李明"); seen.push("by manager " + names()); search("");
        $("lang").click();
        seen.push("now " + document.documentElement.lang + " " + document.querySelector("h1").textContent);
        [...document.querySelectorAll("#rank a")].pop().click(); await wait();
        seen.push("open " + $("p-title").textContent + " " + $("p-items").tBodies[0].rows.length);
        seen.push("scripts " + document.scripts.length + " " + (window.hacked === undefined));
        seen.push("markup " + document.querySelectorAll("img, main b:not(.tiles b), i").length);
        seen.push("loaded " + performance.getEntriesByType("resource").filter(e => !e.name.startsWith("data:")).length);"###;
    let seen = drive(browser, &out.join("portfolio.html"), script);
    let text = |raw: &str| raw.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let (evil, quoted) = (text(EVIL), text(QUOTED));
    assert_eq!(
        seen,
        [
            &format!("start 湖畔家园|花园里|棕榈园|枫林苑|{quoted}|{evil}"),
            "lang zh-CN",
            "sorted true",
            "found 枫林苑 1 / 6 个项目",
            "by manager 枫林苑",
            "now en Quality inspection portfolio",
            &format!("open {evil} 5"),
            // The data, the page's own, and the driver.
            "scripts 3 true",
            "markup 0",
            "loaded 0",
        ]
    );
    let pdf = root.file("page.pdf");
    browse(browser, &out.join("portfolio.html"), &[&format!("--print-to-pdf={}", pdf.display())]);
    assert!(fs::read(&pdf).unwrap().starts_with(b"%PDF"));
}

/// Keyboard and screen reader: what is sorted is said, the focus stays where one is and comes back, tables
/// have names and heads of rows, what scrolls can be reached, charts say their figures.
#[test]
fn the_page_is_used_without_a_mouse_and_read_aloud() {
    let Some(browser) = browser() else { return };
    let (_root, out) = evil_batch();
    let script = r###"
        const order = () => [...$("rank").tHead.rows[0].cells].map(th => th.getAttribute("aria-sort")).filter(a => a !== "none").join();
        button("percent").focus(); press("percent");
        seen.push("sorted " + order() + " " + document.activeElement.dataset.key);
        press("percent"); seen.push("sorted " + order() + " " + $("count").getAttribute("role"));
        const incomplete = [...$("rank").tBodies[0].rows].find(r => r.textContent.includes("未完成"));
        seen.push("incomplete " + (incomplete.querySelector("a").textContent.includes("script")));
        const link = document.querySelector("#rank a"); link.focus(); link.click(); await wait();
        seen.push("opened " + (document.activeElement === $("p-title")));
        key(document.body, "Escape"); await wait();
        seen.push("closed " + $("project").hidden + " " + (document.activeElement === link));
        const tables = [...document.querySelectorAll("main table")].filter(t => t.offsetParent);
        seen.push("unnamed tables " + tables.filter(t => !t.caption.textContent).length);
        seen.push("rows without a head " + [...$("rank").tBodies[0].rows].filter(r => !r.querySelector("th[scope=row]")).length);
        seen.push("out of reach " + [...document.querySelectorAll("main > section > .scroll")].filter(s => s.tabIndex !== 0 || !s.getAttribute("aria-label")).length);
        seen.push("charts " + [...document.querySelectorAll("svg[role=img]")].filter(s => /\d/.test(s.getAttribute("aria-label"))).length);
        seen.push("label " + $("q").labels[0].textContent);
        const targets = [...document.querySelectorAll("#nav a, .skip")].map(a => a.getAttribute("href").slice(1));
        seen.push("leads nowhere " + targets.filter(id => !$(id) || $(id).hidden).length + " of " + targets.length);
        seen.push("positive tabindex " + [...document.querySelectorAll("[tabindex]")].filter(e => e.tabIndex > 0).length);"###;
    let seen = drive(browser, &out.join("portfolio.html"), script);
    assert_eq!(
        seen,
        [
            "sorted descending percent",
            "sorted ascending status",
            "incomplete true",
            "opened true",
            "closed true true",
            "unnamed tables 0",
            "rows without a head 0",
            "out of reach 0",
            "charts 2",
            "label 搜索项目",
            // Ranking, heat map, distribution, losses, groups, owners, failures; and the way past them.
            "leads nowhere 0 of 8",
            "positive tabindex 0",
        ]
    );
}

/// 5,000 projects of 62 items: 3 MB or less for 1,000 of them, sorted and searched all the same.
#[test]
fn five_thousand_projects_fit_a_page() {
    const PROJECTS: usize = 5000;
    let bytes = fs::read("examples/riverside-2025Q4/expected/result.json").unwrap();
    let record = Record::from_slice(&bytes).unwrap();
    let mut builder = Builder::new(None, Attributes::default(), false);
    for number in 0..PROJECTS {
        let mut record = record.clone();
        record.project.id = format!("p-{number:05}");
        record.project.name = format!("项目{number}");
        record.project.group = format!("区域{}/城市{}", number % 5, number % 50);
        // Every project with other verdicts, and percentages of its own.
        let lost = number * 7919 % 62;
        record.score.percent = Some(Number::rounded(Decimal::new(10_000 - number as i64, 2), 2));
        record.score.not_reviewed = 0;
        for item in record.items.iter_mut().take(lost) {
            (item.status, item.points) = (Status::Fail, Some(Number(Decimal::ZERO)));
        }
        builder.add(&record, &record.project.id, None);
    }
    let portfolio = builder.finish(Vec::new());
    let mut page = Vec::new();
    html::page(&portfolio, Lang::En, &mut page).unwrap();
    assert!(page.len() <= 3_000_000 * PROJECTS / 1000, "{} bytes", page.len());
    let Some(browser) = browser() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("portfolio.html");
    fs::write(&path, page).unwrap();
    let script = r###"
        seen.push("first " + names().split("|")[0] + " of " + $("rank").tBodies[0].rows.length + ", " + $("count").textContent);
        press("percent"); press("percent"); seen.push("worst " + names().split("|")[0]);
        search("城市7"); seen.push("found " + $("count").textContent); search("p-04999");
        seen.push("found " + names()); search("");
        $("more").click(); seen.push("more " + $("rank").tBodies[0].rows.length);
        location.hash = "p=p-01234"; await wait(); const numbers = new Set([...$("p-items").tBodies[0].rows].map(r => r.cells[0].textContent));
        seen.push("open " + $("p-title").textContent + " " + numbers.size);
        window.dispatchEvent(new Event("beforeprint")); seen.push("on paper " + $("rank").tBodies[0].rows.length);"###;
    let seen = drive(browser, &path, script);
    assert_eq!(
        seen,
        [
            "first 项目0 of 100, 5000 of 5000 projects",
            "worst 项目4999",
            // 城市7 alone: one in fifty.
            "found 100 of 5000 projects",
            "found 项目4999",
            "more 200",
            "open 项目1234 62",
            "on paper 5000",
        ]
    );
}
