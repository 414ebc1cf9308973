"""Lets scripts written for Caffe2 run on netdef, unchanged.

    import netdef.compat
    netdef.compat.install()
    from caffe2.python import core, workspace     # netdef's

or, for a script that is not to be touched at all:

    python -m netdef.compat script.py arguments...
    python -m netdef.compat -m package.module arguments...
"""

from netdef.compat.alias import install, installed, uninstall
from netdef.compat.numpy_names import supply_numpy_names
from netdef.compat.python_names import supply_python_names

__all__ = ["install", "installed", "supply_numpy_names", "supply_python_names", "uninstall"]
