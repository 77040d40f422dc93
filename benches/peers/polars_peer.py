"""The same with Polars, which reads workbooks with fastexcel (calamine), and XlsxWriter."""

import io
import sys

import fastexcel
import polars as pl
import xlsxwriter
from common import HEAD, SHEETS, projects, rows_of_report, usage


def complete(frame: pl.DataFrame) -> tuple[int, int]:
    full = frame.select(pl.all_horizontal(pl.all().is_not_null()).sum()).item() if frame.height else 0
    return frame.height, full


for folder in projects(sys.argv):
    figures = []
    for file in sorted((folder / "evidence").iterdir()) + [folder / "checksheet.xlsx"]:
        if file.suffix == ".csv":
            text = file.read_bytes().decode("gb18030")
            figures.append((file.stem, *complete(pl.read_csv(io.StringIO(text), infer_schema_length=0))))
            continue
        book = fastexcel.read_excel(file)
        for name in book.sheet_names:
            figures.append((name, *complete(book.load_sheet(name).to_polars())))
    report = xlsxwriter.Workbook("/dev/null" if len(sys.argv) < 3 else sys.argv[2], {"in_memory": True})
    for name in SHEETS:
        sheet = report.add_worksheet(name)
        for number, row in enumerate([HEAD, *rows_of_report(figures)]):
            sheet.write_row(number, 0, row)
    report.close()
usage()
