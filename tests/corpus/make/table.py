"""The table that every format holds."""

TITLE = "投诉台账"
HEADER = ["房号", "投诉人", "投诉时间", "内容", "满意度"]
# Text, text, (day, clock), text, share.
ROWS = [
    ["3-502", "王伟", ("2025-03-05", "10:02:30"), "漏水，返修", 0.98],
    ["12-1101", "李娜", ("2025-03-06", None), "电梯", 1],
    ["7-8", "张敏", ("2025-12-31", "23:59:59"), "“噪音”", 0.5],
]


def as_text():
    """Rows of texts, as an export writes them."""
    rows = [HEADER]
    for room, name, (day, clock), words, share in ROWS:
        rows.append([room, name, f"{day} {clock}" if clock else day, words, f"{share:g}"])
    return rows


def serial(moment, epoch_1904=False):
    """A moment as Excel counts: days from 1899-12-30, or from 1904-01-01."""
    import datetime

    day, clock = moment
    start = datetime.date(1904, 1, 1) if epoch_1904 else datetime.date(1899, 12, 30)
    days = (datetime.date.fromisoformat(day) - start).days
    hours, minutes, seconds = (int(part) for part in (clock or "0:0:0").split(":"))
    return days + (hours * 3600 + minutes * 60 + seconds) / 86400
