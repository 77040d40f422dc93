//! Notes of a sheet and the boxes they are shown in.
//!
//! A note of ours has an author of its own, by which the next copy knows it; where the cell has
//! somebody's note already, ours is a piece of text at its end that begins with [`MARK`].

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use quick_xml::NsReader;
use quick_xml::events::Event;
use quick_xml::name::{Namespace, ResolveResult};

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
    // A program that knows no runs has made one text of them all.
    if let Some(at) = own.find(&format!("\n{MARK}"))
        && let Some(length) = own.get(at..).and_then(|rest| rest.find("</t>"))
    {
        own.replace_range(at..at + length, "");
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

/// The namespaces of a drawing, with the names our own shapes write before their tags.
const NAMESPACES: [(&str, &str); 3] = [
    ("v", "urn:schemas-microsoft-com:vml"),
    ("o", "urn:schemas-microsoft-com:office:office"),
    ("x", "urn:schemas-microsoft-com:office:excel"),
];

/// The drawing with the boxes of a sheet's notes.
pub fn drawing(old: Option<&str>, drawn: &Drawn<'_>) -> Result<String, Odd> {
    let old = old.unwrap_or(DRAWING);
    let (mut text, mut from) = (String::new(), 0);
    let mut last = 1024;
    for shape in shapes(old)? {
        text.push_str(old.get(from..shape.place.start).ok_or(Odd)?);
        from = shape.place.end;
        last = last.max(shape.number);
        if !shape.cell.is_some_and(|cell| drawn.dropped.contains(&cell)) {
            text.push_str(old.get(shape.place).ok_or(Odd)?);
        }
    }
    text.push_str(old.get(from..).ok_or(Odd)?);
    let root = text.find("<xml").and_then(|at| text.get(at..)?.split('>').next()).ok_or(Odd)?;
    // Programs that name the namespaces differently read ours all the same, where ours say what theirs are.
    let declared: String = NAMESPACES
        .iter()
        .filter(|(prefix, name)| {
            attribute(root, &format!("xmlns:{prefix}")).as_deref() != Some(name)
        })
        .map(|(prefix, name)| format!(" xmlns:{prefix}=\"{name}\""))
        .collect();
    let mut new = String::new();
    if !text.contains("\"_x0000_t202\"") && !drawn.added.is_empty() {
        new.push_str(&SHAPE_TYPE.replacen("<v:shapetype", &format!("<v:shapetype{declared}"), 1));
    }
    for ((row, column), height) in drawn.added {
        last += 1;
        let rows = height.div_ceil(18).max(2);
        let (left, right) = (column + 1, column + 5);
        let (top, bottom) = (row.saturating_sub(1), row.saturating_sub(1) + rows);
        new.push_str(&format!(
            "<v:shape{declared} id=\"_x0000_s{last}\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:80pt;margin-top:2pt;width:195pt;height:{height}px;z-index:1;visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{left}, 15, {top}, 10, {right}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
        ));
    }
    insert_before(&mut text, "</xml>", &new)?;
    Ok(text)
}

/// A shape of a drawing.
#[derive(Debug, Default, PartialEq, Eq)]
struct Shape {
    place: Range<usize>,
    /// The number in its name.
    number: u32,
    /// The cell whose note it shows.
    cell: Option<(u32, u32)>,
}

/// The shapes of a drawing, by the namespaces of their tags: every program has its own names for them.
fn shapes(text: &str) -> Result<Vec<Shape>, Odd> {
    let mut reader = NsReader::from_str(text);
    // Excel writes `<br>` into the texts of its boxes.
    reader.config_mut().check_end_names = false;
    let mut found = Vec::new();
    let mut open: Option<Shape> = None;
    let (mut row, mut column) = (None, None);
    let mut counted: Option<String> = None;
    loop {
        let start = usize::try_from(reader.buffer_position()).map_err(|_| Odd)?;
        let (bound, event) = reader.read_resolved_event()?;
        let of = |at: usize| {
            NAMESPACES.get(at).is_some_and(|(_, name)| {
                matches!(bound, ResolveResult::Bound(Namespace(bound)) if bound == *name)
            })
        };
        match event {
            Event::Start(tag) if of(0) && tag.local_name().as_ref() == "shape" => {
                let id = tag.try_get_attribute("id")?;
                let number = id.and_then(|id| id.value.strip_prefix("_x0000_s")?.parse().ok());
                let place = start..start;
                open = Some(Shape { place, number: number.unwrap_or(0), cell: None });
                (row, column) = (None, None);
            }
            Event::Start(tag) if of(2) => counted = Some(tag.local_name().as_ref().to_string()),
            Event::Text(text) => {
                let number = text.trim().parse().ok();
                match counted.as_deref() {
                    Some("Row") => row = number,
                    Some("Column") => column = number,
                    _ => {}
                }
            }
            Event::End(tag) => {
                counted = None;
                if of(0)
                    && tag.local_name().as_ref() == "shape"
                    && let Some(mut shape) = open.take()
                {
                    shape.place.end = usize::try_from(reader.buffer_position()).map_err(|_| Odd)?;
                    shape.cell = row.zip(column);
                    found.push(shape);
                }
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
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
    fn a_note_whose_runs_became_one_text_is_told_apart_again() {
        let old = OLD.replace("再问", "再问\n【问题】坏");
        let next = comments(Some(&old), &notes(&[])).unwrap();
        assert!(next.text.contains("<text><t>再问</t></text>"), "{}", next.text);
        let worse = comments(Some(&old), &notes(&[((0, 0), "更坏")])).unwrap();
        assert!(worse.text.contains("<r><t>再问</t></r>") && worse.text.contains("【问题】更坏"));
        assert!(!worse.text.contains("】坏"));
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

    /// As openpyxl writes it: other names for the namespaces, with lxml on every element anew.
    #[test]
    fn namespaces_count_and_not_their_names() {
        let shape = |id: u32, row: u32| {
            format!(
                "<ns1:shape xmlns:ns1=\"urn:schemas-microsoft-com:vml\" id=\"_x0000_s{id}\">\
                 <ns1:textbox><div>a<br></div></ns1:textbox>\
                 <ns0:ClientData xmlns:ns0=\"urn:schemas-microsoft-com:office:excel\" ObjectType=\"Note\">\
                 <ns0:Row>{row}</ns0:Row><ns0:Column> 2 </ns0:Column></ns0:ClientData></ns1:shape>"
            )
        };
        let (first, second) = (shape(1026, 4), shape(1030, 7));
        let office = "<ns1:shapelayout xmlns:ns1=\"urn:schemas-microsoft-com:office:office\"/>";
        let old = format!("<xml>{office}{first}{second}</xml>");
        let (gone, one) = (BTreeSet::from([(4, 2)]), BTreeMap::from([((9, 0), 44)]));
        let all = drawing(Some(&old), &Drawn { dropped: &gone, added: &one }).unwrap();
        assert!(!all.contains(&first) && all.contains(&second), "{all}");
        assert!(all.contains(
            "<v:shape xmlns:v=\"urn:schemas-microsoft-com:vml\" \
             xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
             xmlns:x=\"urn:schemas-microsoft-com:office:excel\" id=\"_x0000_s1031\""
        ));
        let cells: Vec<_> = shapes(&all).unwrap().into_iter().map(|s| s.cell).collect();
        assert_eq!(cells, [Some((7, 2)), Some((9, 0))]);
    }
}
