//! Steps of points to the checks of a ladder.

use rust_decimal::Decimal;

use super::points::{Step, marks, steps};
use super::words::{all, better, is_generic, is_some, negates, tidy};
use super::{DraftKind, Ladder, judged};
use crate::intake::said::{halved, has_han};
use crate::intake::sampling::{self, Sampling, sampling, shares};
use crate::lang::Lang;

/// The ladder of a rule that says what earns which points.
pub fn ladder(title: &str, rule: &str, weight: Decimal, lang: Lang) -> Ladder {
    let mut ladder = Ladder::default();
    let (steps, rest) = steps(rule, &marks(rule, weight));
    ladder.climb(title, rule, &steps, &rest, weight, lang);
    ladder
}

impl Ladder {
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
            ([full], [half]) if counts(full, half, drawn.as_ref()).is_some() => {
                self.counted(full, half, drawn, lang);
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

    /// 抽查3户，满意3户得2分，2户得1分.
    fn counted(&mut self, full: &Step, half: &Step, drawn: Option<Sampling>, lang: Lang) {
        let Some((most, fewest)) = counts(full, half, drawn.as_ref()) else { return };
        let Some(drawn) = drawn else { return };
        let kind = match most == drawn.need {
            true => DraftKind::Rate("at_least", "1".into()),
            false => DraftKind::Count(most),
        };
        self.draw(drawn, lang);
        self.check(&half.words, "half", DraftKind::Count(fewest));
        self.check(&full.words, "full", kind);
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
            let joint = if has_han(words) { "，" } else { ", " };
            let words = spoken.join(joint);
            let words = if tier == "half" { better(&words) } else { words };
            self.checks.push(judged(&words, tier));
        }
    }

    /// A step about spot checks that were spoken of before it.
    fn preface(&mut self, words: &str, tier: &'static str) {
        let kind = if tier == "half" || (is_some(words) && !all(words)) {
            DraftKind::Count(1)
        } else {
            DraftKind::Rate("at_least", "1".into())
        };
        self.check(tidy(words), tier, kind);
    }

    pub(super) fn draw(&mut self, drawn: Sampling, lang: Lang) {
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
        self.check(&title, tier, DraftKind::Rate(key, value));
    }
}

/// How many spot checks must pass for full and for half points, where both steps count them.
fn counts(full: &Step, half: &Step, drawn: Option<&Sampling>) -> Option<(u32, u32)> {
    let drawn = drawn?;
    let (most, fewest) = (passes(&full.words, drawn)?, passes(&half.words, drawn)?);
    (0 < fewest && fewest < most && most <= drawn.need).then_some((most, fewest))
}

/// 全部合格, 2户, 有一处不合格: how many pass.
fn passes(words: &str, drawn: &Sampling) -> Option<u32> {
    let said = sampling(words).and_then(|s| words.get(s.end..)).unwrap_or(words);
    let unit = drawn.unit.chars().next()?;
    for (at, c) in said.char_indices() {
        let rest = said.get(at..)?;
        if !(c.is_ascii_digit() || "一二三四五六七八九十两".contains(c)) {
            continue;
        }
        let (number, length) = sampling::number(rest)?;
        let counted = rest.get(length..)?.trim_start().starts_with(unit);
        return match negates(said) {
            _ if !counted => None,
            true => drawn.need.checked_sub(number),
            false => Some(number),
        };
    }
    (all(said) && !negates(said)).then_some(drawn.need)
}
