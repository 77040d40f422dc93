//! The sheet that says how the checksheet is filled in.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{Plan, style};

/// Widths of number and text, in units of column width.
const WIDTHS: [f64; 2] = [6.0, 104.0];

/// Writes the sheet.
pub fn sheet(plan: &Plan<'_>, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let lang = plan.lang;
    let name = lang.pick("说明", "How to");
    sheet.set_name(name)?.set_screen_gridlines(false);
    style::page(sheet, plan, name, false);
    for (column, width) in (0u16..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let title = lang.pick("检查表填写说明", "How this checksheet is filled in");
    sheet.write_string_with_format(0, 0, title, &style::title())?;
    sheet.set_row_height(0, 30)?;
    let standard = plan.standard;
    let about = format!(
        "{} · {} · {} {}",
        plan.project,
        plan.period,
        standard.title.get(lang),
        standard.version
    );
    sheet.write_string_with_format(1, 0, about, &style::subtitle())?;
    sheet.set_row_height(1, 22)?;
    let mut row = 3;
    for (number, (zh, en)) in (1u32..).zip(STEPS) {
        let text = lang.pick(zh, en);
        sheet.write_number_with_format(row, 0, number, &style::centre())?;
        sheet.write_string_with_format(row, 1, text, &style::text())?;
        sheet.set_row_height(row, style::height(&[(text, WIDTHS[1])]))?;
        row += 1;
    }
    row += 1;
    let colours = [
        (style::input(), lang.pick("需要填写", "to fill in")),
        (
            style::computed(),
            lang.pick("自动计算，只在改判时填写", "computed; filled in only to override"),
        ),
    ];
    for (format, text) in colours {
        sheet.write_blank(row, 0, &format)?;
        sheet.write_string_with_format(row, 1, text, &style::text())?;
        sheet.set_row_height(row, 20)?;
        row += 1;
    }
    Ok(())
}

const STEPS: [(&str, &str); 8] = [
    (
        "先填 audit.toml：项目名称、户数、各岗位责任人。不适用的检查项也在其中声明，须写明理由和批准人。",
        "First audit.toml: the project's name, its households, the people behind the roles. Items that do not apply are declared there too, with a reason and an approver.",
    ),
    (
        "再填 evidence/ 中的台账：第一行是列名，深色的列必须有，批注说明每列怎样填。已有台账的（.xlsx 或 .csv），可以直接放进来，并删去对应的空表；列名不必与空表相同，批注中的写法都认得。",
        "Then the registers in evidence/: row 1 holds the headers, dark ones must be there, and a note on each says what it takes. A register you keep already (.xlsx or .csv) may be put there as it is, in place of the empty one; any header named in the notes is recognised.",
    ),
    (
        "本期确实没有记录的，请在 audit.toml 的 [[empty]] 中声明；空模板未声明的，有关检查项记为未检查。项目没有建立这本台账的，请删去空表，并在 audit.toml 的 [[not_kept]] 中声明；没有声明的算“缺失”，有关检查项记为未检查。",
        "Where there was nothing in the period, declare it in audit.toml under [[empty]]; a form left empty without that leaves its items not reviewed. Where the project keeps no such register, delete the empty one and declare it in audit.toml under [[not_kept]]; without that it counts as missing, and its items stay not reviewed.",
    ),
    (
        "“判定”表：黄色单元格从下拉列表中选择。整项判断选“符合”“部分符合”或“不符合”，逐条的判据选“是”或“否”。没有检查的留空，不要填“否”。",
        "Sheet “Verdicts”: pick an answer in the yellow cells, pass, partial or fail for a whole item, yes or no for a single check. What was not looked at stays empty; do not write no.",
    ),
    (
        "灰色的判定由台账、抽查和下面各条判据计算，不必填写。检查人不同意计算结果的，填写判定并写明改判理由，理由会写进报告；没有理由的，以证据为准。",
        "Grey verdicts are computed from registers, spot checks and the checks below them, and may stay empty. To override one, write the verdict and the reason, which stands in the report; without a reason the evidence counts.",
    ),
    (
        "“抽查”表：每次抽查一行，写明对象和日期，结果选“合格”或“不合格”。没有做的留空，不算不合格。",
        "Sheet “Spot checks”: one row for each, with its subject and date, and pass or fail as its result. One that was not made stays empty and does not count as failed.",
    ),
    (
        "电话号码和标为个人信息的列，在结果和报告中会自动遮盖；请不要在备注中写入其他个人信息。",
        "Telephone numbers and columns marked personal are masked in results and reports. Please write no other personal data into the notes.",
    ),
    (
        "可以增加行和列，也可以调整顺序；请保留列名，以及“检查项”“判据”“抽查”三列的编号。填好后运行：inspect score 文件夹",
        "Rows and columns may be added and moved; keep the headers and the ids in the columns Item, Check and Sample. Then run: inspect score FOLDER",
    ),
];
