"""Workbooks that mean harm. Small on disk."""

import struct

from office import MAIN, RELS, ods, table_rows, workbook_parts, worksheet, zipped


def one_sheet(rows, **more):
    return zipped(workbook_parts({"a": worksheet(rows, **more)}))


def cell(at, words="x"):
    return f'<c r="{at}" t="inlineStr"><is><t>{words}</t></is></c>'


def lying_size():
    """The directory says that the sheet is small."""
    archive = bytearray(one_sheet('<row r="1">' + cell("A1", "y" * 3_000_000) + "</row>"))
    end = archive.rindex(b"PK\x05\x06")
    at = struct.unpack_from("<I", archive, end + 16)[0]
    while archive[at : at + 4] == b"PK\x01\x02":
        name, extra, comment = struct.unpack_from("<HHH", archive, at + 28)
        if archive[at + 46 : at + 46 + name].endswith(b"sheet1.xml"):
            struct.pack_into("<I", archive, at + 24, 1000)
            local = struct.unpack_from("<I", archive, at + 42)[0]
            struct.pack_into("<I", archive, local + 22, 1000)
        at += 46 + name + extra + comment
    return bytes(archive)


STRING = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'


def strings(body, count, more="", after=""):
    sst = f'<sst xmlns="{MAIN}"{more} uniqueCount="{count}">{body}</sst>'
    return workbook_parts({"a": worksheet(STRING, after=after)}, strings=sst)


def strings_elsewhere(count):
    """The workbook names other strings than those of the usual name, which hold a false count."""
    parts = strings("<si><t>x</t></si>", 1, after="<!-- -->")
    usual, rels = "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"
    link = f'<Relationship Id="rIdT" Type="{RELS}/sharedStrings" Target="strings2.xml"/>'
    parts[rels] = parts[rels].replace("</Relationships>", f"{link}</Relationships>")
    parts["xl/strings2.xml"] = parts[usual]
    parts[usual] = strings("<si><t>x</t></si>", count)[usual]
    return parts


def doctype(part):
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return entities + part.split("?>", 1)[1]


def repeated(columns, rows):
    return ods(
        f'<table:table table:name="a"><table:table-row table:number-rows-repeated="{rows}"><table:table-cell '
        f'table:number-columns-repeated="{columns}" office:value-type="float" office:value="7"/>'
        "</table:table-row></table:table>"
    )


def files():
    whole = zipped(workbook_parts({"台账": worksheet(table_rows())}))
    corners = f'<row r="1">{cell("A1")}</row><row r="1048576">{cell("XFD1048576")}</row>'
    blank = '<row r="1">' + cell("A1") + "</row>" + '<row><c s="1"/></row>' * 200_000
    sheet = worksheet(f'<row r="1">{cell("A1")}</row>')
    deep = worksheet('<row r="1">' + "<c>" * 5000 + "</c>" * 5000 + "</row>")
    merges = '<mergeCells count="20000">' + '<mergeCell ref="A1:XFD1048576"/>' * 20_000 + "</mergeCells>"
    return {
        "overlapping-merges.xlsx": one_sheet(f'<row r="1">{cell("A1")}</row>', after=merges),
        "whole-grid.xlsx": one_sheet(corners, before='<dimension ref="A1:XFD1048576"/>'),
        "blank-formatted-rows.xlsx": one_sheet(blank),
        "bomb.xlsx": one_sheet('<row r="1">' + cell("A1", "y" * 40_000_000) + "</row>"),
        "lying-size.xlsx": lying_size(),
        "long-text.xlsx": one_sheet('<row r="1">' + cell("A1", "y" * 2_000_000) + "</row>"),
        "long-shared-text.xlsx": zipped(strings("<si><t>" + "y" * 2_000_000 + "</t></si>", 1)),
        "false-count-of-strings.xlsx": zipped(strings("<si><t>x</t></si>", 4_000_000_000_000)),
        "false-count-further-on.xlsx": zipped(
            strings("<si><t>x</t></si>", 4_000_000_000_000, f' pad="{"y" * 5000}"', "<!-- -->")
        ),
        "false-count-elsewhere.xlsx": zipped(strings_elsewhere(4_000_000_000_000)),
        "doctype.xlsx": zipped(workbook_parts({"a": doctype(sheet)})),
        "deep.xlsx": zipped(workbook_parts({"a": deep})),
        "reference-beyond-the-grid.xlsx": one_sheet('<row r="1">' + cell("ZZZZZZZZZ99999999999") + "</row>"),
        "rows-out-of-order.xlsx": one_sheet(f'<row r="2">{cell("A2")}</row><row r="1">{cell("A1")}</row>'),
        "truncated.xlsx": whole[: len(whole) // 2],
        "cut-sheet.xlsx": zipped(workbook_parts({"a": sheet[:-30]})),
        "no-sheet.xlsx": zipped({k: v for k, v in workbook_parts({"a": sheet}).items() if "sheet1" not in k}),
        "repeated-cells.ods": repeated(16_384, 1_048_576),
        "repeated-beyond-the-grid.ods": repeated(17_000_000_000, 1),
        "repeated-blanks.ods": ods(
            '<table:table table:name="a"><table:table-row><table:table-cell office:value-type="string">'
            "<text:p>x</text:p></table:table-cell></table:table-row><table:table-row "
            'table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="17000000000"/>'
            "</table:table-row></table:table>"
        ),
        "cut.ods": ods('<table:table table:name="a"><table:table-row>'),
    }
