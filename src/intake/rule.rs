//! The words of a scoring rule as a ladder of checks.
//!
//! `有制度0.5分，并有效执行1分，不符合0分` names what earns which points; what it says beyond that, and what
//! cannot be said in full, half and no points, becomes a remark.

use rust_decimal::Decimal;

use super::RemarkKind;
use super::rows::plausible;
use super::said::{halved, line};
use super::sampling::{Sampling, sampling, shares};
use crate::lang::Lang;

/// The checks of an item, drafted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ladder {
    /// One of the half-tier checks is enough for half points.
    pub any_half: bool,
    pub checks: Vec<DraftCheck>,
    pub sample: Option<Sampling>,
    /// What is sampled, where the rule says it apart: 任意时间抽打10个电话.
    pub sampled: Option<String>,
    pub remarks: Vec<(RemarkKind, String)>,
}

/// A check, drafted.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftCheck {
    pub title: String,
    pub tier: &'static str,
    pub kind: DraftKind,
}

/// How it is decided.
#[derive(Debug, Clone, PartialEq)]
pub enum DraftKind {
    Judged,
    /// Spot checks that pass: their share is held against the figure under the key.
    Rate(&'static str, String),
    /// At least one spot check passes.
    Some,
}

/// A number of points and where it stands in the rule.
struct Mark {
    start: usize,
    end: usize,
    points: Decimal,
}

/// What earns points.
struct Step {
    words: String,
    points: Decimal,
}

/// The ladder of an item with this title, rule and weight.
pub fn ladder(title: &str, rule: &str, weight: Decimal, lang: Lang) -> Ladder {
    let rule = halved(&line(rule));
    let mut ladder = Ladder::default();
    if ["扣", "减", "deduct"].iter().any(|w| rule.contains(w)) {
        ladder.unclear(lang, &rule, ("扣分规则不能直接表示", "points taken away cannot be said"));
        ladder.overall(title);
    } else {
        let marks = marks(&rule, weight);
        let (steps, rest) = steps(&rule, &marks);
        ladder.climb(title, &rule, &steps, &rest, weight, lang);
    }
    if !ladder.separates() {
        // Points without words before them.
        ladder.unclear(
            lang,
            &rule,
            ("评分细则没有说清各档条件", "what earns which points is not said"),
        );
        ladder = Ladder { remarks: ladder.remarks, ..Ladder::default() };
        ladder.overall(title);
    }
    for share in shares(&rule).into_iter().chain(shares(&halved(&line(title)))) {
        let said = format!(
            "{}: kind = \"measured\", register = \"…\", measure = \"rate\", pass = \"…\", {} = {}",
            share.words, share.key, share.value
        );
        if !ladder.remarks.iter().any(|(_, r)| r.contains(&said)) {
            let text = lang.pick(
                format!("建议的阈值，有台账时可改为 {said}"),
                format!("a proposed threshold, once there is a register: {said}"),
            );
            ladder.remarks.push((RemarkKind::Confirm, text));
        }
    }
    ladder
}

impl Ladder {
    /// Whether the checks tell full, half and no points apart.
    fn separates(&self) -> bool {
        let count = |tier| self.checks.iter().filter(|c| c.tier == tier).count();
        let (overall, half, full) = (count("overall"), count("half"), count("full"));
        match overall {
            0 => full > 0 || (self.any_half && half > 1),
            1 => half + full == 0,
            _ => false,
        }
    }

    fn unclear(&mut self, lang: Lang, rule: &str, (zh, en): (&str, &str)) {
        let text = lang.pick(format!("{zh}：{rule}"), format!("{en}: {rule}"));
        self.remarks.push((RemarkKind::Unclear, text));
    }

    fn confirm(&mut self, lang: Lang, zh: impl Into<String>, en: impl Into<String>) {
        self.remarks.push((RemarkKind::Confirm, lang.pick(zh.into(), en.into())));
    }

    fn overall(&mut self, title: &str) {
        self.checks = vec![judged(title, "overall")];
    }

