//! 总览: who, what, when; the score; sections and statuses; signatures. One page.

use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartDataLabel, ChartFont, ChartFormat, ChartLine,
    ChartSolidFill, Worksheet, XlsxError,
};

use super::cells::{Cells, Texts};
use super::sheet::{Sheet, page};
use super::style::{BAND, BRAND, FONT, LINE, STRIPE, Styles, status_paint};
use crate::lang::{Lang, Word};
use crate::outcome::Number;
use crate::report::View;
use crate::report::view::STATUSES;

/// A title, points, max, percent and a column per status.
const WIDTHS: [f64; 9] = [24.0, 9.5, 9.5, 11.0, 9.5, 10.5, 9.5, 10.5, 11.0];
const LAST: usize = WIDTHS.len() - 1;
/// First column of the counts per status.
const COUNTS: usize = 4;

/// Where things are on a sheet, rows from 0.
pub struct Extent {
    /// The last row in print.
    pub last: u32,
    pub chart: Option<Bars>,
}

/// The chart: the rows of its first and last section, and those it begins and ends in.
pub struct Bars {
    pub sections: [u32; 2],
    pub rows: [u32; 2],
}

/// The column of the sections' percentages.
pub const PERCENT: u16 = 3;
/// The last column.
pub const LAST_COLUMN: u16 = LAST as u16;

pub fn settings(sheet: &mut Worksheet, lang: Lang, chart: bool) -> Result<(), XlsxError> {
    page(sheet, Word::Overview.get(lang), WIDTHS)?;
    sheet.set_portrait().set_print_fit_to_pages(1, 1).set_print_area(0, 0, 1, 1)?;
    if chart {
        insert_chart(sheet, lang)?;
    }
    Ok(())
}

pub fn write(view: &View, styles: &Styles, texts: &mut Texts) -> (Cells, Extent) {
    let mut sheet = Sheet::new(styles, texts, WIDTHS.to_vec());
    let row = title(&mut sheet, view);
    let row = facts(&mut sheet, row, view);
    let row = tiles(&mut sheet, row + 1, view);
    let row = remarks(&mut sheet, row, view);
    let row = sections(&mut sheet, row + 1, view);
    let chart = bars(row, view);
    let row = chart.as_ref().map_or(row, |bars| bars.rows[1]);
    let last = signatures(&mut sheet, row + 1, view);
    (sheet.finish(), Extent { last, chart })
}

fn title(sheet: &mut Sheet<'_>, view: &View) -> u32 {
    let styles = sheet.styles;
    let heading = &view.heading;
    let title = format!("{} {}", heading.project, heading.title);
    sheet.merged(0, [0, LAST], &title, &styles.title);
    // Twice the size of body text.
    sheet.height_merged(0, [0, LAST / 2], &title, 36.0);
    let subtitle = format!("{} · {}", heading.period, heading.standard);
    sheet.merged(1, [0, LAST], &subtitle, &styles.subtitle);
    sheet.height_merged(1, [0, LAST], &subtitle, 1.4 * LINE);
    3
}

/// Two labelled values a row.
fn facts(sheet: &mut Sheet<'_>, first: u32, view: &View) -> u32 {
    let heading = &view.heading;
    let none = view.word(Word::NotGiven);
    let auditor = heading.auditor.as_deref().unwrap_or(none);
    let pairs = [
        [(Word::Project, heading.project.as_str()), (Word::ProjectId, &heading.project_id)],
        [(Word::Group, &heading.group), (Word::Households, "")],
        [(Word::AuditPeriod, &heading.period), (Word::AuditDate, "")],
        [(Word::Standard, &heading.standard), (Word::Version, &heading.version_and_hash)],
        [(Word::Auditor, auditor), (Word::Completeness, "")],
    ];
    let styles = sheet.styles;
    let mut row = first;
    for [(left, value), (right, other)] in pairs {
        sheet.text(row, 0, view.word(left), &styles.label);
        sheet.merged(row, [1, 4], value, &styles.value);
        sheet.merged(row, [5, 6], view.word(right), &styles.label);
        sheet.merged(row, [7, LAST], other, &styles.value);
        match right {
            Word::AuditDate => sheet.date(row, 7, Some(heading.date), &styles.value_date),
            Word::Completeness => sheet.text(row, 7, &completeness(view), &styles.value),
            Word::Households => {
                let households = heading.households.map(Number::from);
                sheet.number(row, 7, households, &styles.value_number);
            }
            _ => {}
        }
        let span = if right == Word::Version { [7, LAST] } else { [1, 4] };
        let longest = if right == Word::Version { other } else { value };
        sheet.height_merged(row, span, longest, 1.5 * LINE);
        row += 1;
    }
    row
}

