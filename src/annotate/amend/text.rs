//! Small parts of a package as text: tags, attributes, relations, paths.

use super::Odd;

/// The value of an attribute of a tag, as it is written there.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let (start, end) = value(tag, name)?;
    tag.get(start..end).map(str::to_string)
}

/// Where the value of an attribute stands in a tag.
fn value(tag: &str, name: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    loop {
        let at = from + tag.get(from..)?.find(name)?;
        let before = tag.get(..at)?.ends_with(char::is_whitespace);
        let rest = tag.get(at + name.len()..)?;
        let opened = rest.trim_start().strip_prefix('=').map(str::trim_start);
        if let (true, Some(opened)) = (before, opened)
            && let Some(quote) = opened.chars().next().filter(|c| matches!(c, '"' | '\''))
        {
            let start = tag.len() - opened.len() + 1;
            let length = tag.get(start..)?.find(quote)?;
            return Some((start, start + length));
        }
        from = at + name.len();
    }
}

/// A tag with an attribute set.
pub fn with(tag: &str, name: &str, to: &str) -> String {
    if let Some((start, end)) = value(tag, name)
        && let (Some(before), Some(after)) = (tag.get(..start), tag.get(end..))
    {
        return format!("{before}{to}{after}");
    }
    let end = tag.find(['>']).map_or(tag.len(), |at| {
        if tag.get(..at).is_some_and(|t| t.ends_with('/')) { at - 1 } else { at }
    });
    let (before, after) = tag.split_at(end);
    format!("{} {name}=\"{to}\"{after}", before.trim_end())
}

/// Puts `new` before the last `mark`.
pub fn insert_before(text: &mut String, mark: &str, new: &str) -> Result<(), Odd> {
    let at = text.rfind(mark).ok_or(Odd)?;
    text.insert_str(at, new);
    Ok(())
}

/// The elements of a name in a text, each with where it begins and ends, none inside another.
pub fn elements<'t>(text: &'t str, name: &str) -> Result<Vec<(usize, &'t str)>, Odd> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|t| t.find(&open)).map(|at| from + at) {
        let rest = text.get(at..).ok_or(Odd)?;
        let named = rest.get(open.len()..).ok_or(Odd)?;
        if !named.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/')) {
            from = at + open.len();
            continue;
        }
        let tag = rest.find('>').ok_or(Odd)? + 1;
        let length = match rest.get(..tag).is_some_and(|t| t.ends_with("/>")) {
            true => tag,
            false => rest.find(&close).ok_or(Odd)? + close.len(),
        };
        found.push((at, rest.get(..length).ok_or(Odd)?));
        from = at + length;
    }
    Ok(found)
}

/// The target of the first relation that `wanted` takes.
pub fn relation(relations: &str, wanted: impl Fn(&str) -> bool) -> Option<String> {
    let all = elements(relations, "Relationship").ok()?;
    let tag = all.into_iter().map(|(_, tag)| tag).find(|tag| wanted(tag))?;
    attribute(tag, "Target")
}

/// Where the relations of a part are.
pub fn relations_of(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if folder.is_empty() {
        format!("_rels/{name}.rels")
    } else {
        format!("{folder}/_rels/{name}.rels")
    }
}

/// The part that a relation of the part `from` leads to.
pub fn resolve(from: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_string();
    }
    let mut steps: Vec<&str> = from.split('/').collect();
    steps.pop();
    for step in target.split('/') {
        match step {
            ".." => {
                steps.pop();
            }
            "." | "" => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// A text between tags.
pub fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_found_and_set() {
        let tag = "<xf numFmtId=\"14\" xfId='0' fillId = \"2\"/>";
        assert_eq!(attribute(tag, "fillId").as_deref(), Some("2"));
        assert_eq!(attribute(tag, "xfId").as_deref(), Some("0"));
        assert_eq!(attribute(tag, "Id"), None, "only whole names");
        assert_eq!(with("<xf a=\"1\"/>", "a", "2"), "<xf a=\"2\"/>");
        assert_eq!(with("<xf a=\"1\">b</xf>", "c", "2"), "<xf a=\"1\" c=\"2\">b</xf>");
        assert_eq!(with("<xf/>", "c", "2"), "<xf c=\"2\"/>");
    }

    #[test]
    fn elements_are_told_from_longer_names() {
        let text = "<fills><fill/><fill a=\"1\"><b/></fill></fills>";
        let found: Vec<&str> = elements(text, "fill").unwrap().into_iter().map(|f| f.1).collect();
        assert_eq!(found, ["<fill/>", "<fill a=\"1\"><b/></fill>"]);
        assert_eq!(elements("<fill>", "fill"), Err(Odd));
    }

    #[test]
    fn targets_lead_to_parts() {
        assert_eq!(relations_of("xl/worksheets/a.xml"), "xl/worksheets/_rels/a.xml.rels");
        assert_eq!(resolve("xl/worksheets/a.xml", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(resolve("xl/worksheets/a.xml", "/xl/b.vml"), "xl/b.vml");
        assert_eq!(resolve("xl/worksheets/a.xml", "b.vml"), "xl/worksheets/b.vml");
    }
}