    fn climb(
        &mut self,
        title: &str,
        rule: &str,
        steps: &[Step],
        rest: &str,
        weight: Decimal,
        lang: Lang,
    ) {
        let zero = Decimal::ZERO;
        let full: Vec<&Step> = steps.iter().filter(|s| s.points == weight).collect();
        let half: Vec<&Step> =
            steps.iter().filter(|s| s.points > zero && s.points < weight).collect();
        let beyond = steps.iter().any(|s| s.points > weight);
        let drawn = sampling(rule).or_else(|| sampling(&halved(title)));
        if steps.is_empty() || beyond {
            if beyond {
                self.unclear(lang, rule, ("分值大于本项分值", "more points than the item has"));
            } else if !rule.is_empty() && drawn.is_none() {
                self.unclear(lang, rule, ("评分细则没有写明得分", "the rule names no points"));
            }
            return self.unscored(title, rule, drawn, lang);
        }
        let generic = full.iter().chain(&half).all(|s| is_generic(&s.words));
        match (full.as_slice(), half.as_slice()) {
            ([], []) => {
                self.unclear(
                    lang,
                    rule,
                    ("没有写明怎样得满分", "what earns full points is not said"),
                );
                self.unscored(title, rule, drawn, lang);
            }
            _ if generic && drawn.is_some() && !full.is_empty() => {
                self.unscored(title, rule, drawn, lang);
            }
            _ if generic && !full.is_empty() => self.overall(title),
            (full, half) if !full.is_empty() && full.iter().all(|s| is_generic(&s.words)) => {
                let half: Vec<&str> = half.iter().map(|s| s.words.as_str()).collect();
                let half = half.join(lang.pick("；", "; "));
                self.overall(title);
                self.confirm(
                    lang,
                    format!("整项判断；“部分符合”即：{half}"),
                    format!("one judgement; `partly` means: {half}"),
                );
            }
            ([], half) => self.additive(title, rule, half, weight, lang),
            (full, half) if half.iter().any(|s| is_generic(&s.words)) => {
                self.partly(title, full, lang);
            }
            (full, half) => {
                self.halves(half, weight, lang);
                for step in half {
                    self.part(&step.words, "half", lang);
                }
                for step in full {
                    self.part(&step.words, "full", lang);
                }
                if self.sample.is_none()
                    && let Some(drawn) = drawn
                {
                    self.add_sampled(drawn, rule, "full", lang);
                }
            }
        }
        let rest = rest.trim();
        if !rest.is_empty() && sampling(rest).is_none() && shares(rest).is_empty() {
            self.unclear(lang, rest, ("评分细则中另有", "the rule says besides"));
        }
    }

    /// No points are named: a sample decides, or one judgement.
    fn unscored(&mut self, title: &str, rule: &str, drawn: Option<Sampling>, lang: Lang) {
        match drawn {
            Some(drawn) => {
                self.checks.push(judged(title, "half"));
                self.add_sampled(drawn, if rule.is_empty() { title } else { rule }, "full", lang);
            }
            None => self.overall(title),
        }
    }

    /// Several parts whose points add up to the whole.
    fn additive(&mut self, title: &str, rule: &str, half: &[&Step], weight: Decimal, lang: Lang) {
        let sum: Decimal = half.iter().map(|s| s.points).sum();
        if half.len() < 2 || sum != weight {
            self.unclear(lang, rule, ("没有写明怎样得满分", "what earns full points is not said"));
            return self.overall(title);
        }
        self.any_half = true;
        for step in half {
            self.checks.push(judged(&step.words, "half"));
        }
        if half.len() > 2 || half.iter().any(|s| s.points * Decimal::TWO != weight) {
            self.confirm(
                lang,
                "各条得分相加；此处满足一条得一半，全部满足得满分",
                "the points add up; here one of the conditions earns half, all of them earn full points",
            );
        }
    }

