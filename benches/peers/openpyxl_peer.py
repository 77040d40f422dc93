"""A whole batch with openpyxl and plain Python: registers read, measured and checked, reports written."""

import csv
import io
from collections import Counter, defaultdict
from datetime import datetime

import openpyxl
from common import (
    ARRIVAL, AS_OF_END, BURST, HOUSEHOLDS, MINOR, MOMENTS, NEAR, ORDER, PERIOD, SATISFIED, UNIQUE, URGENT, YEAR,
    evidence, projects, result_json, share, to_write, told, usage,
)
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side


def blank(cell) -> bool:
    return cell is None or cell == ""


def register(name: str, rows) -> tuple[dict[str, int], list[tuple]]:
    """Where each column stands, and the rows; texts in the place of moments become moments where they are."""
    columns = {title: place for place, title in enumerate(next(rows))}
    places = [columns[title] for title in MOMENTS[name]]
    read = []
    for row in rows:
        for place in places:
            if isinstance(row[place], str):
                row = list(row)
                try:
                    row[place] = datetime.fromisoformat(row[place])
                except ValueError:
                    row[place] = None
        read.append(row)
    return columns, read


def within(rows, at: int, span) -> list:
    begin, end = span
    return [row for row in rows if row[at] is not None and begin <= row[at] < end]


def complete(rows, places) -> tuple[int, int]:
    return sum(all(not blank(row[place]) for place in places) for row in rows), len(rows)


def in_time(rows, to: int, limit, since: int | None = None) -> tuple[int, int]:
    """Rows where `to` is at most `limit` of the row, of those that have both and `to` not before `since`."""
    known = [
        (row[to], last)
        for row in rows
        if row[to] is not None and (last := limit(row)) is not None and (since is None or row[since] <= row[to])
    ]
    return sum(moment <= last for moment, last in known), len(known)


def complaints(columns, rows) -> dict:
    year, now = within(rows, columns["投诉时间"], YEAR), within(rows, columns["投诉时间"], PERIOD)
    of = lambda *titles: [columns[title] for title in titles]
    kept = share(*complete(now, of("投诉时间", "投诉内容")))
    valid = [row for row in now if row[columns["有效投诉"]] != "否"]
    handled, status = of("处理时间", "处理状态")
    done = sum(row[handled] is not None or row[status] == "已处理" for row in valid)
    return {
        "QI-09/kept": kept,
        "QI-10/kept": kept,
        "QI-10/detailed": share(
            *complete(now, of("投诉人", "投诉内容", "问题原因", "处理措施", "处理结果", "跟踪情况"))
        ),
        "QI-20/handled": share(done, len(valid)),
        "QI-20/drop": share(len(year), HOUSEHOLDS),
        "QI-22/complaints": share(len(year), HOUSEHOLDS),
    }


def calls(columns, rows) -> dict:
    now = within(rows, columns["来电时间"], PERIOD)
    asked = [row for row in now if row[columns["需回访"]] != "否"]
    return {
        "QI-05/logged": len(now),
        "QI-06/recorded": len(now),
        "QI-06/followed_up": share(*complete(now, [columns["跟进结果"]])),
        "QI-06/called_back": share(0, sum(blank(row[columns["回访时间"]]) for row in asked)),
    }


def repairs(columns, rows) -> dict:
    now = within(rows, columns["报修时间"], PERIOD)
    reported, urgency, agreed, arrived, rework = (
        columns[title] for title in ("报修时间", "紧急程度", "约定时间", "到场时间", "是否返修")
    )
    urgent = [row for row in now if row[urgency] == URGENT]
    others = [row for row in now if row[urgency] != URGENT]
    small = [row for row in now if row[urgency] in (URGENT, MINOR)]
    soon = lambda row: row[reported] + ARRIVAL
    limit = lambda row: soon(row) if row[urgency] == URGENT else row[agreed]
    recorded = [columns[title] for title in ("报修时间", "报修内容", "维修结果", "回访时间")]
    again = [row[rework] for row in small if not blank(row[rework])]
    ended = [row for row in now if row[arrived] is not None and row[columns["完成时间"]] is not None]
    return {
        "QI-11/urgent": share(*in_time(urgent, arrived, soon, reported)),
        "QI-11/agreed": share(*in_time(others, arrived, lambda row: row[agreed])),
        "QI-11/recorded": share(0, len(now) - complete(now, recorded)[0]),
        "QI-46/timely": share(*in_time(now, arrived, limit, reported)),
        "QI-46/statistics": share(*complete(ended, [columns["是否及时"]])),
        "QI-47/timely": share(*in_time(small, arrived, limit, reported)),
        "QI-47/called_back": share(0, sum(blank(row[columns["回访时间"]]) for row in small)),
        "QI-47/rework": share(sum(cell == "是" for cell in again), len(again)),
    }


