//! Waivers from audit.toml and shared files, and appeals. mini scores 3 of 5, see `cli`.

use serde_json::{Value, json};

use super::run::Audit;

const WAIVER: &str = "\nitem = \"M-1\"\nreason = \"施工\"\napproved_by = \"许静\"\n";

fn states(result: &Value) -> Vec<String> {
    let waivers = result["waivers"].as_array().unwrap();
    waivers.iter().map(|w| w["state"].as_str().unwrap().to_string()).collect()
}

#[test]
fn the_last_day_is_included() {
    for (until, state, code) in [
        ("2025-12-30", "expired", Some("waiver-expired")),
        ("2025-12-31", "active", None),
        ("2026-01-01", "active", None),
    ] {
        let audit = Audit::mini();
        audit.add("audit.toml", &format!("\n[[waivers]]{WAIVER}until = {until}\n"));
        assert_eq!(audit.score(&["-q"]).code, 0);
        let result = audit.result();
        assert_eq!(states(&result), [state], "{until}");
        let codes: Vec<&str> = result["problems"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| p["code"].as_str().unwrap())
            .collect();
        assert_eq!(codes.contains(&"waiver-expired"), code.is_some(), "{until}: {codes:?}");
        // The score itself does not move: 3 of 5. Without item 1 it is 2 of 3.
        assert_eq!(result["score"]["percent"], 60);
        match state {
            "active" => assert_eq!(
                result["score"]["with_waivers"],
                json!({"points": 2, "max": 3, "percent": 66.67})
            ),
            _ => assert_eq!(result["score"]["with_waivers"], Value::Null),
        }
    }
}

#[test]
fn shared_waivers_are_for_the_projects_they_name() {
    let audit = Audit::mini();
    let list = |glob: &str, item: &str, from: &str| {
        format!(
            "[[waivers]]\nprojects = [\"{glob}\"]{}until = 2026-06-30\nfrom = {from}\n",
            WAIVER.replace("M-1", item)
        )
    };
    let text = [
        list("mi*", "M-1", "2025-01-01"),
        list("hill*", "M-2", "2025-01-01"),
        list("*", "M-3", "2026-01-01"),
        list("mini", "X-9", "2025-01-01"),
    ];
    audit.write("waivers.toml", text.concat());
    let file = audit.file("waivers.toml");
    assert_eq!(audit.score(&["-q", "--waivers", file.to_str().unwrap()]).code, 0);
    let result = audit.result();
    assert_eq!(states(&result), ["active", "not_yet", "unused"]);
    assert_eq!(result["waivers"][0]["file"], "waivers.toml");
    let inputs = result["inputs"].as_array().unwrap();
    assert!(inputs.iter().any(|i| i["path"] == "waivers.toml"));
    // The same from audit.toml, as a table.
    audit.write(
        "waivers.csv",
        "项目,检查项,原因,批准人,生效日期,到期日期\nmini,M-1,施工,许静,,2026-06-30\n",
    );
    audit.edit("audit.toml", "standard = ", "waiver_files = [\"waivers.csv\"]\nstandard = ");
    assert_eq!(audit.score(&["-q"]).code, 0);
    assert_eq!(states(&audit.result()), ["active"]);
    audit.write("waivers.csv", "项目,检查项,原因,批准人,生效日期,到期日期\nmini,M-1,施工,,,bald\n");
    audit.score(&["--lang", "en"]).refused(&["waivers.csv", "approved_by", "bald"]);
}

#[test]
fn an_accepted_appeal_changes_the_verdict() {
    let audit = Audit::mini();
    let appeal = |decision: &str| {
        format!(
            "[[appeals]]\nitem = \"M-1\"\nargument = \"照片为施工当日\"\nevidence = [\"a.jpg\"]\n\
             decision = \"{decision}\"\nstatus = \"pass\"\nreason = \"属实\"\ndecided_by = \"许静\"\n"
        )
    };
    audit.write("appeals.toml", appeal("accepted"));
    assert_eq!(audit.score(&["-q"]).code, 0);
    let result = audit.result();
    // 4 of 5 after it, 3 of 5 before.
    assert_eq!(result["score"]["percent"], 80);
    assert_eq!(result["score"]["before_appeals"], json!({"points": 3, "max": 5, "percent": 60}));
    let item = &result["items"][0];
    assert_eq!(
        (&item["status"], &item["action"], &item["appeal"]["before"]),
        (&json!("pass"), &Value::Null, &json!("partial"))
    );
    for decision in ["rejected", "pending"] {
        audit.write("appeals.toml", appeal(decision));
        assert_eq!(audit.score(&["-q"]).code, 0);
        assert_eq!(audit.result()["score"]["percent"], 60, "{decision}");
        assert_eq!(audit.result()["score"]["before_appeals"], Value::Null);
    }
    audit.write(
        "appeals.toml",
        appeal("accepted").replace("M-1", "M-9").replace("reason = \"属实\"\n", ""),
    );
    audit.score(&["--lang", "en"]).refused(&["`M-9`", "reason"]);
}
