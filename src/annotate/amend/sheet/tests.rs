use super::*;

const STYLES: &str = "<styleSheet><fills><fill/></fills><cellXfs><xf fillId=\"0\"/><xf fillId=\"0\" b=\"1\"/></cellXfs></styleSheet>";

fn edit() -> Edit {
    Edit {
        fills: BTreeMap::from([((1, 1), Severity::Warning), ((1, 0), Severity::Error)]),
        list: 2,
        texts: BTreeMap::from([(0, "问题".to_string()), (1, "• <坏>".to_string())]),
        headings: BTreeSet::from([0]),
        ..Edit::default()
    }
}

fn amended(inside: &str, edit: &Edit) -> Result<String, Odd> {
    let sheet = format!("<worksheet xmlns=\"{MAIN}\">{inside}</worksheet>");
    let mut palette = Palette::new(STYLES.to_string()).unwrap();
    let mut to = Vec::new();
    amend(sheet.as_bytes(), &mut to, edit, &mut palette, Some("rId9"))?;
    Ok(String::from_utf8(to).unwrap())
}

#[test]
fn cells_get_a_format_and_keep_what_they_hold() {
    let inside = "<dimension ref=\"A1:B2\"/><sheetData><row r=\"1\" spans=\"1:2\"><c r=\"A1\" s=\"1\" t=\"s\"><v>0</v></c></row>\
        <row r=\"2\" ht=\"15\"><c r=\"B2\" s=\"1\"><f>1+1</f><v>2</v></c></row></sheetData><tableParts/>";
    let all = amended(inside, &edit()).unwrap();
    assert!(all.contains("<dimension ref=\"A1:C2\"/>"), "{all}");
    assert!(all.contains(
        "<cols><col min=\"3\" max=\"3\" width=\"60\" customWidth=\"1\"/></cols><sheetData>"
    ));
    // The heading looks as the header beside it.
    assert!(all.contains(
        "<row r=\"1\"><c r=\"A1\" s=\"1\" t=\"s\"><v>0</v></c><c r=\"C1\" s=\"2\" t=\"inlineStr\">"
    ));
    assert!(all.contains(
        "<row r=\"2\"><c r=\"A2\" s=\"3\"/><c r=\"B2\" s=\"2\"><f>1+1</f><v>2</v></c><c r=\"C2\" s=\"4\" t=\"inlineStr\">"
    ), "{all}");
    assert!(all.contains("• &lt;坏&gt;</t></is></c></row></sheetData><legacyDrawing "));
    assert!(all.ends_with("r:id=\"rId9\"/><tableParts/></worksheet>"));
}

#[test]
fn rows_that_are_not_there_are_added() {
    let whole = "<row r=\"1\"><c r=\"C1\" s=\"2\" t=\"inlineStr\">";
    for inside in
        ["<sheetData/>", "<sheetData></sheetData>", "<sheetData><row r=\"3\"/></sheetData>"]
    {
        let all = amended(inside, &edit()).unwrap();
        assert!(all.contains("<row r=\"2\"><c r=\"A2\"") && all.contains(&whole[..12]), "{all}");
    }
}

#[test]
fn the_added_column_is_shown_though_it_was_hidden() {
    let inside = "<cols><col min=\"1\" max=\"1\" width=\"9\"/><col min=\"2\" max=\"9\" hidden=\"1\"/></cols><sheetData/>";
    let all = amended(inside, &edit()).unwrap();
    assert!(all.contains(
        "<col min=\"2\" max=\"2\" hidden=\"1\"/><col min=\"3\" max=\"3\" width=\"60\" customWidth=\"1\"/><col min=\"4\" max=\"9\" hidden=\"1\"/></cols>"
    ), "{all}");
}

#[test]
fn what_an_earlier_copy_wrote_is_gone() {
    let edit = Edit { list: 1, is_earlier: true, outdated: BTreeSet::from([0]), ..Edit::default() };
    let inside = "<sheetData><row r=\"1\"><c r=\"A1\"/><c r=\"B1\" t=\"inlineStr\"><is><t>• x</t></is></c><c r=\"C1\"/></row></sheetData>";
    let all = amended(inside, &edit).unwrap();
    assert!(all.contains("<c r=\"A1\"/><c r=\"C1\"/></row>") && !all.contains("cols"), "{all}");
}

#[test]
fn colours_of_a_register_that_was_never_marked_are_its_own() {
    let styles = |fill: &str| {
        format!(
            "<styleSheet><fills><fill/><fill><patternFill><fgColor rgb=\"FF{fill}\"/></patternFill></fill></fills><cellXfs><xf fillId=\"0\"/><xf fillId=\"1\"/></cellXfs></styleSheet>"
        )
    };
    let inside = "<sheetData><row r=\"9\"><c r=\"A9\" s=\"1\"/></row></sheetData>";
    let sheet = format!("<worksheet xmlns=\"{MAIN}\">{inside}</worksheet>");
    for (is_earlier, stays) in [(false, true), (true, false)] {
        let mut palette = Palette::new(styles("FFE08A")).unwrap();
        let mut to = Vec::new();
        let edit = Edit { is_earlier, ..edit() };
        amend(sheet.as_bytes(), &mut to, &edit, &mut palette, Some("rId9")).unwrap();
        let all = String::from_utf8(to).unwrap();
        assert_eq!(all.contains("<c r=\"A9\" s=\"1\"/>"), stays, "{all}");
    }
}

#[test]
fn what_is_not_common_is_odd() {
    for inside in [
        "<sheetData><row r=\"2\"/><row r=\"1\"/></sheetData>",
        "<sheetData><row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row></sheetData>",
        "<sheetData><row r=\"1\"><c r=\"A2\"/></row></sheetData>",
        "",
    ] {
        assert_eq!(amended(inside, &edit()), Err(Odd), "{inside}");
    }
}
