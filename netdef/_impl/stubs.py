"""Writes netdef/_C.pyi, the types of the extension, from the extension itself: make stubs

Needs pybind11-stubgen (extra `dev`). A test says when the file has fallen behind.
"""

from __future__ import annotations

import pathlib
import subprocess
import sys
import tempfile

import netdef

PATH = pathlib.Path(netdef.__file__).with_name("_C.pyi")

# Its home as a Python class is `netdef`, which imports it from here.
_ERROR = ("from netdef import Error\n", 'class Error(RuntimeError):\n    """What went wrong, where, and what to do."""\n')


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pybind11_stubgen", "netdef._C", "--exit-code", "-o", folder], check=True)
        text = (pathlib.Path(folder) / "netdef" / "_C.pyi").read_text()
    line, definition = _ERROR
    head, found, rest = text.partition(line)
    if not found:
        raise SystemExit(f"{PATH.name}: the line {line.strip()!r} that is to be replaced is not in what pybind11-stubgen wrote")
    imports, blank, body = rest.partition("\n__all__")
    PATH.write_text(f"{head}{imports}\n{definition}{blank}{body}")


if __name__ == "__main__":
    main()