    /// 方案、计划、记录齐备得1，部分具备得0.5: one of several is half.
    fn partly(&mut self, title: &str, full: &[&Step], lang: Lang) {
        let words: Vec<&str> = full.iter().map(|s| s.words.as_str()).collect();
        let words = words.join("，");
        let parts: Vec<&str> =
            words.split(['、', '，', '；', ',', ';']).map(tidy).filter(|p| !p.is_empty()).collect();
        if parts.len() < 2 || sampling(&words).is_some() {
            return self.overall(title);
        }
        self.any_half = true;
        self.checks = parts.into_iter().map(|p| judged(p, "half")).collect();
        self.confirm(
            lang,
            "“部分”按满足其中一条得一半",
            "`partly` is read as half points for one of the conditions",
        );
    }

    /// Half points are half of the weight, whatever the sheet says.
    fn halves(&mut self, half: &[&Step], weight: Decimal, lang: Lang) {
        let odd: Vec<String> = half
            .iter()
            .filter(|s| s.points * Decimal::TWO != weight)
            .map(|s| s.points.to_string())
            .collect();
        if !odd.is_empty() {
            let odd = odd.join(lang.pick("、", ", "));
            self.confirm(
                lang,
                format!("表中为 {odd} 分（满分 {weight}），此处中间一档是满分的一半"),
                format!("the sheet gives {odd} of {weight}; the step between is half of it here"),
            );
        }
        if half.len() > 1 {
            self.confirm(
                lang,
                "表中有几个中间档，此处合为一档",
                "the sheet has several steps between, they are one here",
            );
        }
    }

    /// The words of a step as checks: what is sampled apart from what is judged.
    fn part(&mut self, words: &str, tier: &'static str, lang: Lang) {
        // 任意时间抽打10个电话：有接通
        if let Some((preface, said)) = words.split_once(['：', ':'])
            && let Some(drawn) = sampling(preface)
        {
            self.draw(drawn, lang);
            self.sampled = Some(tidy(preface).to_string());
            return self.preface(said, tier);
        }
        if self.sample.is_some() && (all(words) || is_some(words)) && sampling(words).is_none() {
            return self.preface(words, tier);
        }
        let mut spoken = Vec::new();
        for part in words.split(['，', '；', '、', ',', ';']).map(tidy).filter(|p| !p.is_empty())
        {
            match sampling(part) {
                Some(drawn) if self.sample.is_none() => self.add_sampled(drawn, part, tier, lang),
                _ => spoken.push(part),
            }
        }
        if !spoken.is_empty() {
            let joint = if super::said::has_han(words) { "，" } else { ", " };
            self.checks.push(judged(&spoken.join(joint), tier));
        }
    }

    /// A step about spot checks that were spoken of before it.
    fn preface(&mut self, words: &str, tier: &'static str) {
        let kind = if tier == "half" || (is_some(words) && !all(words)) {
            DraftKind::Some
        } else {
            DraftKind::Rate("at_least", "1".into())
        };
        self.checks.push(DraftCheck { title: tidy(words).to_string(), tier, kind });
    }

    fn draw(&mut self, drawn: Sampling, lang: Lang) {
        let (need, unit) = (drawn.need, &drawn.unit);
        self.confirm(
            lang,
            format!("抽查 {need} {unit}，合格与否的口径请确认"),
            format!("{need} {unit} are sampled: say when one of them passes"),
        );
        self.sample = Some(drawn);
    }

