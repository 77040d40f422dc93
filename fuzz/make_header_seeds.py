"""Writes seeds/header: the layouts of real sheets as bytes for the target `header` (see entry.rs).

The first byte is the register, the second 0 for a text and 1 for a page; then a byte for each cell: from 0x80
on a column name, below some other word. 0x10-0x1F and 0x20-0x2F merge the next cell of a page.
"""

from pathlib import Path

NONE, TOTAL, DATE, DAY, NUMBER, PERCENT, SHARE, YES, NO, DASH, NAME, NOTE, SIGN, DITTO, PHONE, UNIT = range(0x30, 0x40)
HERE = Path(__file__).parent / "seeds" / "header"


def names(count, first=0):
    return [0x80 + first + i for i in range(count)]


def body(rows, width=6):
    row = [NUMBER, DATE, NAME, PHONE, YES, PERCENT, DATE, NO, SHARE, DASH, DAY, DITTO]
    return [row[:width] for _ in range(rows)]


LAYOUTS = {
    "plain": [names(12)] + body(2, 12),
    "every-name": [names(100)],
    "title": [[NOTE], names(12)] + body(2),
    "title-in-every-cell": [[NOTE] * 12, names(12)] + body(2),
    "keys-and-values": [[NOTE, NAME, UNIT, DATE], names(12)] + body(2),
    "total-and-signature": [names(12)] + body(3) + [[TOTAL, NONE, NUMBER], [SIGN, NONE, NAME, DATE]],
    "note-below": [names(12)] + body(2) + [[], [NOTE], [NONE, NAME]],
    "legend-beside": [names(8) + [NONE, NOTE]] + [row + [NONE, NONE, NONE, NAME] for row in body(2)],
    "blank-rows": [names(12)] + body(1) + [[], []] + body(1),
    "header-again": [names(12)] + body(2) + [names(12)] + body(2),
    "side-by-side": [names(12) + [NONE] + names(12)] + body(2, 12),
    "two-tables": [names(12)] + body(2) + [[], [NOTE], names(12, 12)] + body(2),
    "names-twice": [names(6) + names(6)] + body(2, 12),
    "other-order": [list(reversed(names(12)))] + body(2),
    "no-header": body(3),
    "header-only": [names(12)],
    "dittos": [names(12)] + body(1) + [[DITTO] * 12] * 2,
    "dates-without-years": [names(12)] + [[NUMBER, DAY, DAY, DAY]] * 3,
    "shares-and-percents": [names(12)] + [[PERCENT] * 12, [SHARE] * 12, [NUMBER] * 12],
    "answers": [names(30)] + [[YES] * 30, [NO] * 30, [DASH] * 30],
    "late": [[NOTE]] * 18 + [names(12)] + body(2),
    "too-late": [[NOTE]] * 30 + [names(12)] + body(2),
}
MERGED = {
    "merged-title": [[0x1B, NOTE], names(12)] + body(2),
    "merged-down": [names(6), [NUMBER, 0x22, DATE, NAME, YES], [NUMBER, NAME, YES], [NUMBER, NAME, YES]],
    "two-rows": [[0x21, 0x80, 0x12, NOTE, 0x11, NOTE, 0x21, 0x86], names(5, 1)] + body(2),
    "three-rows": [[0x22, 0x80, 0x14, NOTE], [0x11, NOTE, 0x12, NOTE], names(5, 1)] + body(2),
    "merged-names": [[0x11, 0x80, 0x12, 0x81, 0x82, 0x83]] + body(2, 8),
}


def write(name, register, form, rows):
    HERE.joinpath(f"{name}-{register}").write_bytes(bytes([register, form]) + b"\n".join(bytes(r) for r in rows))


for old in HERE.iterdir():
    old.unlink()
for at, (name, rows) in enumerate(LAYOUTS.items()):
    write(name, at % 12, 0, rows)
    write(f"{name}-page", (at + 5) % 12, 1, rows)
for at, (name, rows) in enumerate(MERGED.items()):
    for register in (at, at + 3, at + 7):
        write(name, register, 1, rows)