def surveys(columns, rows) -> dict:
    year = within(rows, columns["调查日期"], YEAR)
    satisfied = share(sum(row[columns["总体满意度"]] in SATISFIED for row in year), len(year))
    staff = [row[columns["认可客服"]] for row in year if not blank(row[columns["认可客服"]])]
    counted = {item: len(year) for item in ("QI-23/consulted", "QI-39/surveyed", "QI-48/returned")}
    items = ("QI-22/rising", "QI-23/satisfied", "QI-39/up", "QI-39/held", "QI-48/satisfied")
    rates = {item: satisfied for item in items}
    return counted | rates | {"QI-35/recognised": share(sum(cell == "是" for cell in staff), len(staff))}


def activities(columns, rows) -> dict:
    year = within(rows, columns["活动日期"], YEAR)
    return {
        "QI-52/held": len(year),
        "QI-52/recorded": share(*complete(year, [columns["参与人数"], columns["活动总结"]])),
        "QI-57/ten": len(year),
        "QI-57/large": sum(row[columns["活动规模"]] == "大型" for row in year),
    }


MEASURES = {
    "投诉台账": complaints,
    "来电来访台账": calls,
    "报修台账": repairs,
    "满意度调查": surveys,
    "社区活动台账": activities,
}


def contradictions(name: str, columns, rows) -> dict:
    found = {}
    for check, later, earlier in ORDER.get(name, []):
        pairs = [(row[columns[later]], row[columns[earlier]]) for row in rows]
        found[check] = sum(None not in pair and pair[0] < pair[1] for pair in pairs)
    for check, titles in UNIQUE.get(name, []):
        places = [columns[title] for title in titles]
        keys = Counter(tuple(row[place] for place in places) for row in rows)
        found[check] = sum(count > 1 for count in keys.values())
    if name == "报修台账":
        urgency, completed, callback = (columns[title] for title in ("紧急程度", "完成时间", "回访时间"))
        found["urgent-repair-without-callback"] = sum(
            row[urgency] == URGENT and row[completed] is not None and blank(row[callback]) for row in rows
        )
    if name in BURST:
        check, title = BURST[name]
        moments = Counter(row[columns[title]] for row in rows)
        found[check] = sum(count > 19 for moment, count in moments.items() if moment is not None)
    return found


def unregistered(calls, complaints) -> int:
    """Complaints by telephone that are not in the register, and no longer can be."""
    received, room, matter = (calls[0][title] for title in ("来电时间", "房号", "事项类别"))
    at, of = (complaints[0][title] for title in ("投诉时间", "房号"))
    registered = defaultdict(list)
    for row in complaints[1]:
        registered[row[of]].append(row[at])
    return sum(
        row[matter] == "投诉"
        and row[received] + NEAR < AS_OF_END
        and not any(abs(moment - row[received]) <= NEAR for moment in registered[row[room]])
        for row in calls[1]
    )


def checksheet(file) -> dict:
    """The spot checks of each item, which has one sample, and those that passed."""
    book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    verdicts = dict(book["判定"].iter_rows(min_row=2, values_only=True))
    made, passed = Counter(), Counter()
    for item, _, _, _, result in book["抽查"].iter_rows(min_row=2, values_only=True):
        made[item] += 1
        passed[item] += result == "合格"
    return {"verdicts given": len(verdicts)} | {f"spot {item}": [passed[item], made[item]] for item in made}


def write(report) -> int:
    book = openpyxl.Workbook(write_only=True)
    side = Side(style="thin")
    look = {"border": Border(side, side, side, side), "alignment": Alignment(wrap_text=True, vertical="center")}
    book.add_named_style(NamedStyle("cell", **look))
    fill = PatternFill("solid", fgColor="DDE8F3")
    book.add_named_style(NamedStyle("head", font=Font(bold=True), fill=fill, **look))
    for title, rows in report:
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for number, row in enumerate(rows):
            cells = []
            for value in row:
                cell = None
                if value is not None:
                    cell = WriteOnlyCell(sheet, value)
                    cell.style = "cell" if number else "head"
                cells.append(cell)
            sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.tell()


report, result = to_write()
for folder in projects():
    figures = checksheet(folder / "checksheet.xlsx")
    registers = {}
    for file in evidence(folder):
        if file.suffix == ".csv":
            with open(file, encoding="gb18030", newline="") as text:
                columns, rows = register(file.stem, csv.reader(text))
        else:
            sheet = openpyxl.load_workbook(file, read_only=True, data_only=True).worksheets[0]
            columns, rows = register(file.stem, sheet.iter_rows(values_only=True))
        registers[file.stem] = columns, rows
        figures |= MEASURES[file.stem](columns, rows) | contradictions(file.stem, columns, rows)
    missing = unregistered(registers["来电来访台账"], registers["投诉台账"])
    figures["complaint-call-unregistered"] = missing
    told(folder, figures)
    result_json(folder, result)
    write(report)
usage()
