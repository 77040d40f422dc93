//! Names of persons in free text, found by what stands around them, and made unreadable.

/// Common surnames of one character, without those that are mostly words: 和, 位, 安, 管.
const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易武乔贺赖龚文庞樊兰殷施陶洪翟颜倪严牛温芦俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛祝左涂谷祁舒耿牟卜詹苗凌费纪靳盛童欧甄项阳裴席查屈鲍覃霍翁隋植景司柏宁柯阮桂闵柴华冉辜吉饶刁瞿戚丘滕晋苑邬臧畅嵺苟褚廉简娄盖符奚穆党邸冀姬屠郜晏栾郁蒙喻揭窦迟宇敖糜鄢卓仇艾蓝稽仲虞卞封竺冼楚佟栗匡巫鞠僧桑荆谌沙伏岑胥蔺";
/// Surnames of two characters.
const COMPOUND: [&str; 10] =
    ["欧阳", "司马", "上官", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容"];
/// What follows a name.
const TITLES: [&str; 13] = [
    "先生", "女士", "小姐", "太太", "阿姨", "师傅", "大爷", "大妈", "奶奶", "爷爷", "叔叔", "老师",
    "业主",
];
/// Ends of the name of a place.
const PLACES: &str = "栋幢楼室座区园城苑庭门厅岗亭场站房库道路街层号院堂台池口梯井箱元户";
/// Words that begin like a name.
const WORDS: [&str; 8] = ["施工", "方案", "金额", "温度", "高空", "高层", "路灯", "江景"];
/// What stands before a name in the subject of a spot check.
const ROLES: [&str; 5] = ["业主", "住户", "租户", "客户", "用户"];

/// A text with names before 先生, 女士 and the like cut to the surname: 业主王小明先生 to 业主王**.
pub(super) fn hide(text: &str) -> String {
    // Asked of every text that is quoted: few have a sign that a title begins with.
    if text.is_ascii() || !text.chars().any(begins_title) || next_title(text).is_none() {
        return text.to_string();
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some((at, title)) = next_title(rest) {
        let (before, after) = rest.split_at(at);
        match name_at_end(before) {
            Some((start, surname)) => {
                out += before.get(..start + surname).unwrap_or(before);
                out += "**";
            }
            None => {
                out += before;
                out += title;
            }
        }
        rest = after.get(title.len()..).unwrap_or("");
    }
    out + rest
}

/// Whether one of [`TITLES`] begins with a sign.
fn begins_title(c: char) -> bool {
    matches!(c, '先' | '女' | '小' | '太' | '阿' | '师' | '大' | '奶' | '爷' | '叔' | '老' | '业')
}

/// The subject of a spot check: the place stays, names are hidden with a title or without.
pub(super) fn hide_in_subject(text: &str) -> String {
    let text = hide(text);
    let mut out = String::new();
    let mut run = String::new();
    for c in text.chars() {
        if is_han(c) {
            run.push(c);
        }
        if !is_han(c) || "室号栋幢元房户".contains(c) && !ROLES.iter().any(|r| run.ends_with(r))
        {
            // A star is what is left of a name already hidden.
            out += &if c == '*' { std::mem::take(&mut run) } else { alone(&run) };
            run.clear();
            if !is_han(c) {
                out.push(c);
            }
        }
    }
    out + &alone(&run)
}

/// A run of characters between signs and numbers, hidden where it is a name.
fn alone(run: &str) -> String {
    let role = ROLES.iter().find(|role| run.starts_with(*role)).map_or("", |role| *role);
    let name = run.get(role.len()..).unwrap_or("");
    let count = name.chars().count();
    let is_word = WORDS.iter().any(|word| name.starts_with(word));
    let is_place = is_word || name.chars().last().is_some_and(|c| PLACES.contains(c));
    match surname(name) {
        Some(surname) if !is_place && (2..=2 + surname / 3).contains(&count) => {
            format!("{role}{}**", name.get(..surname).unwrap_or(""))
        }
        _ => run.to_string(),
    }
}

fn next_title(text: &str) -> Option<(usize, &'static str)> {
    TITLES.iter().filter_map(|title| Some((text.find(title)?, *title))).min()
}

/// Where the name at the end of a text starts, and the length of its surname, both in bytes: the longest
/// of up to three characters, four with a surname of two.
fn name_at_end(text: &str) -> Option<(usize, usize)> {
    let mut starts: Vec<usize> = Vec::new();
    for (at, c) in text.char_indices().rev().take(4) {
        if !is_han(c) {
            break;
        }
        starts.push(at);
    }
    starts.iter().enumerate().rev().find_map(|(index, start)| {
        let surname = surname(text.get(*start..)?)?;
        (index < 2 + surname / 3).then_some((*start, surname))
    })
}

/// Length in bytes of the surname a text begins with.
fn surname(text: &str) -> Option<usize> {
    if let Some(compound) = COMPOUND.iter().find(|s| text.starts_with(*s)) {
        return Some(compound.len());
    }
    let first = text.chars().next()?;
    SURNAMES.contains(first).then(|| first.len_utf8())
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_title_is_known_by_its_first_sign() {
        assert!(TITLES.iter().all(|title| title.starts_with(begins_title)));
    }

    #[test]
    fn names_before_a_title() {
        for (text, hidden) in [
            ("3栋201 张先生", "3栋201 张**"),
            ("业主王小明先生来电", "业主王**来电"),
            ("欧阳小明女士、李阿姨", "欧阳**、李**"),
            ("女士优先", "女士优先"),
            ("请一位先生签字", "请一位先生签字"),
            ("老师傅", "老师傅"),
            ("业主来电", "业主来电"),
            ("", ""),
        ] {
            assert_eq!(hide(text), hidden, "{text}");
        }
    }

    #[test]
    fn the_place_of_a_spot_check_stays() {
        for (text, hidden) in [
            ("3栋201 张先生", "3栋201 张**"),
            ("3栋201室王小明", "3栋201室王**"),
            ("王小明 3-201", "王** 3-201"),
            ("5-1203 业主李娜", "5-1203 业主李**"),
            ("欧阳小明，2单元", "欧阳**，2单元"),
            ("3栋2单元电梯", "3栋2单元电梯"),
            ("石榴园东门", "石榴园东门"),
            ("高层大堂", "高层大堂"),
            ("施工方", "施工方"),
            ("第三季度满意度调查", "第三季度满意度调查"),
            ("工单20251103000012", "工单20251103000012"),
        ] {
            assert_eq!(hide_in_subject(text), hidden, "{text}");
        }
    }
}
