"""What the peers of the benchmark have in common: the projects, and what the standard asks of their registers.

Each computes what `quality-inspection` measures in the registers at hand, counts what contradicts itself in
them, and writes a report and a result: the cells of the report that `inspect` writes for the first project, in
two formats, and its result.json, with the hashes of its own inputs. The benchmark holds the figures of the
first project against those of its result.json.
"""

import hashlib
import json
import resource
import sys
from datetime import datetime, timedelta
from pathlib import Path

AS_OF_END = datetime(2026, 1, 1)
PERIOD = (datetime(2025, 10, 1), AS_OF_END)
YEAR = (datetime(2025, 1, 1), AS_OF_END)
ARRIVAL = timedelta(minutes=30)
# No register has 回访结果: a row fails for sure where something else is missing too, and is open elsewhere.
# A complaint by telephone is registered within three days, before or after.
NEAR = timedelta(days=3)
HOUSEHOLDS = 1200
SATISFIED = ("非常满意", "满意", "基本满意")
URGENT, MINOR = "急修", "一般"
# What must not come before what, by register.
ORDER = {
    "投诉台账": [("complaint-handled-early", "处理时间", "投诉时间")],
    "报修台账": [("repair-arrived-early", "到场时间", "报修时间"), ("repair-completed-early", "完成时间", "到场时间")],
}
# What no two rows may have in common, by register.
UNIQUE = {
    "投诉台账": [
        ("complaint-number-twice", ["投诉编号"]),
        ("complaint-entered-twice", ["投诉时间", "房号", "投诉内容"]),
    ],
    "报修台账": [
        ("repair-number-twice", ["报修单号"]),
        ("repair-entered-twice", ["报修时间", "房号", "报修内容"]),
    ],
}
# Moments that at most nineteen rows may have in common, by register.
BURST = {"报修台账": ("repairs-one-moment", "报修时间"), "来电来访台账": ("calls-one-moment", "来电时间")}
MOMENTS = {
    "投诉台账": ["投诉时间", "处理时间"],
    "报修台账": ["报修时间", "约定时间", "到场时间", "完成时间"],
    "来电来访台账": ["来电时间"],
    "满意度调查": ["调查日期"],
    "社区活动台账": ["活动日期"],
}


def projects() -> list[Path]:
    """Those of the root that is the first argument, or the share `I/N` of them that the third asks for."""
    found = sorted(path for path in Path(sys.argv[1]).iterdir() if (path / "audit.toml").exists())
    share, of = map(int, sys.argv[3].split("/")) if len(sys.argv) > 3 else (0, 1)
    return found[share::of]


def to_write() -> tuple[list[tuple[str, list[list]]], dict]:
    """From the second argument the sheets of a report, by name the rows of their cells; and a result."""
    return json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))


def evidence(project: Path) -> list[Path]:
    """The files of its registers."""
    return sorted((project / "evidence").iterdir())


def result_json(project: Path, result: dict) -> str:
    """The result of a project with the hashes of its inputs, as result.json has it."""
    for written, file in zip(result["inputs"], [project / "checksheet.xlsx", *evidence(project)]):
        written["sha256"] = hashlib.sha256(file.read_bytes()).hexdigest()
    return json.dumps(result, ensure_ascii=False, indent=2) + "\n"


def share(passed: int, counted: int) -> float | None:
    return round(passed / counted, 6) if counted else None


def told(project: Path, figures: dict) -> None:
    """The figures of the first project, for the benchmark."""
    if project.name == "project-00000":
        print("figures " + json.dumps(figures), file=sys.stderr)


def usage() -> None:
    """CPU seconds of this process and its peak memory in MB, for the benchmark."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"usage {used.ru_utime + used.ru_stime} {used.ru_maxrss / 1024}", file=sys.stderr)
