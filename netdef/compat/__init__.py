"""Makes `caffe2`, `caffe2.python.*` and `caffe2.proto.*` importable as netdef, when asked.

    import netdef.compat
    netdef.compat.install()
    from caffe2.python import core, workspace      # netdef.core, netdef.workspace

or, for a script that stays as it is, `python -m netdef.compat SCRIPT ARGS...`. An aliased module is the very same object
under both names, so state and isinstance checks agree however a script imports it.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
import types
from collections.abc import Sequence

ROOT = "caffe2"

# caffe2 name -> netdef name; the longest prefix holds.
_ALIASES = {"caffe2.python": "netdef", "caffe2.proto": "netdef.proto", "caffe2.contrib": "netdef.contrib"}

# What numpy 1.24 removed and scripts of Caffe2's day use.
_NUMPY_ALIASES = {"bool": bool, "int": int, "float": float, "complex": complex, "object": object, "str": str, "long": int}


def _target(name: str) -> str | None:
    for alias in sorted(_ALIASES, key=len, reverse=True):
        if name == alias or name.startswith(alias + "."):
            return _ALIASES[alias] + name[len(alias) :]
    return None


class _AliasFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Answers imports of `caffe2...` with the netdef module of the same role."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name == ROOT:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        aliased = _target(name)
        if aliased is None or _find(aliased) is None:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        aliased = _target(spec.name)
        if aliased is None:
            module = types.ModuleType(ROOT, "netdef under the name of Caffe2.")
            module.__netdef_alias__ = True
            return module
        module = importlib.import_module(aliased)
        spec.loader_state = module.__spec__
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        # The import system has put the alias's spec on the module, which keeps its own.
        own = module.__spec__.loader_state
        if own is not None:
            module.__spec__ = own


def _find(name: str) -> importlib.machinery.ModuleSpec | None:
    try:
        return importlib.util.find_spec(name)
    except ModuleNotFoundError:  # a parent package that netdef does not have
        return None


_finder = _AliasFinder()


def install(numpy_aliases: bool = False) -> None:
    """Lets `import caffe2...` find netdef from now on; a second call changes nothing.

    numpy_aliases: also supply the names numpy 1.24 removed (np.int, np.bool, np.float, np.object, ...).

    Raises ImportError when another caffe2 is imported already: two of them in one process would share nothing.
    """
    present = sys.modules.get(ROOT)
    if present is not None and not getattr(present, "__netdef_alias__", False):
        where = getattr(present, "__file__", None) or "an unknown place"
        raise ImportError(
            f"another caffe2 is imported already (from {where}); call netdef.compat.install() before it, or remove it"
        )
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)
    if numpy_aliases:
        import numpy as np

        for name, value in _NUMPY_ALIASES.items():
            if name not in vars(np):
                setattr(np, name, value)