fn completeness(view: &View) -> String {
    let score = &view.score;
    let percent = score.completeness.map_or_else(|| "–".to_string(), |p| format!("{p}%"));
    view.lang.pick(
        format!("{}/{} 项（{percent}）", score.reviewed, score.applicable),
        format!("{} of {} items ({percent})", score.reviewed, score.applicable),
    )
}

/// The four figures a reader looks for first.
fn tiles(sheet: &mut Sheet<'_>, row: u32, view: &View) -> u32 {
    let styles = sheet.styles;
    let score = &view.score;
    let spans = [[0, 0], [1, 3], [4, 5], [6, LAST]];
    let words = [Word::Score, Word::Percent, Word::Grade, Word::Range];
    let points = format!("{} / {}", score.points, score.max);
    let range = view.range();
    let values = [points.as_str(), "", &score.grade, &range];
    for ((span, word), value) in spans.into_iter().zip(words).zip(values) {
        sheet.merged(row, span, view.word(word), &styles.tile_label);
        let percent = word == Word::Percent;
        let format = if percent { &styles.tile_percent } else { &styles.tile };
        sheet.merged(row + 1, span, value, format);
        if percent {
            sheet.percent(row + 1, span[0], score.percent, format);
        }
    }
    sheet.row_height(row, 1.3 * LINE);
    sheet.row_height(row + 1, 2.6 * LINE);
    row + 2
}

/// What a reader must not miss: a capped grade, items left to review.
fn remarks(sheet: &mut Sheet<'_>, mut row: u32, view: &View) -> u32 {
    let styles = sheet.styles;
    if let Some(veto) = &view.score.veto {
        sheet.merged(row, [0, LAST], veto, &styles.alert);
        sheet.height_merged(row, [0, LAST], veto, 1.5 * LINE);
        row += 1;
    }
    if let Some(unread) = view.unread() {
        sheet.merged(row, [0, LAST], &unread, &styles.alert);
        sheet.height_merged(row, [0, LAST], &unread, 1.5 * LINE);
        row += 1;
    }
    for other in view.other_scores() {
        sheet.merged(row, [0, LAST], &other, &styles.remark);
        sheet.height_merged(row, [0, LAST], &other, 1.5 * LINE);
        row += 1;
    }
    for open in view.caveats() {
        sheet.merged(row, [0, LAST], &open, &styles.remark);
        sheet.height_merged(row, [0, LAST], &open, 1.5 * LINE);
        row += 1;
    }
    row
}

/// A row per section, totals, and the share of each status.
fn sections(sheet: &mut Sheet<'_>, first: u32, view: &View) -> u32 {
    let styles = sheet.styles;
    let heads = [Word::Section, Word::Points, Word::Max, Word::Percent];
    for (column, word) in heads.into_iter().enumerate() {
        sheet.text(first, column, view.word(word), &styles.header);
    }
    for (at, count) in view.counts.iter().enumerate() {
        sheet.text(first, COUNTS + at, count.word, &styles.header);
    }
    let words: Vec<(usize, &str)> =
        view.counts.iter().enumerate().map(|(at, c)| (COUNTS + at, c.word)).collect();
    sheet.height(first, &words, 1.5 * LINE);
    let mut row = first;
    for section in &view.sections {
        row += 1;
        sheet.text(row, 0, &section.title, &styles.bold);
        sheet.number(row, 1, Some(section.points), &styles.number);
        sheet.number(row, 2, Some(section.max), &styles.number);
        sheet.percent(row, 3, section.percent, &styles.percent);
        for (at, (status, count)) in STATUSES.iter().zip(section.counts).enumerate() {
            let badge = styles.badge(status_paint(*status));
            let format = if count > 0 { badge } else { &styles.number };
            sheet.number(row, COUNTS + at, Some(Number::from(count)), format);
        }
        sheet.height(row, &[(0, &section.title)], 1.4 * LINE);
    }
    totals(sheet, row + 1, view);
    row + 3
}

