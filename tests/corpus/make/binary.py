"""Binary workbooks, byte by byte: the compound file around .xls, its records, and those of .xlsb."""

import struct

import office
import table

END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound(streams, directory_loops=False):
    """A compound file of streams of at least 4096 bytes each, so that none is a short one."""
    sectors, fat, entries = [], [], []
    for name, content in streams.items():
        content = content.ljust(4096, b"\0")
        count = -(-len(content) // 512)
        start = len(fat)
        fat += list(range(start + 1, start + count)) + [END]
        sectors.append(content.ljust(count * 512, b"\0"))
        entries.append((name, 2, start, len(content)))
    directory = len(fat)
    entries = [("Root Entry", 5, END, 0)] + entries
    listing = b""
    for index in range(-(-len(entries) // 4) * 4):
        name, kind, start, size = entries[index] if index < len(entries) else ("", 0, 0, 0)
        wide = name.encode("utf-16-le") + b"\0\0" if name else b""
        child = 1 if kind == 5 else FREE
        right = index + 1 if kind == 2 and index + 1 < len(entries) else FREE
        listing += wide.ljust(64, b"\0") + struct.pack(
            "<HBBIII16sIQQIQ", len(wide), kind, 1, FREE, right, child, b"", 0, 0, 0, start, size
        )
    count = len(listing) // 512
    fat += list(range(directory + 1, directory + count)) + [END]
    if directory_loops:
        fat[-1] = directory
    sectors.append(listing)
    table_at = len(fat)
    fat.append(FAT)
    assert len(fat) <= 128
    sectors.append(struct.pack("<128I", *(fat + [FREE] * (128 - len(fat)))))
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"",
        0, 1, directory, 0, 4096, END, 0, END, 0,
    ) + struct.pack("<109I", table_at, *[FREE] * 108)
    return header + b"".join(sectors)


def record(kind, content=b""):
    return struct.pack("<HH", kind, len(content)) + content


def workbook(sheet, globals_extra=b""):
    """A workbook stream of one sheet."""
    begin = lambda kind: record(0x0809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 6))
    name = "a".encode("utf-16-le")
    bound = lambda at: record(0x85, struct.pack("<IBBBB", at, 0, 0, 1, 1) + name)
    head = begin(5) + globals_extra
    at = len(head) + len(bound(0)) + len(record(0x0A))
    return head + bound(at) + record(0x0A) + begin(0x10) + sheet + record(0x0A)


def label(row, column, words, wide):
    content = words.encode("utf-16-le") if wide else words.encode("latin-1")
    return record(0x204, struct.pack("<HHHHB", row, column, 0, len(content) // (2 if wide else 1), wide) + content)


def record12(kind, content=b""):
    """A record of .xlsb."""
    out = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(content)
    while True:
        out += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return out + content


def wide(words):
    return struct.pack("<I", len(words)) + words.encode("utf-16-le")


def xlsb():
    """The table, with a merged title above it that is hidden, and a formula that is an error."""
    cell = lambda column, style=0: struct.pack("<II", column, style)
    text = lambda column, words: record12(6, cell(column) + wide(words))
    number = lambda column, value, style=0: record12(5, cell(column, style) + struct.pack("<d", value))
    row = lambda index, hidden=False: record12(0, struct.pack("<IIHBBB", index, 0, 300, 0, 0x10 if hidden else 0, 0) + bytes(4))
    rows = row(0, True) + text(0, table.TITLE)
    rows += row(1) + b"".join(text(i, name) for i, name in enumerate(table.HEADER))
    for index, (room, name, moment, words, share) in enumerate(table.ROWS, 2):
        rows += (
            row(index) + text(0, room) + text(1, name) + number(2, table.serial(moment), 1)
            + text(3, words) + number(4, share, 2)
        )
    rows += row(5) + record12(11, cell(4) + bytes([0x07]) + struct.pack("<HII", 0, 0, 0))
    columns = record12(390) + record12(60, struct.pack("<IIIIH", 5, 6, 2000, 0, 1)) + record12(391)
    merges = record12(177, struct.pack("<I", 1)) + record12(176, struct.pack("<IIII", 0, 0, 0, 4)) + record12(178)
    sheet = (
        record12(129) + record12(148, struct.pack("<IIII", 0, 5, 0, 4)) + columns + record12(145) + rows
        + record12(146) + merges + record12(130)
    )
    xf = lambda number: record12(47, struct.pack("<HHHHHBBHH", 0, number, 0, 0, 0, 0, 0, 0, 0))
    styles = (
        record12(278) + record12(615, struct.pack("<I", 1)) + record12(44, struct.pack("<H", 164) + wide("yyyy\\-mm\\-dd hh:mm:ss"))
        + record12(616) + record12(617, struct.pack("<I", 3)) + xf(0) + xf(164) + xf(10) + record12(618) + record12(279)
    )
    bundle = record12(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("台账"))
    book = record12(131) + record12(153, struct.pack("<II", 0, 0) + wide("")) + record12(143) + bundle + record12(144) + record12(132)
    link = lambda i, kind, target: f'<Relationship Id="rId{i}" Type="{office.RELS}/{kind}" Target="{target}"/>'
    rels = lambda body: f'<Relationships xmlns="{office.PACKAGE}/relationships">{body}</Relationships>'
    return office.zipped({
        "[Content_Types].xml": f'<Types xmlns="{office.PACKAGE}/content-types"><Default Extension="bin" '
        'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
        "_rels/.rels": rels(link(1, "officeDocument", "xl/workbook.bin")),
        "xl/_rels/workbook.bin.rels": rels(link(1, "worksheet", "worksheets/sheet1.bin") + link(2, "styles", "styles.bin")),
        "xl/workbook.bin": book,
        "xl/styles.bin": styles,
        "xl/worksheets/sheet1.bin": sheet,
    })


def files():
    small = label(0, 0, "房号", True) + label(1, 0, "3-502", False)
    password = record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48))
    whole = compound({"Workbook": workbook(small)})
    return {
        "table.xlsb": xlsb(),
        "small.xls": whole,
        "really-xls.xlsx": whole,
        "encrypted.xlsx": compound({"EncryptedPackage": b"", "EncryptionInfo": b""}),
        "encrypted.xls": compound({"Workbook": workbook(small, password)}),
        # Two bytes a letter in a text that says it has one.
        "nul-between-letters.xls": compound({"Workbook": workbook(label(0, 0, "r\0o\0o\0m\0", False))}),
        # The list of streams goes on for ever.
        "endless-chain.xls": compound({"Workbook": workbook(small)}, directory_loops=True),
        "truncated.xls": whole[:2000],
        "word.xls": compound({"WordDocument": b""}),
        # The sheet claims all rows and columns there are.
        "huge-dimensions.xls": compound({"Workbook": workbook(record(0x200, struct.pack("<IIHHH", 0, 0xFFFFFFFE, 0, 0xFFFF, 0)) + small)}),
    }
