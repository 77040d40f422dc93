"""The same with Polars, which reads workbooks with fastexcel (calamine), and XlsxWriter."""

import io

import fastexcel
import polars as pl
import xlsxwriter
from common import (
    ARRIVAL, AS_OF_END, BURST, HOUSEHOLDS, MINOR, MOMENTS, NEAR, ORDER, PERIOD, SATISFIED, UNIQUE, URGENT, YEAR,
    evidence, projects, result_json, to_write, told, usage,
)

C = pl.col


def register(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """With moments where a column holds moments and few texts."""
    texts = [title for title in MOMENTS[name] if frame.schema[title] == pl.String]
    parsed = [C(title).str.to_datetime(FORMATS.get(name, "%Y-%m-%d %H:%M:%S"), strict=False) for title in texts]
    days = [C(title).cast(pl.Datetime) for title in MOMENTS[name] if frame.schema[title] == pl.Date]
    return frame.with_columns(parsed + days)


FORMATS = {"满意度调查": "%Y-%m-%d"}


def within(title: str, span) -> pl.Expr:
    return C(title).is_between(*span, closed="left")


def filled(*titles: str) -> pl.Expr:
    return pl.all_horizontal(C(title).is_not_null() for title in titles)


def share(passed: pl.Expr, counted: pl.Expr) -> pl.Expr:
    """Of the rows that count those that pass."""
    return (passed.filter(counted).sum() / counted.sum()).round(6).fill_nan(None)


def complaints() -> dict[str, pl.Expr]:
    year, now = within("投诉时间", YEAR), within("投诉时间", PERIOD)
    kept = share(filled("投诉时间", "投诉内容"), now)
    valid = now & (C("有效投诉") != "否").fill_null(True)
    detailed = filled("投诉人", "投诉内容", "问题原因", "处理措施", "处理结果", "跟踪情况")
    return {
        "QI-09/kept": kept,
        "QI-10/kept": kept,
        "QI-10/detailed": share(detailed, now),
        "QI-20/handled": share(filled("处理时间") | (C("处理状态") == "已处理"), valid),
        "QI-20/drop": (year.sum() / HOUSEHOLDS).round(6),
        "QI-22/complaints": (year.sum() / HOUSEHOLDS).round(6),
    }


def calls() -> dict[str, pl.Expr]:
    now = within("来电时间", PERIOD)
    asked = now & (C("需回访") != "否").fill_null(True)
    return {
        "QI-05/logged": now.sum(),
        "QI-06/recorded": now.sum(),
        "QI-06/followed_up": share(filled("跟进结果"), now),
        "QI-06/called_back": share(filled("回访时间"), asked & ~filled("回访时间")),
    }


def repairs() -> dict[str, pl.Expr]:
    now, urgent = within("报修时间", PERIOD), C("紧急程度") == URGENT
    small = C("紧急程度").is_in([URGENT, MINOR]) & now
    soon = C("报修时间") + ARRIVAL
    limit = pl.when(urgent).then(soon).otherwise(C("约定时间"))
    timely = lambda last, rows: share(C("到场时间") <= last, rows & filled("到场时间") & last.is_not_null())
    in_order = now & (C("报修时间") <= C("到场时间"))
    recorded = filled("报修时间", "报修内容", "维修结果", "回访时间")
    return {
        "QI-11/urgent": timely(soon, in_order & urgent),
        "QI-11/agreed": timely(C("约定时间"), now & ~urgent),
        "QI-11/recorded": share(recorded, now & ~recorded),
        "QI-46/timely": timely(limit, in_order),
        "QI-46/statistics": share(filled("是否及时"), now & filled("到场时间", "完成时间")),
        "QI-47/timely": timely(limit, small & in_order),
        "QI-47/called_back": share(filled("回访时间"), small & ~filled("回访时间")),
        "QI-47/rework": share(C("是否返修") == "是", small & filled("是否返修")),
    }


def surveys() -> dict[str, pl.Expr]:
    year = within("调查日期", YEAR)
    satisfied = share(C("总体满意度").is_in(SATISFIED), year)
    counted = {item: year.sum() for item in ("QI-23/consulted", "QI-39/surveyed", "QI-48/returned")}
    items = ("QI-22/rising", "QI-23/satisfied", "QI-39/up", "QI-39/held", "QI-48/satisfied")
    rates = {item: satisfied for item in items}
    return counted | rates | {"QI-35/recognised": share(C("认可客服") == "是", year & filled("认可客服"))}


def activities() -> dict[str, pl.Expr]:
    year = within("活动日期", YEAR)
    return {
        "QI-52/held": year.sum(),
        "QI-52/recorded": share(filled("参与人数", "活动总结"), year),
        "QI-57/ten": year.sum(),
        "QI-57/large": (year & (C("活动规模") == "大型")).sum(),
    }


def contradictions(name: str) -> dict[str, pl.Expr]:
    found = {check: (C(later) < C(earlier)).sum() for check, later, earlier in ORDER.get(name, [])}
    for check, titles in UNIQUE.get(name, []):
        rows = pl.struct(titles)
        found[check] = (rows.is_duplicated() & rows.is_first_distinct()).sum()
    if name == "报修台账":
        ended = (C("紧急程度") == URGENT) & filled("完成时间")
        found["urgent-repair-without-callback"] = (ended & ~filled("回访时间")).sum()
    if name in BURST:
        check, title = BURST[name]
        found[check] = (C(title).drop_nulls().value_counts().struct.field("count") > 19).sum()
    return found


MEASURES = {
    "投诉台账": complaints(),
    "来电来访台账": calls(),
    "报修台账": repairs(),
    "满意度调查": surveys(),
    "社区活动台账": activities(),
}
QUESTIONS = {
    name: [expr.alias(item) for item, expr in (measures | contradictions(name)).items()]
    for name, measures in MEASURES.items()
}


def unregistered(calls: pl.DataFrame, complaints: pl.DataFrame) -> int:
    """Complaints by telephone that are not in the register, and no longer can be."""
    by_telephone = calls.filter((C("事项类别") == "投诉") & (C("来电时间") + NEAR < AS_OF_END)).with_row_index()
    near = (C("投诉时间") - C("来电时间")).abs() <= NEAR
    found = by_telephone.join(complaints, on="房号").filter(near).get_column("index").n_unique()
    return by_telephone.height - found


def checksheet(file) -> dict:
    """The spot checks of each item, which has one sample, and those that passed."""
    book = fastexcel.read_excel(file)
    verdicts, spots = (book.load_sheet(name).to_polars() for name in ("判定", "抽查"))
    spots = spots.group_by("检查项").agg((C("结果") == "合格").sum().alias("passed"), pl.len().alias("made"))
    counted = {f"spot {item}": [passed, made] for item, passed, made in spots.iter_rows()}
    return {"verdicts given": verdicts.height} | counted


def write(report) -> int:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    look = {"border": 1, "text_wrap": True, "valign": "vcenter"}
    cell, head = book.add_format(look), book.add_format(look | {"bold": True, "bg_color": "#DDE8F3"})
    for title, rows in report:
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if value is not None:
                    sheet.write(number, place, value, cell if number else head)
    book.close()
    return out.tell()


report, result = to_write()
for folder in projects():
    figures = checksheet(folder / "checksheet.xlsx")
    registers = {}
    for file in evidence(folder):
        if file.suffix == ".csv":
            text = file.read_bytes().decode("gb18030")
            frame = pl.read_csv(io.StringIO(text), infer_schema_length=0)
        else:
            frame = fastexcel.read_excel(file).load_sheet(0).to_polars()
        frame = registers[file.stem] = register(file.stem, frame)
        figures |= frame.select(QUESTIONS[file.stem]).row(0, named=True)
    missing = unregistered(registers["来电来访台账"], registers["投诉台账"])
    figures["complaint-call-unregistered"] = missing
    told(folder, figures)
    result_json(folder, result)
    write(report)
usage()
