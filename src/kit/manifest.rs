//! A commented audit.toml to fill in.

use std::fmt::Write;

use super::Plan;

/// The text of a new audit.toml. Every key the program knows stands in it, the optional ones as comments.
pub fn text(plan: &Plan<'_>) -> String {
    let pick = |zh: &'static str, en: &'static str| plan.lang.pick(zh, en);
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "# {}\n\nstandard = \"{}\"\nperiod = \"{}\"            # {}\nas_of = {}             # {}\n\
         # auditor = \"\"               # {}\n\n[project]\nid = \"{}\"             # {}\n\
         name = \"{}\"            # {}\ngroup = []                  # {}\n\
         # households = 1200         # {}\n\n",
        pick(
            "检查文件：逐项填写；“#”后为说明",
            "The audit: fill in line by line; text after # explains"
        ),
        plan.standard.id,
        plan.period,
        pick(
            "检查周期：2026、2026-H1、2026Q1、2026-03",
            "the period: 2026, 2026-H1, 2026Q1, 2026-03"
        ),
        plan.as_of,
        pick("检查日期", "the date of the audit"),
        pick("检查人", "who inspects"),
        plan.project,
        pick(
            "项目编号：字母、数字、- 和 _，不得重复",
            "letters, digits, - and _; unique in a portfolio"
        ),
        plan.project,
        pick("项目名称", "name of the project"),
        pick("所属区域，如 [\"华东\", \"上海\"]", "groups, such as [\"East\", \"Shanghai\"]"),
        pick("总户数；按户计算的指标需要", "needed by figures per household"),
    );
    let _ = writeln!(
        out,
        "[owners]                    # {}",
        pick("各责任岗位对应的人", "the person behind each role")
    );
    for role in &plan.standard.roles {
        let _ = writeln!(out, "\"{}\" = \"\"", role.zh);
    }
    let example = plan.standard.items.last().map_or("ITEM", |i| i.id.as_str());
    let register = plan.standard.registers.last().map_or("register", |r| r.id.as_str());
    let _ = write!(
        out,
        "\n# {}\n# [[not_applicable]]\n# item = \"{example}\"\n# reason = \"\"\n# approved_by = \"\"\n\
         \n# {}\n# [[not_kept]]\n# register = \"{register}\"\n# reason = \"\"\n\
         \n# {}\n# [[waivers]]\n# item = \"{example}\"\n# reason = \"\"\n# approved_by = \"\"\n\
         # from = {}\n# until = {}\n\
         \n# {}\n# [covers]\n# {register} = {}\n",
        pick(
            "不适用的检查项：须写明理由和批准人",
            "Items that do not apply: with a reason and an approver"
        ),
        pick(
            "项目没有建立的台账（与空台账不同）",
            "Registers the project does not keep (not the same as empty ones)"
        ),
        pick("豁免：截止日当天仍有效", "Waivers: the last day is included"),
        plan.as_of,
        plan.as_of,
        pick(
            "台账从哪一天开始记录（晚于统计窗口时必填）",
            "The first day a register covers, where it starts late"
        ),
        plan.period.range().from,
    );
    let mut compared = plan.standard.compared_checks().peekable();
    if compared.peek().is_some() {
        let _ = write!(
            out,
            "\n# {}\n# [previous]\n",
            pick(
                "上年同期数（台账没有上年记录时填写；比率写 0 到 1）",
                "Last year's figures, where the registers do not reach back (shares: 0 to 1)"
            )
        );
        for (key, title) in compared {
            let _ = writeln!(out, "# \"{key}\" = 0.0   # {}", title.get(plan.lang));
        }
    }
    out
}
