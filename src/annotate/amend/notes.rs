//! Notes of a sheet and the boxes they are shown in.
//!
//! A note of ours has an author of its own, by which the next copy knows it; where the cell has
//! somebody's note already, ours is a piece of text at its end that begins with [`MARK`].

use std::collections::{BTreeMap, BTreeSet};

use super::Odd;
use super::text::{attribute, elements, escaped, insert_before};
use crate::annotate::grid;
use crate::annotate::sheet::note_height;
use crate::evidence::table::CellAt;

/// The author of our notes.
pub const AUTHOR: &str = "inspect";
/// Begins what is added to somebody's note.
const MARK: &str = "【问题】";
/// Begins the author of a thread, which shows no note.
const THREAD: &str = "tc=";

const EMPTY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors></authors><commentList></commentList></comments>";

const DRAWING: &str = "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"1\"/></o:shapelayout></xml>";

const SHAPE_TYPE: &str = "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";

/// The notes with ours among them.
#[derive(Debug, PartialEq, Eq)]
pub struct Amended {
    /// The part.
    pub text: String,
    /// Cells whose note was one of ours.
    pub dropped: BTreeSet<(u32, u32)>,
    /// Cells that have a note of ours now, with the height of its box.
    pub added: BTreeMap<(u32, u32), u32>,
}

/// The part with the notes of a sheet: those it has, without what an earlier copy added, and new ones.
pub fn comments(old: Option<&str>, notes: &BTreeMap<(u32, u32), String>) -> Result<Amended, Odd> {
    let mut text = old.unwrap_or(EMPTY).to_string();
    if !text.contains("</authors>") {
        text = text.replacen("<authors/>", "<authors></authors>", 1);
    }
    if !text.contains("</commentList>") {
        text = text.replacen("<commentList/>", "<commentList></commentList>", 1);
    }
    let named: Vec<String> =
        elements(&text, "author")?.iter().map(|(_, author)| inner(author).to_string()).collect();
    let ours = match named.iter().position(|name| name == AUTHOR) {
        Some(at) => at,
        None => {
            insert_before(&mut text, "</authors>", &format!("<author>{AUTHOR}</author>"))?;
            named.len()
        }
    };
    let mut left = notes.clone();
    let (mut dropped, mut added) = (BTreeSet::new(), BTreeMap::new());
    let (mut kept, mut from) = (String::new(), 0);
    for (at, comment) in elements(&text, "comment")? {
        kept.push_str(text.get(from..at).ok_or(Odd)?);
        from = at + comment.len();
        let cell = attribute(comment, "ref").and_then(|r| grid::parse(&r)).ok_or(Odd)?;
        let cell = (*cell.rows.start(), *cell.columns.start());
        let author = attribute(comment, "authorId").and_then(|id| id.parse::<usize>().ok());
        if author == Some(ours) {
            dropped.insert(cell);
            continue;
        }
        let is_thread = author.and_then(|a| named.get(a)).is_some_and(|a| a.starts_with(THREAD));
        let new = left.remove(&cell).filter(|_| !is_thread);
        kept.push_str(&appended(comment, new.as_deref())?);
    }
    kept.push_str(text.get(from..).ok_or(Odd)?);
    let mut new = String::new();
    for ((row, column), words) in &left {
        let cell = CellAt { row: *row, column: *column };
        new.push_str(&format!(
            "<comment ref=\"{cell}\" authorId=\"{ours}\"><text><t xml:space=\"preserve\">{}</t></text></comment>",
            escaped(words)
        ));
        added.insert((*row, *column), note_height(words));
    }
    insert_before(&mut kept, "</commentList>", &new)?;
    Ok(Amended { text: kept, dropped, added })
}

/// What stands between the tags of an element.
fn inner(element: &str) -> &str {
    let end = element.rfind("</").unwrap_or_default();
    element.find('>').and_then(|tag| element.get(tag + 1..end)).unwrap_or_default()
}

/// Somebody's note without what an earlier copy added to it, and with what there is to say now.
fn appended(comment: &str, new: Option<&str>) -> Result<String, Odd> {
    let mut own = comment.to_string();
    for (_, run) in elements(comment, "r")? {
        if run.contains(MARK) {
            own = own.replacen(run, "", 1);
        }
    }
    if let Some(new) = new {
        // A text that is no run has to become one, so that another may follow.
        if elements(&own, "r")?.is_empty()
            && let Some((at, plain)) = elements(&own, "t")?.first().copied()
        {
            own.replace_range(at..at + plain.len(), &format!("<r>{plain}</r>"));
        }
        let run = format!(
            "<r><rPr><sz val=\"9\"/><color rgb=\"FFC00000\"/></rPr><t xml:space=\"preserve\">\n{MARK}{}</t></r>",
            escaped(new)
        );
        let at = own.find("</text>").ok_or(Odd)?;
        own.insert_str(at, &run);
    }
    Ok(own)
}

