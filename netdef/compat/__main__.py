"""python -m netdef.compat: runs a Caffe2 script on netdef."""

from __future__ import annotations

import os
import runpy
import sys

from netdef.compat import install, supply_numpy_names, supply_python_names

USAGE = """usage: python -m netdef.compat [--keep-numpy] script.py [arguments...]
       python -m netdef.compat [--keep-numpy] -m module [arguments...]

Runs a program written for Caffe2 on netdef. Names that Python has dropped since (collections.Iterable, inspect.getargspec ...) are
supplied, and those of numpy (np.int, np.float_ ...) unless --keep-numpy."""


def main(arguments: list[str]) -> int:
    supply = True
    if arguments[:1] == ["--keep-numpy"]:
        supply, arguments = False, arguments[1:]
    if not arguments or arguments[0] in ("-h", "--help") or arguments == ["-m"]:
        print(USAGE)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    install()
    supply_python_names()
    if supply:
        supply_numpy_names()
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        sys.path.insert(0, os.path.dirname(os.path.abspath(arguments[0])))
        runpy.run_path(arguments[0], run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
