#!/usr/bin/env python3
"""Makes the files of tests/corpus/files: every format and encoding that is read, and files that are
broken or hostile. Needs Python's standard library, and LibreOffice for table.xls, table.ods and
layout.xls. Nothing here is copied from a real file; names and numbers are invented.

    python3 tests/corpus/make/make.py [--without-libreoffice]
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import binary
import hostile
import office
import plain

FILES = pathlib.Path(__file__).parent.parent / "files"


def main():
    FILES.mkdir(exist_ok=True)
    made = {}
    for module in (plain, office, binary, hostile):
        made.update(module.files())
    if "--without-libreoffice" not in sys.argv:
        made.update(office.converted())
    for name, content in sorted(made.items()):
        (FILES / name).write_bytes(content)
        print(f"{len(content):8} {name}")


if __name__ == "__main__":
    main()
