//! `portfolio.html` in a real browser: headless Chromium, where there is one. `.ci/run` installs it and asks
//! for this test by INSPECT_TEST_ALL.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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

/// What a user does, one after the other; what is seen is written into the title.
const DRIVER: &str = r##"<script>
window.addEventListener("load", () => setTimeout(() => {
  const seen = [], $ = id => document.getElementById(id);
  const names = () => [...$("rank").tBodies[0].rows].map(r => r.cells[1].textContent).join("|");
  const press = key => [...document.querySelectorAll("#rank button")].find(b => b.dataset.key === key).click();
  try {
    seen.push("start " + names(), "lang " + document.documentElement.lang);
    press("name"); const up = names(); press("name");
    seen.push("sorted " + (up.split("|").reverse().join("|") === names()));
    press("order");
    $("q").value = "杭州"; $("q").dispatchEvent(new Event("input"));
    seen.push("found " + names() + " " + $("count").textContent);
    $("q").value = ""; $("q").dispatchEvent(new Event("input"));
    $("lang").click(); seen.push("now " + document.documentElement.lang + " " + document.querySelector("h1").textContent);
    [...document.querySelectorAll("#rank a")].pop().click();
    setTimeout(() => {
      seen.push("open " + $("p-title").textContent + " " + $("p-items").tBodies[0].rows.length + " " + (document.activeElement === $("p-title")));
      seen.push("scripts " + document.scripts.length + " " + (window.hacked === undefined));
      seen.push("loaded " + performance.getEntriesByType("resource").filter(e => !e.name.startsWith("data:")).length);
      const pre = document.createElement("pre"); pre.id = "seen"; pre.textContent = seen.join("\n"); document.body.append(pre);
    }, 100);
  } catch (e) { const pre = document.createElement("pre"); pre.id = "seen"; pre.textContent = "ERROR " + e; document.body.append(pre); }
}, 50));
</script></body>"##;

#[test]
fn sort_search_open_switch_print_and_nothing_injected() {
    let Some(browser) = browser() else { return };
    let root = Audit::copy_of(Path::new("examples/portfolio"));
    root.edit(
        "north/harbour/audit.toml",
        "港湾城",
        "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=2>",
    );
    let out = root.file("out");
    root.run("batch", &["-o", out.to_str().unwrap(), "-q", "--lang", "zh"]);
    let page = fs::read_to_string(out.join("portfolio.html")).unwrap();
    let driven: PathBuf = root.file("driven.html");
    fs::write(&driven, page.replace("</body>", DRIVER)).unwrap();
    let output = browse(browser, &driven, &["--dump-dom"]);
    let dom = String::from_utf8(output.stdout).unwrap();
    let seen =
        dom.split("<pre id=\"seen\">").nth(1).unwrap_or(&dom).split("</pre>").next().unwrap();
    let evil = "&lt;/script&gt;&lt;script&gt;window.hacked=1&lt;/script&gt;&lt;img src=x onerror=window.hacked=2&gt;";
    let lines: Vec<&str> = seen.lines().collect();
    assert_eq!(
        lines,
        [
            &format!("start 湖畔家园|花园里|棕榈园|枫林苑|雪松里|{evil}"),
            "lang zh-CN",
            "sorted true",
            "found 枫林苑 1 / 6 个项目",
            "now en Quality inspection portfolio",
            &format!("open {evil} 5 true"),
            // The data, the page's own, and the driver.
            "scripts 3 true",
            "loaded 0",
        ]
    );
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("CONSOLE"), "{said}");
    let pdf = root.file("page.pdf");
    browse(browser, &out.join("portfolio.html"), &[&format!("--print-to-pdf={}", pdf.display())]);
    assert!(fs::read(&pdf).unwrap().starts_with(b"%PDF"));
}
