"""Every register of every project read with openpyxl, a share of complete rows each, and a workbook of 62
rows with the report's six sheets."""

import csv
import sys

import openpyxl
from common import HEAD, SHEETS, projects, rows_of_report, usage


def complete(rows) -> tuple[int, int]:
    next(rows, None)
    read = filled = 0
    for row in rows:
        read += 1
        filled += all(cell not in (None, "") for cell in row)
    return read, filled


for folder in projects(sys.argv):
    figures = []
    for file in sorted((folder / "evidence").iterdir()) + [folder / "checksheet.xlsx"]:
        if file.suffix == ".csv":
            with open(file, encoding="gb18030", newline="") as text:
                figures.append((file.stem, *complete(csv.reader(text))))
            continue
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        for sheet in book.worksheets:
            figures.append((sheet.title, *complete(sheet.iter_rows(values_only=True))))
    report = openpyxl.Workbook()
    report.active.title = SHEETS[0]
    for name in SHEETS[1:]:
        report.create_sheet(name)
    for name in SHEETS:
        for row in [HEAD, *rows_of_report(figures)]:
            report[name].append(row)
    report.save("/dev/null" if len(sys.argv) < 3 else sys.argv[2])
usage()
