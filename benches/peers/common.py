"""What the peers of the benchmark have in common: the figures, and the workbook's contents."""

import resource
import sys
from pathlib import Path

ITEMS = 62


def projects(arguments: list[str]) -> list[Path]:
    """Those of a root, or the share `I/N` of them that the third argument asks for."""
    found = sorted(path for path in Path(arguments[1]).iterdir() if (path / "audit.toml").exists())
    share, of = map(int, arguments[3].split("/")) if len(arguments) > 3 else (0, 1)
    return found[share::of]


def rows_of_report(figures: list[tuple[str, int, int]]) -> list[list]:
    """A row per item, each with the figures of one register in words, as far as they go."""
    rows = []
    for number in range(1, ITEMS + 1):
        name, rows_read, filled = figures[number % len(figures)]
        share = filled / rows_read if rows_read else 0
        rows.append(
            [number, f"检查项 {number}", "有制度并有效执行 1 分，部分 0.5 分", 1, 1 if share == 1 else 0.5,
             "符合" if share == 1 else "部分符合", f"{name}：{rows_read} 行中 {filled} 行齐全（{share:.2%}）",
             "客服主管", "open", "2026-01-15", ""]
        )
    return rows


HEAD = ["序号", "检查项", "评分细则", "分值", "得分", "判定", "依据", "责任人", "状态", "达标时间", "备注"]
SHEETS = ["总览", "检查表", "整改清单", "评分依据", "抽查记录", "台账问题"]


def usage() -> None:
    """CPU seconds of this process and its peak memory in MB, for the benchmark."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"usage {used.ru_utime + used.ru_stime} {used.ru_maxrss / 1024}", file=sys.stderr)
