"""Text files: delimited, HTML, and the XML of Excel 2003."""

import table


def delimited(delimiter=",", end="\r\n"):
    def field(text):
        quote = any(sign in text for sign in (delimiter, '"', "\n", "\r"))
        return '"' + text.replace('"', '""') + '"' if quote else text

    return "".join(delimiter.join(map(field, row)) + end for row in table.as_text())


def html(charset):
    head, *rows = table.as_text()
    cells = lambda kind, row: "".join(f"<{kind}>{cell}</{kind}>" for cell in row)
    body = "".join(f"<tr>{cells('td', row)}</tr>\n" for row in rows)
    return (
        f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv="Content-Type" '
        f'content="text/html; charset={charset}"><style>td {{ mso-number-format: "\\@"; }}</style>'
        f'</head><body><table border="1">\n<tr><th colspan="5">{table.TITLE}</th></tr>\n'
        f"<tr>{cells('th', head)}</tr>\n{body}</table></body></html>\n"
    )


def spreadsheetml():
    def cell(kind, value):
        return f'<Cell><Data ss:Type="{kind}">{value}</Data></Cell>'

    rows = ["".join(cell("String", name) for name in table.HEADER)]
    for room, name, (day, clock), words, share in table.ROWS:
        time = f"{day}T{clock or '00:00:00'}.000"
        rows.append(
            cell("String", room) + cell("String", name) + cell("DateTime", time)
            + cell("String", words) + cell("Number", share)
        )
    body = "".join(f"<Row>{row}</Row>\n" for row in rows)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">\n'
        f'<Worksheet ss:Name="{table.TITLE}"><Table>\n'
        f'<Row><Cell ss:MergeAcross="4"><Data ss:Type="String">{table.TITLE}</Data></Cell></Row>\n'
        f"{body}</Table></Worksheet></Workbook>\n"
    )


# The same complaints in Traditional Chinese, long enough to be told from the simplified ones.
TRADITIONAL = (
    "房號,投訴人,內容\r\n3-502,王偉,電梯經常發生故障，請儘快派人維修\r\n"
    "7-8,張敏,樓上住戶夜間噪音擾民，物業沒有處理\r\n12-1101,李娜,停車場的燈不亮，晚上很危險\r\n"
)
WESTERN = "Café;Prénom;Élève\r\nGöteborg;François;très déçu\r\nMálaga;Zoë;naïf\r\n"
JAPANESE = "部屋番号,氏名,内容\r\n302,たなか,エレベーターがよくこわれます\r\n405,すずき,となりのへやがうるさいです\r\n"
KOREAN = "호실,이름,내용\r\n302,김민수,엘리베이터가 자주 고장납니다\r\n405,이영희,옆집이 너무 시끄럽습니다\r\n"


def files():
    text = delimited()
    made = {
        "utf8.csv": text.encode(),
        "utf8-bom.csv": text.encode("utf-8-sig"),
        "utf16le-bom.csv": "\ufeff".encode("utf-16-le") + text.encode("utf-16-le"),
        "utf16be-bom.csv": "\ufeff".encode("utf-16-be") + text.encode("utf-16-be"),
        "utf16le.csv": text.encode("utf-16-le"),
        "utf16be.csv": text.encode("utf-16-be"),
        "gbk.csv": text.encode("gbk"),
        "gb18030.csv": (text + "9-1,\U00020086㐀,,,\r\n").encode("gb18030"),
        "big5.csv": TRADITIONAL.encode("big5"),
        "western.csv": WESTERN.encode("cp1252"),
        "shift-jis.csv": JAPANESE.encode("shift_jis"),
        "euc-kr.csv": KOREAN.encode("euc_kr"),
        "tabs-gbk.xls": delimited("\t", "\n").encode("gbk"),
        "semicolons.csv": delimited(";").encode(),
        "bars.txt": delimited("|", "\n").encode(),
        "separator-line.csv": ("sep=;\r\n" + delimited(";")).encode(),
        "old-mac-breaks.csv": delimited(end="\r").encode(),
        "page-gbk.xls": html("gb2312").encode("gbk"),
        "page-false-charset.xls": html("utf-8").encode("gbk"),
        "page-utf16.xls": "\ufeff".encode("utf-16-le") + html("unicode").encode("utf-16-le"),
        "excel-2003.xls": spreadsheetml().encode(),
        "marks.csv": "ID,??,????,??(?)\r\n1,??,2025-03-05,?\r\n".encode(),
        "replaced.csv": "房\ufffd,投诉\ufffd\r\n3-502,漏水\r\n".encode(),
        "unclosed-quote.csv": '房号,内容\r\n3-502,"漏水\r\n7-8,电梯\r\n'.encode(),
        "half-a-character.csv": text.encode("gbk")[:-1] + b"\xb2",
        "nul-inside.csv": text.encode() + b"9-1,a\0\0b\r\n",
        "zero-bytes.xlsx": b"",
        "blank.csv": b"\xef\xbb\xbf \r\n\t\r\n",
        "pointer.xlsx": b"version https://git-lfs.github.com/spec/v1\n"
        b"oid sha256:" + b"0" * 64 + b"\nsize 12345\n",
        "page-without-end.xls": ("<table><tr><td>" + "<table><tr><td>" * 2000).encode(),
        "picture.xlsx": b"\x89PNG\r\n\x1a\n" + b"\0" * 32,
    }
    return made