/// What becomes of the boxes of a sheet's notes.
pub struct Drawn<'a> {
    /// Notes that are no more, or anew.
    pub dropped: &'a BTreeSet<(u32, u32)>,
    /// Notes that are new, with the height of their boxes.
    pub added: &'a BTreeMap<(u32, u32), u32>,
}

/// The drawing with the boxes of a sheet's notes.
pub fn drawing(old: Option<&str>, drawn: &Drawn<'_>) -> Result<String, Odd> {
    let old = old.unwrap_or(DRAWING);
    let (mut text, mut from) = (String::new(), 0);
    let mut last = 1024;
    for (at, shape) in elements(old, "v:shape")? {
        text.push_str(old.get(from..at).ok_or(Odd)?);
        from = at + shape.len();
        let id = attribute(shape, "id").and_then(|id| id.strip_prefix("_x0000_s")?.parse().ok());
        last = last.max(id.unwrap_or(0));
        if !cell_of(shape).is_some_and(|cell| drawn.dropped.contains(&cell)) {
            text.push_str(shape);
        }
    }
    text.push_str(old.get(from..).ok_or(Odd)?);
    let mut new = String::new();
    if !text.contains("\"_x0000_t202\"") && !drawn.added.is_empty() {
        new.push_str(SHAPE_TYPE);
    }
    for ((row, column), height) in drawn.added {
        last += 1;
        let rows = height.div_ceil(18).max(2);
        let (left, right) = (column + 1, column + 5);
        let (top, bottom) = (row.saturating_sub(1), row.saturating_sub(1) + rows);
        new.push_str(&format!(
            "<v:shape id=\"_x0000_s{last}\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:80pt;margin-top:2pt;width:195pt;height:{height}px;z-index:1;visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{left}, 15, {top}, 10, {right}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
        ));
    }
    for (prefix, name) in [
        ("v", "urn:schemas-microsoft-com:vml"),
        ("x", "urn:schemas-microsoft-com:office:excel"),
        ("o", "urn:schemas-microsoft-com:office:office"),
    ] {
        if !new.is_empty() && !text.contains(&format!("xmlns:{prefix}=\"{name}\"")) {
            return Err(Odd);
        }
    }
    insert_before(&mut text, "</xml>", &new)?;
    Ok(text)
}

/// The cell of a note's box.
fn cell_of(shape: &str) -> Option<(u32, u32)> {
    let number = |name: &str| {
        let (_, rest) = shape.split_once(&format!("<x:{name}>"))?;
        rest.split_once('<')?.0.trim().parse().ok()
    };
    Some((number("Row")?, number("Column")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(list: &[((u32, u32), &str)]) -> BTreeMap<(u32, u32), String> {
        list.iter().map(|(at, words)| (*at, words.to_string())).collect()
    }

    const OLD: &str = "<comments><authors><author>王</author></authors><commentList>\
        <comment ref=\"A1\" authorId=\"0\"><text><t>再问</t></text></comment>\
        <comment ref=\"B2\" authorId=\"0\"><text><t>好</t></text></comment></commentList></comments>";

    #[test]
    fn notes_of_others_stay() {
        let first = comments(Some(OLD), &notes(&[((0, 0), "坏 <1>"), ((2, 2), "错")])).unwrap();
        assert!(first.text.contains("<author>王</author><author>inspect</author>"));
        assert!(first.text.contains("<r><t>再问</t></r>") && first.text.contains("坏 &lt;1&gt;"));
        assert!(first.text.contains("<text><t>好</t></text>"));
        assert!(first.text.contains("<comment ref=\"C3\" authorId=\"1\">"));
        assert_eq!(first.added.keys().collect::<Vec<_>>(), [&(2, 2)], "A1 has a box already");

        // The next copy says what is true then, and nothing else.
        let next = comments(Some(&first.text), &notes(&[])).unwrap();
        assert!(!next.text.contains("坏") && !next.text.contains("错"));
        assert!(next.text.contains("再问") && next.text.contains("好"));
        assert_eq!(next.dropped.iter().collect::<Vec<_>>(), [&(2, 2)]);
    }

    #[test]
    fn a_thread_is_left_alone() {
        let old = OLD.replace("<author>王</author>", "<author>tc={1}</author>");
        let all = comments(Some(&old), &notes(&[((0, 0), "坏")])).unwrap();
        assert!(!all.text.contains("坏") && all.added.is_empty());
    }

    #[test]
    fn boxes_come_and_go_with_their_notes() {
        let (none, one) = (BTreeSet::new(), BTreeMap::from([((4, 2), 44)]));
        let first = drawing(None, &Drawn { dropped: &none, added: &one }).unwrap();
        assert!(first.contains("<x:Row>4</x:Row><x:Column>2</x:Column>"));
        assert!(first.contains("_x0000_s1025"));
        let gone = BTreeSet::from([(4, 2)]);
        let next = drawing(Some(&first), &Drawn { dropped: &gone, added: &BTreeMap::new() });
        assert!(!next.unwrap().contains("<v:shape "));
    }
}
