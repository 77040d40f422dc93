"""Workbooks in zips: .xlsx, .ods, and what LibreOffice makes of them."""

import io
import pathlib
import subprocess
import tempfile
import zipfile
from xml.sax.saxutils import escape

import table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    """A zip of the same bytes every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=9) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0))
            info.compress_type = method
            archive.writestr(info, content)
    return out.getvalue()


def workbook_parts(sheets, workbook_extra="", properties="", strings=None, states=None):
    """The parts of an .xlsx; `sheets` maps names to the XML of each worksheet."""
    entries, links, types = "", "", ""
    for number, name in enumerate(sheets, 1):
        state = f' state="{states[name]}"' if states and name in states else ""
        entries += f'<sheet name="{escape(name)}" sheetId="{number}"{state} r:id="rId{number}"/>'
        links += (
            f'<Relationship Id="rId{number}" Type="{RELS}/worksheet" '
            f'Target="worksheets/sheet{number}.xml"/>'
        )
        types += (
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        )
    links += f'<Relationship Id="rIdS" Type="{RELS}/styles" Target="styles.xml"/>'
    parts = {
        "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        f"{types}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}">{properties}'
        f"<sheets>{entries}</sheets>{workbook_extra}</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}'
        "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" '
        'formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><cellXfs count="3"><xf numFmtId="0"/>'
        '<xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="10" applyNumberFormat="1"/></cellXfs>'
        "</styleSheet>",
    }
    if strings is not None:
        parts["xl/sharedStrings.xml"] = strings
    for number, sheet in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet
    return parts


def worksheet(rows, before="", after="", prefix=""):
    """A worksheet from the XML of its rows."""
    p = f"{prefix}:" if prefix else ""
    name = f":{prefix}" if prefix else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{p}worksheet xmlns{name}="{MAIN}">{before}'
        f"<{p}sheetData>{rows}</{p}sheetData>{after}</{p}worksheet>"
    )


def table_rows(epoch_1904=False, strings=None, prefix=""):
    """The rows of the table; texts inline, or in `strings` when that is a list to fill."""
    p = f"{prefix}:" if prefix else ""

    def text(at, words):
        if strings is None:
            return f'<{p}c r="{at}" t="inlineStr"><{p}is><{p}t>{escape(words)}</{p}t></{p}is></{p}c>'
        if words not in strings:
            strings.append(words)
        return f'<{p}c r="{at}" t="s"><{p}v>{strings.index(words)}</{p}v></{p}c>'

    out = ""
    cells = "".join(text(f"{'ABCDE'[i]}1", name) for i, name in enumerate(table.HEADER))
    out += f'<{p}row r="1">{cells}</{p}row>'
    for row, (room, name, moment, words, share) in enumerate(table.ROWS, 2):
        serial = table.serial(moment, epoch_1904)
        out += (
            f'<{p}row r="{row}">' + text(f"A{row}", room) + text(f"B{row}", name)
            + f'<{p}c r="C{row}" s="1"><{p}v>{serial!r}</{p}v></{p}c>' + text(f"D{row}", words)
            + f'<{p}c r="E{row}" s="2"><{p}v>{share}</{p}v></{p}c></{p}row>'
        )
    return out


def shared():
    strings = []
    rows = table_rows(strings=strings)
    body = "".join(f"<si><t>{escape(s)}</t></si>" for s in strings)
    sst = f'<sst xmlns="{MAIN}" count="{len(strings)}" uniqueCount="{len(strings)}">{body}</sst>'
    parts = workbook_parts({"台账": worksheet(rows)}, strings=sst)
    link = f'<Relationship Id="rIdT" Type="{RELS}/sharedStrings" Target="sharedStrings.xml"/>'
    rels = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = rels.replace("</Relationships>", f"{link}</Relationships>")
    return zipped(parts)


def layout():
    """Merges, hidden parts, formulas without values, an error."""
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>月份</t></is></c><c r="C1" t="inlineStr"><is><t>件数</t>'
        '</is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>一月</t></is></c><c r="C2"><v>7</v></c></row>'
        '<row r="3" hidden="1"><c r="A3"/><c r="C3"><f>1+1</f></c></row>'
        '<row r="4"><c r="A4"/><c r="C4"><f>1+1</f><v></v></c></row>'
        '<row r="5"><c r="A5" t="inlineStr"><is><t>合计</t></is></c><c r="C5" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="D5" t="str"><f>""</f><v></v></c></row>'
    )
    cols = '<cols><col min="2" max="2" width="0" hidden="1"/></cols>'
    merges = '<mergeCells count="2"><mergeCell ref="A2:A4"/><mergeCell ref="A1:B1"/></mergeCells>'
    sheets = {"统计": worksheet(rows, cols, merges), "旧": worksheet("")}
    return zipped(workbook_parts(sheets, states={"旧": "hidden"}))


def never_calculated():
    """As program libraries write formulas: a 0 everywhere, and a wish to be calculated."""
    rows = '<row r="1"><c r="A1"><v>0</v></c><c r="B1"><f>1+1</f><v>0</v></c><c r="C1"><f>1+1</f><v>2</v></c></row>'
    calc = '<calcPr calcId="124519" fullCalcOnLoad="1"/>'
    return zipped(workbook_parts({"a": worksheet(rows)}, workbook_extra=calc))


def flat_ods():
    """The table as one XML file, for LibreOffice to convert; a title over it, a hidden sheet."""
    def text(words):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(words)}</text:p></table:table-cell>'

    rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in [
        "".join(text(name) for name in table.HEADER)
    ])
    for room, name, (day, clock), words, share in table.ROWS:
        time = f"{day}T{clock}" if clock else day
        style = "moment" if clock else "day"
        rows += (
            f"<table:table-row>{text(room)}{text(name)}"
            f'<table:table-cell table:style-name="{style}" office:value-type="date" office:date-value="{time}"/>'
            f'{text(words)}<table:table-cell office:value-type="percentage" office:value="{share}"/>'
            "</table:table-row>"
        )
    def date_style(name, with_clock):
        part = lambda tag, long=' number:style="long"': f"<number:{tag}{long}/>"
        dash = "<number:text>-</number:text>"
        day = part("year") + dash + part("month") + dash + part("day")
        clock = (
            "<number:text> </number:text>" + part("hours") + "<number:text>:</number:text>"
            + part("minutes") + "<number:text>:</number:text>" + part("seconds")
        )
        return (
            f'<number:date-style style:name="n-{name}">{day}{clock if with_clock else ""}</number:date-style>'
            f'<style:style style:name="{name}" style:family="table-cell" style:data-style-name="n-{name}"/>'
        )

    return (
        '<?xml version="1.0" encoding="UTF-8"?><office:document '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:automatic-styles>'
        '<style:style style:name="gone" style:family="table"><style:table-properties '
        'table:display="false"/></style:style>' + date_style("day", False) + date_style("moment", True)
        + "</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="台账"><table:table-row><table:table-cell office:value-type="string" '
        f'table:number-columns-spanned="5"><text:p>{table.TITLE}</text:p></table:table-cell>'
        f'<table:covered-table-cell table:number-columns-repeated="4"/></table:table-row>{rows}</table:table>'
        '<table:table table:name="旧" table:style-name="gone"><table:table-row><table:table-cell '
        'office:value-type="float" office:value="1"/></table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document>"
    )


def converted():
    made = {}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        source = folder / "table.fods"
        source.write_text(flat_ods(), encoding="utf-8")

        def convert(source, ending, filter_name):
            subprocess.run(
                ["libreoffice", "--headless", f"-env:UserInstallation=file://{folder}/profile",
                 "--convert-to", f"{ending}:{filter_name}", "--outdir", str(folder), str(source)],
                check=True, capture_output=True, timeout=300,
            )
            return source.with_suffix(f".{ending}").read_bytes()

        for ending, filter_name in [("xls", "MS Excel 97"), ("ods", "calc8"), ("xlsx", "Calc MS Excel 2007 XML")]:
            made[f"libreoffice.{ending}"] = convert(source, ending, filter_name)
        hidden = folder / "layout.xlsx"
        hidden.write_bytes(layout())
        made["layout.xls"] = convert(hidden, "xls", "MS Excel 97")
    return made


def ods(body, manifest=""):
    return zipped({
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": f"<manifest:manifest>{manifest}</manifest:manifest>",
        "content.xml": f"<office:document-content>{body}</office:document-content>",
    })


def files():
    first = '<sheets><sheet name="../../etc/passwd&lt;" '
    path = workbook_parts({"x": worksheet(table_rows())})
    path["xl/workbook.xml"] = path["xl/workbook.xml"].replace('<sheets><sheet name="x" ', first)
    made = {
        "inline.xlsx": zipped(workbook_parts({"台账": worksheet(table_rows())})),
        "shared.xlsm": shared(),
        "really-xlsx.xls": shared(),
        "really-xlsx.csv": shared(),
        "prefixed.xlsx": zipped(workbook_parts({"台账": worksheet(table_rows(prefix="x"), prefix="x")})),
        "epoch-1904.xlsx": zipped(workbook_parts(
            {"台账": worksheet(table_rows(epoch_1904=True))}, properties='<workbookPr date1904="1"/>'
        )),
        "layout.xlsx": layout(),
        "never-calculated.xlsx": never_calculated(),
        "path-as-sheet-name.xlsx": zipped(path),
        "word.xlsx": zipped({"word/document.xml": "<a/>"}),
        "any.xlsx": zipped({"readme.txt": "hello"}),
        "encrypted.ods": ods("", '<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>'),
    }
    return made
