"""The names caffe2, caffe2.python.* and caffe2.proto.* as aliases of netdef's modules."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
import types
from typing import Sequence

# Packages that are made anew; everything below them is a module of netdef.
_PACKAGES = ("caffe2", "caffe2.python", "caffe2.proto")

# Modules whose names differ.
_RENAMED = {
    "caffe2.python._import_c_extension": "netdef._C",
    "caffe2.python.caffe2_pybind11_state": "netdef._C",
    "caffe2.python.caffe2_pybind11_state_gpu": "netdef._C",
}

# What scripts of Caffe2's time import of other packages, and these no longer have.
_DROPPED = {"onnx.mapping": "netdef.onnx._mapping"}


def target_of(name: str) -> str | None:
    """The module of netdef that `name` stands for, None where it stands for none."""
    if name in _RENAMED:
        return _RENAMED[name]
    for package, ours in (("caffe2.python.", "netdef."), ("caffe2.", "netdef.")):
        if name.startswith(package):
            return ours + name[len(package):]
    return None


class _AliasLoader(importlib.abc.Loader):
    """Loads an alias by giving out the module it stands for."""

    def __init__(self, target: str):
        self.target = target

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        module = importlib.import_module(self.target)
        self.spec = module.__spec__
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        module.__spec__ = self.spec  # the import system has put the alias's there

    def get_code(self, fullname: str) -> types.CodeType | None:
        """The code of the module it stands for, to be run by `-m`."""
        return importlib.util.find_spec(self.target).loader.get_code(self.target)  # type: ignore[union-attr]


class _PackageLoader(importlib.abc.Loader):
    """Makes a package that holds nothing but what is imported from it."""

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return types.ModuleType(spec.name, "An alias of netdef, made by netdef.compat.")

    def exec_module(self, module: types.ModuleType) -> None:
        module.__netdef_alias__ = True
        if module.__name__ == "caffe2.python":
            importlib.import_module("netdef.core")  # puts the device names into caffe2_pb2, as caffe2.python did


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname: str, path: Sequence[str] | None = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if fullname in _PACKAGES:
            return importlib.machinery.ModuleSpec(fullname, _PackageLoader(), is_package=True)
        ours = target_of(fullname)
        if ours is None or not _exists(ours):
            return None
        return importlib.machinery.ModuleSpec(fullname, _AliasLoader(ours), origin=importlib.util.find_spec(ours).origin)


class _DroppedFinder(importlib.abc.MetaPathFinder):
    """Modules that other packages have dropped; asked last, so that an older package's own comes first."""

    def find_spec(self, fullname: str, path: Sequence[str] | None = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        ours = _DROPPED.get(fullname)
        return importlib.machinery.ModuleSpec(fullname, _AliasLoader(ours)) if ours else None


def _exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


_finder = _Finder()
_dropped_finder = _DroppedFinder()


def installed() -> bool:
    """Whether the aliases are in place."""
    return _finder in sys.meta_path


def install() -> None:
    """Makes caffe2, caffe2.python.* and caffe2.proto.* importable as netdef's modules.

    Raises:
        ImportError: the real caffe2 is imported already; both cannot live under one name.
    """
    if installed():
        return
    real = sys.modules.get("caffe2")
    if real is not None and not hasattr(real, "__netdef_alias__"):
        where = getattr(real, "__file__", None) or ", ".join(getattr(real, "__path__", []))
        raise ImportError(
            f"caffe2 is imported already, from {where}: netdef cannot take its name. Install the aliases before anything imports "
            "caffe2, or keep the two in separate processes.", name="caffe2")
    sys.meta_path.insert(0, _finder)
    sys.meta_path.append(_dropped_finder)


def uninstall() -> None:
    """Takes the aliases away again."""
    if _finder in sys.meta_path:
        sys.meta_path.remove(_finder)
        sys.meta_path.remove(_dropped_finder)
    for name in [name for name in sys.modules if name == "caffe2" or name.startswith("caffe2.")]:
        del sys.modules[name]