fn totals(sheet: &mut Sheet<'_>, row: u32, view: &View) {
    let styles = sheet.styles;
    let score = &view.score;
    sheet.text(row, 0, view.word(Word::Total), &styles.total);
    sheet.number(row, 1, Some(score.points), &styles.total_number);
    sheet.number(row, 2, Some(score.max), &styles.total_number);
    sheet.percent(row, 3, score.percent, &styles.total_percent);
    sheet.merged(row + 1, [0, COUNTS - 1], view.word(Word::ShareOfItems), &styles.label);
    for (at, count) in view.counts.iter().enumerate() {
        sheet.number(row, COUNTS + at, Some(Number::from(count.items)), &styles.total_number);
        sheet.percent(row + 1, COUNTS + at, count.share, &styles.percent);
    }
    sheet.row_height(row, 1.5 * LINE);
    sheet.row_height(row + 1, 1.4 * LINE);
}

/// A bar per section, below the table whose cells it reads.
fn bars(row: u32, view: &View) -> Option<Bars> {
    let bars = u32::try_from(view.sections.len()).ok().filter(|bars| *bars > 0)?;
    // The sections end three rows above: totals, shares, and the row this begins in.
    Some(Bars { sections: [row - 2 - bars, row - 3], rows: [row + 1, row + 1 + rows_of(bars)] })
}

/// How many rows of an empty sheet the chart takes, 20 pixels each.
fn rows_of(bars: u32) -> u32 {
    (90 + 34 * bars).div_ceil(20)
}

/// The chart of one bar.
fn insert_chart(sheet: &mut Worksheet, lang: Lang) -> Result<(), XlsxError> {
    let name = Word::Overview.get(lang);
    sheet.write_string(3, 0, "-")?.write_number(3, PERCENT, 1)?;
    let font = |size: u8| {
        let mut font = ChartFont::new();
        font.set_name(FONT).set_size(size).unset_bold();
        font
    };
    let mut chart = Chart::new_bar();
    chart
        .add_series()
        .set_categories((name, 3, 0, 3, 0))
        .set_values((name, 3, PERCENT, 3, PERCENT))
        .set_gap(60)
        .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(BRAND)))
        .set_data_label(
            ChartDataLabel::new().show_value().set_num_format("0.00%").set_font(&font(9)),
        );
    chart.title().set_name(Word::ChartTitle.get(lang)).set_font(&font(11));
    chart.legend().set_hidden();
    // Bars grow downwards from the first section, as the table reads.
    chart.y_axis().set_reverse().set_font(&font(9));
    let grid = ChartLine::new().set_color(BAND).clone();
    chart
        .x_axis()
        .set_min(0)
        // Beyond 100%, so that the label of a full bar stands inside the frame.
        .set_max(1.15)
        .set_major_unit(0.2)
        .set_num_format("0%")
        .set_format(ChartFormat::new().set_no_line())
        .set_label_position(ChartAxisLabelPosition::High)
        .set_font(&font(8))
        .set_major_gridlines_line(&grid);
    chart.chart_area().set_format(
        ChartFormat::new()
            .set_solid_fill(ChartSolidFill::new().set_color(STRIPE))
            .set_border(ChartLine::new().set_color(BAND)),
    );
    // The columns' widths in pixels, seven a unit and five around it.
    let width: f64 = WIDTHS.iter().map(|w| w * 7.0 + 5.0).sum();
    chart.set_width(width as u32).set_height(rows_of(1) * 20);
    chart.set_alt_text(Word::ChartTitle.get(lang));
    sheet.insert_chart(4, 0, &chart)?;
    Ok(())
}

/// Returns the last row.
fn signatures(sheet: &mut Sheet<'_>, row: u32, view: &View) -> u32 {
    let styles = sheet.styles;
    sheet.merged(row, [0, LAST], view.word(Word::Sign), &styles.band);
    sheet.row_height(row, 1.5 * LINE);
    let lines = [
        (Word::Auditor, [1, 3], Word::Date, [6, LAST]),
        (Word::ProjectLead, [1, 3], Word::Date, [6, LAST]),
    ];
    for (line, (who, space, when, day)) in lines.into_iter().enumerate() {
        let row = row + 1 + u32::try_from(line).unwrap_or(0);
        let colon = view.lang.pick("：", ": ");
        sheet.text(row, 0, &format!("{}{colon}", view.word(who)), &styles.signature);
        sheet.merged(row, space, "", &styles.sign_here);
        sheet.merged(row, [4, 5], &format!("{}{colon}", view.word(when)), &styles.signature);
        sheet.merged(row, day, "", &styles.sign_here);
        sheet.row_height(row, 2.4 * LINE);
    }
    row + 2
}
