//! A commented audit.toml to fill in.

use unicode_width::UnicodeWidthStr;

use super::Plan;

/// Column at which remarks begin.
const REMARKS: usize = 32;

/// The text of a new audit.toml. Every key the program knows stands in it, the optional ones as comments.
pub fn text(plan: &Plan<'_>) -> String {
    let mut page = Page { plan, text: String::new() };
    page.heading(
        "检查文件：逐项填写。“#”后面是说明；去掉行首的“# ”，该行即生效。",
        "The audit: fill it in line by line. Text after # explains; take the # away to use a line.",
    );
    page.audit();
    page.project();
    page.owners();
    page.declarations();
    page.covers();
    page.previous();
    page.text
}

struct Page<'a> {
    plan: &'a Plan<'a>,
    text: String,
}

impl Page<'_> {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn heading(&mut self, zh: &str, en: &str) {
        let line = format!("# {}", self.plan.lang.pick(zh, en));
        self.line(&line);
    }

    /// A line with a remark behind it.
    fn entry(&mut self, line: &str, zh: &str, en: &str) {
        let gap = " ".repeat(REMARKS.saturating_sub(line.width()).max(2));
        let line = format!("{line}{gap}# {}", self.plan.lang.pick(zh, en));
        self.line(&line);
    }

    fn audit(&mut self) {
        let plan = self.plan;
        self.line("");
        self.line(&format!("standard = \"{}\"", plan.standard.id));
        self.entry(
            &format!("period = \"{}\"", plan.period),
            "检查期间：2026、2026-H1、2026Q1、2026-03",
            "the period: 2026, 2026-H1, 2026Q1, 2026-03",
        );
        self.entry(&format!("as_of = {}", plan.as_of), "检查日期", "the date of the audit");
        self.entry("# auditor = \"\"", "检查人", "who inspects");
    }

    fn project(&mut self) {
        let id = &self.plan.project;
        self.line("\n[project]");
        self.entry(
            &format!("id = \"{id}\""),
            "项目编号：字母、数字、- 和 _，不与其他项目重复",
            "letters, digits, - and _; unique among your projects",
        );
        let name = toml::Value::from(self.plan.name.as_str());
        self.entry(&format!("name = {name}"), "项目名称", "name of the project");
        self.entry(
            "group = []",
            "所属，从大到小，如 [\"华东\", \"上海\"]",
            "groups, the largest first: [\"East\", \"Shanghai\"]",
        );
        self.entry(
            "# households = 1200",
            "总户数；按户计算的指标需要",
            "needed by figures per household",
        );
    }

    fn owners(&mut self) {
        self.line("");
        self.heading("各责任岗位对应的人", "The person behind each role");
        self.line("[owners]");
        for role in &self.plan.standard.roles {
            let key = format!("\"{}\" = \"\"", role.zh);
            match self.plan.lang {
                crate::lang::Lang::Zh => self.line(&key),
                crate::lang::Lang::En => self.entry(&key, "", &role.en),
            }
        }
    }

    fn declarations(&mut self) {
        let plan = self.plan;
        let item = plan.standard.items.last().map_or("ITEM", |i| i.id.as_str());
        self.line("");
        self.heading(
            "不适用的检查项：须写明理由和批准人",
            "Items that do not apply: with a reason and an approver",
        );
        self.line(&format!(
            "# [[not_applicable]]\n# item = \"{item}\"\n# reason = \"\"\n# approved_by = \"\""
        ));
        if let Some(register) = plan.standard.registers.last() {
            self.line("");
            self.heading(
                "项目没有建立的台账（与空台账不同；请同时删去 evidence/ 中的空表）",
                "Registers the project does not keep (not the same as empty ones; delete the empty file too)",
            );
            let id = &register.id;
            self.line(&format!("# [[not_kept]]\n# register = \"{id}\"\n# reason = \"\""));
            self.line("");
            self.heading(
                "本期确实没有记录的台账：空模板须在此声明，否则有关检查项记为未检查",
                "Registers with nothing in the period: a form left empty is not reviewed without this",
            );
            self.line(&format!("# [[empty]]\n# register = \"{id}\"\n# reason = \"\""));
        }
        self.line("");
        self.heading(
            "豁免：得分不变，期限内不追究；截止日当天仍有效",
            "Waivers: points stay, the finding is not pursued until the last day, which is included",
        );
        let from = plan.as_of;
        let until = from.checked_add_months(chrono::Months::new(3)).unwrap_or(from);
        self.line(&format!(
            "# [[waivers]]\n# item = \"{item}\"\n# reason = \"\"\n# approved_by = \"\"\n\
             # from = {from}\n# until = {until}"
        ));
    }

    fn covers(&mut self) {
        let Some(register) = self.plan.standard.registers.first() else { return };
        self.line("");
        self.heading(
            "台账从哪一天开始记录；首条记录晚于这一天，或需要与上年比较时填写",
            "The first day a register covers, where its first row is later: for comparing with last year",
        );
        let (id, from) = (&register.id, self.plan.period.range().from - chrono::Months::new(24));
        self.line(&format!("# [covers]\n# {id} = {from}"));
    }

    fn previous(&mut self) {
        let mut compared = self.plan.standard.compared_checks().peekable();
        if compared.peek().is_none() {
            return;
        }
        self.line("");
        self.heading(
            "上年同期数：台账没有上年记录时填写；比率写 0 到 1",
            "Last year's figures, where the registers do not reach back; shares are 0 to 1",
        );
        self.line("# [previous]");
        for check in compared {
            let line = format!("# \"{}\" = 0.0", check.key);
            self.entry(&line, &check.title.zh, &check.title.en);
        }
    }
}
