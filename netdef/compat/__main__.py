"""`python -m netdef.compat [--numpy-aliases] SCRIPT ARGS...` or `... -m MODULE ARGS...`: runs it with netdef as caffe2."""

from __future__ import annotations

import argparse
import os
import runpy
import sys

from netdef.compat import install


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m netdef.compat", description="Runs a Caffe2 script on netdef.")
    parser.add_argument("--numpy-aliases", action="store_true", help="supply np.int, np.bool, ... that numpy 1.24 removed")
    parser.add_argument("-m", dest="module", action="store_true", help="SCRIPT is the name of a module")
    parser.add_argument("script", metavar="SCRIPT")
    parser.add_argument("args", nargs=argparse.REMAINDER, help="handed to the script")
    options = parser.parse_args()
    install(numpy_aliases=options.numpy_aliases)
    sys.argv = [options.script, *options.args]
    if options.module:
        runpy.run_module(options.script, run_name="__main__", alter_sys=True)
    else:
        sys.path[0] = os.path.dirname(os.path.abspath(options.script))
        runpy.run_path(options.script, run_name="__main__")


if __name__ == "__main__":
    main()