    fn add_sampled(&mut self, drawn: Sampling, words: &str, tier: &'static str, lang: Lang) {
        // The clause that speaks of it, where it is one of several.
        let clauses = words.split(['，', ',', '；', ';', '。', '（', '(', '）', ')']);
        let words = clauses.map(tidy).find(|c| sampling(c).is_some()).unwrap_or(words);
        let share = shares(words).into_iter().next();
        let (key, value) = share.map_or(("at_least", "1".to_string()), |s| (s.key, s.value));
        let title = if words.chars().count() > 60 {
            let (need, unit) = (drawn.need, &drawn.unit);
            lang.pick(format!("抽查{need}{unit}"), format!("sample {need} {unit}"))
        } else {
            words.to_string()
        };
        self.draw(drawn, lang);
        self.checks.push(DraftCheck { title, tier, kind: DraftKind::Rate(key, value) });
    }
}

fn judged(title: &str, tier: &'static str) -> DraftCheck {
    DraftCheck { title: line(title), tier, kind: DraftKind::Judged }
}

fn all(words: &str) -> bool {
    ["全部", "全", "均", "都", "100%", "all", "every"].iter().any(|w| words.contains(w))
}

fn is_some(words: &str) -> bool {
    ["有", "some", "部分", "至少"].iter().any(|w| words.trim().starts_with(w))
}

/// Words that say only how much of the requirement is met.
fn is_generic(words: &str) -> bool {
    const WORDS: [&str; 40] = [
        "符合",
        "完全符合",
        "全部符合",
        "符合要求",
        "符合标准",
        "全符合",
        "各项均符合",
        "达标",
        "合格",
        "满足",
        "满足要求",
        "达到要求",
        "优",
        "良",
        "优秀",
        "良好",
        "好",
        "一般",
        "差",
        "部分符合",
        "基本符合",
        "部分达标",
        "基本达标",
        "基本满足",
        "部分满足",
        "部分具备",
        "部分",
        "部分不符合",
        "基本合格",
        "有缺陷",
        "met",
        "fully met",
        "partly met",
        "partially met",
        "yes",
        "partial",
        "partly",
        "some",
        "some met",
        "pass",
    ];
    let words = tidy(words).to_lowercase();
    words.is_empty() || WORDS.contains(&words.as_str())
}

/// 现场检查,符合: how it is looked at says nothing about what earns the points.
fn essence(words: &str) -> &str {
    let method =
        ["检查", "现场", "查看", "查阅", "抽查", "核查", "随机", "check", "look", "inspect"];
    match words.rfind(['，', ',', '；', ';', '、', '：', ':']) {
        Some(at) => {
            let last = tidy(words.get(at..).unwrap_or(""));
            let before = words.get(..at).unwrap_or("").to_lowercase();
            let looks = method.iter().any(|m| before.starts_with(m)) && sampling(&before).is_none();
            if looks && !last.is_empty() && is_generic(last) { last } else { words }
        }
        None => words,
    }
}

/// Without the marks and the little words around it.
fn tidy(words: &str) -> &str {
    let marks = |c: char| c.is_whitespace() || "，,。.；;：:、（）()-—=→/".contains(c);
    let before = ["并且", "而且", "同时", "并", "且", "and ", "或者", "则", "的"];
    // 登记, 统计 and 行为 end like 记, 计 and 为, which are left alone.
    let after = ["可得", "得", "给", "则", "score", "scores", "earns", "is"];
    let mut text = words.trim_matches(marks);
    while let Some(rest) = before.iter().find_map(|w| text.strip_prefix(w)) {
        text = rest.trim_matches(marks);
    }
    while let Some(rest) = after.iter().find_map(|w| text.strip_suffix(w)).filter(|r| !r.is_empty())
    {
        text = rest.trim_matches(marks);
    }
    text
}

/// Every number of points in a rule.
fn marks(rule: &str, weight: Decimal) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (words, points) in [
        ("不得分", Decimal::ZERO),
        ("不给分", Decimal::ZERO),
        ("不计分", Decimal::ZERO),
        ("得满分", weight),
        ("满分", weight),
        ("得半分", weight / Decimal::TWO),
        ("得一半分", weight / Decimal::TWO),
    ] {
        for (start, _) in rule.match_indices(words) {
            let end = start + words.len();
            if marks.iter().all(|m: &Mark| m.end != end) {
                marks.push(Mark { start, end, points });
            }
        }
    }
    let mut at = 0;
    while let Some(offset) = rule.get(at..).and_then(|r| r.find(|c: char| c.is_ascii_digit())) {
        let start = at + offset;
        let rest = rule.get(start..).unwrap_or("");
        let mut length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        while rest.get(..length).is_some_and(|n| n.ends_with('.')) {
            length -= 1;
        }
        at = start + length.max(1);
        let Some(points) = plausible(rest.get(..length).unwrap_or("")) else { continue };
        let before = rule.get(..start).unwrap_or("");
        let after = rule.get(at..).unwrap_or("");
        if let Some(unit) = unit(before, after, points, weight) {
            let end = at + unit;
            marks.push(Mark { start, end, points });
            at = end;
        }
    }
    marks.sort_by_key(|m| m.start);
    marks
}

