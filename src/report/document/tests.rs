use super::*;
use crate::report::text::width;

fn document() -> Document {
    let day = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
    let mut document = Document::new(Lang::Zh, "滨河花园 <2025Q4>".into(), day);
    document.line(Tone::Strong, "得分率 83.33% | 91.03%");
    let long = "客户报修的紧急维修须在三十分钟内到场并做好记录，否则本项不得分".repeat(3);
    document.table(Table {
        title: "检查项/明细".into(),
        heads: vec!["序号".into(), "检查项".into(), "说明".into()],
        rows: vec![vec![
            Cell::count(4),
            Cell::text(&long).toned(Tone::Bad),
            Cell::text("=a|b\n<i>"),
        ]],
        folded: true,
    });
    document.table(Table::default());
    document
}

#[test]
fn no_line_is_wider_than_asked() {
    for most in [40, 80, 120] {
        let text = document().to_text(most, false);
        let widest = text.lines().map(width).max().unwrap();
        assert!(widest <= usize::from(most), "{widest}:\n{text}");
        // Nothing is cut.
        let left: String = text.chars().filter(|c| *c == '紧').collect();
        assert_eq!(left.chars().count(), 3);
    }
}

#[test]
fn markup_stays_text() {
    let markdown = document().to_markdown();
    assert!(markdown.contains("<details>\n<summary>检查项/明细 (1)</summary>\n\n| 序号 |"));
    assert!(markdown.contains(r"=a\|b<br>&lt;i&gt; |"), "{markdown}");
    let html = document().to_html();
    assert!(html.contains("&lt;2025Q4&gt;") && !html.contains("<i>"));
    assert_eq!(html.matches("<table").count(), 1);
}

#[test]
fn a_workbook_is_the_same_twice() {
    let bytes = document().to_xlsx().unwrap();
    assert!(bytes.starts_with(b"PK") && bytes == document().to_xlsx().unwrap());
}