/// How many bytes after a number belong to it, where it is a number of points.
fn unit(before: &str, after: &str, points: Decimal, weight: Decimal) -> Option<usize> {
    let trimmed = after.trim_start();
    let gap = after.len() - trimmed.len();
    if let Some(rest) = trimmed.strip_prefix('分') {
        let other = ["钟", "之", "别", "类", "以上", "以内", "以下", "册", "批", "公司", "部"];
        return (!other.iter().any(|w| rest.starts_with(w))).then_some(gap + '分'.len_utf8());
    }
    let lower = trimmed.to_ascii_lowercase();
    for word in ["points", "point", "pts"] {
        if lower.starts_with(word) {
            return Some(gap + word.len());
        }
    }
    // 得 0.5，全部接通得 1。 some answered 0.5, all answered 1.
    let ends = trimmed.chars().next().is_none_or(|c| "，。；,.;）)\n".contains(c));
    let lead = before.trim_end();
    let given = ["得", "计", "记", "给"].iter().any(|w| lead.ends_with(w));
    let half = weight / Decimal::TWO;
    let likely = [Decimal::ZERO, half, weight].contains(&points);
    let spoken = before.ends_with(' ') && lead.ends_with(|c: char| c.is_alphanumeric());
    (ends && (given || (likely && spoken))).then_some(0)
}

/// What earns the points of each mark, and what is left over.
fn steps(rule: &str, marks: &[Mark]) -> (Vec<Step>, String) {
    let Some(first) = marks.first() else { return (Vec::new(), rule.to_string()) };
    // 1分：全部落实；0.5分：部分落实
    let leads = tidy(rule.get(..first.start).unwrap_or("")).is_empty()
        && rule.get(first.end..).is_some_and(|r| {
            r.trim_start().starts_with(['：', ':', '-', '—', '=', '，', '（', '('])
        });
    let mut steps = Vec::new();
    let mut rest = String::new();
    for (number, mark) in marks.iter().enumerate() {
        let words = if leads {
            let end = marks.get(number + 1).map_or(rule.len(), |next| next.start);
            rule.get(mark.end..end)
        } else {
            let start = number.checked_sub(1).and_then(|n| marks.get(n)).map_or(0, |m| m.end);
            rule.get(start..mark.start)
        };
        let words = essence(tidy(words.unwrap_or(""))).to_string();
        steps.push(Step { words, points: mark.points });
    }
    if !leads && let Some(last) = marks.last() {
        rest = tidy(rule.get(last.end..).unwrap_or("")).to_string();
    }
    (steps, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(rule: &str) -> Ladder {
        ladder("要求", rule, Decimal::ONE, Lang::Zh)
    }

    fn checks(ladder: &Ladder) -> Vec<(&str, &str)> {
        ladder.checks.iter().map(|c| (c.tier, c.title.as_str())).collect()
    }

    #[test]
    fn points_in_words_become_a_ladder() {
        let found = one("有制度0.5分，并有效执行1分，不符合0分");
        assert_eq!(checks(&found), [("half", "有制度"), ("full", "有效执行")]);
        assert!(found.remarks.is_empty() && !found.any_half);
        let found = one("1分：制度齐全并执行；0.5分：有制度；0分：无制度");
        assert_eq!(checks(&found), [("half", "有制度"), ("full", "制度齐全并执行")]);
        let found = one("documented 0.5, and followed 1, otherwise 0.");
        assert_eq!(checks(&found), [("half", "documented"), ("full", "followed")]);
        let found = one("有记录得满分，否则不得分");
        assert_eq!(checks(&found), [("full", "有记录")]);
    }

    #[test]
    fn one_judgement_where_the_rule_says_only_how_much() {
        for rule in ["符合得1分，部分符合得0.5分，不符合0分", "符合1，部分符合0.5，不符合0", ""]
        {
            let found = one(rule);
            assert_eq!(checks(&found), [("overall", "要求")], "{rule}");
        }
        assert!(one("符合得1分，部分符合得0.5分，不符合0分").remarks.is_empty());
    }

    #[test]
    fn samples_and_shares() {
        let found = one("有回访制度0.5分；执行有效、记录详细、抽查 3 件均属实得1分，无制度0分");
        assert_eq!(
            checks(&found),
            [("half", "有回访制度"), ("full", "抽查 3 件均属实"), ("full", "执行有效，记录详细")]
        );
        assert_eq!(found.sample.as_ref().map(|s| s.need), Some(3));
        assert_eq!(found.checks[1].kind, DraftKind::Rate("at_least", "1".into()));
        let found = one("任意时间抽打10个电话：有接通得 0.5，全部接通得 1，无接通得 0。");
        assert_eq!(
            found.checks.iter().map(|c| (c.tier, c.kind.clone())).collect::<Vec<_>>(),
            [("half", DraftKind::Some), ("full", DraftKind::Rate("at_least", "1".into()))]
        );
        assert_eq!(found.sample.map(|s| s.need), Some(10));
        let found = one("抽查3户");
        assert_eq!(found.sample.map(|s| s.need), Some(3));
        assert!(one("接通率100%得1分，接通率90%以上得0.5分，其他0分")
            .remarks
            .iter()
            .any(|(kind, text)| *kind == RemarkKind::Confirm && text.contains("at_least = 0.9")));
    }

    /// Rules as a real checklist has them, with ASCII commas and the way of looking in front.
    #[test]
    fn how_it_is_looked_at_is_no_condition() {
        for rule in [
            "现场检查,符合1分,部分符合0.5分,不符合0分",
            "检查记录、现场,符合1分,部分符合0.5分,不符合0分",
        ] {
            let found = one(rule);
            assert_eq!(checks(&found), [("overall", "要求")], "{rule}");
            assert!(found.remarks.is_empty(), "{:?}", found.remarks);
        }
        let found = one("检查合同档案,符合1分,合同不规范0.5分,不符合0分");
        assert_eq!(checks(&found), [("overall", "要求")]);
        assert!(found.remarks.iter().any(|(_, t)| t.contains("合同不规范")), "{:?}", found.remarks);
        let found = one("有登记0.5分,并得到客户认可1分(当面抽查3名员工以及记录),不符合0分");
        assert_eq!(
            checks(&found),
            [("half", "有登记"), ("full", "得到客户认可"), ("full", "当面抽查3名员工以及记录")]
        );
    }

    #[test]
    fn what_cannot_be_said_is_not_dropped() {
        for rule in ["每发现一处扣0.5分", "酌情给分", "有制度5分", "无制度不得分"]
        {
            let found = one(rule);
            assert_eq!(checks(&found), [("overall", "要求")], "{rule}");
            assert!(
                found.remarks.iter().any(|(k, t)| *k == RemarkKind::Unclear && t.contains(rule)),
                "{rule}: {:?}",
                found.remarks
            );
        }
        let five = ladder("要求", "有制度2分，有记录3分", Decimal::from(5), Lang::Zh);
        assert!(five.any_half);
        assert_eq!(checks(&five), [("half", "有制度"), ("half", "有记录")]);
        assert!(five.remarks.iter().any(|(_, t)| t.contains("相加")), "{:?}", five.remarks);
        let odd = ladder("要求", "有制度得2分，并执行得5分", Decimal::from(5), Lang::Zh);
        assert_eq!(checks(&odd), [("half", "有制度"), ("full", "执行")]);
        assert!(odd.remarks.iter().any(|(_, t)| t.contains("2 分（满分 5）")), "{:?}", odd.remarks);
        let partly = one("方案、计划、执行记录齐备得1分，部分具备得0.5分，均无得0分");
        assert!(partly.any_half && partly.checks.len() == 3, "{partly:?}");
        let more = one("有记录得1分，无记录0分，由总部复核");
        assert!(more.remarks.iter().any(|(_, t)| t.contains("由总部复核")), "{:?}", more.remarks);
    }
}
