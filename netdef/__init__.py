"""netdef: loads, builds and runs Caffe2 NetDefs.

    import netdef

    model = netdef.load("model-folder")
    answer = model(data=array)

For those who know Caffe2: netdef.workspace, netdef.core and the others bear the names of caffe2.python's modules.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, Any

from netdef._C import Error, Limits, num_threads, set_num_threads
from netdef._C import version as _version
from netdef._impl.model import Model, compile, load
from netdef._impl.operator_type import Spec, op

if TYPE_CHECKING:
    from netdef import core, onnx, scope, testing, utils, workspace

__version__ = _version()
__all__ = ["Error", "Limits", "Model", "Spec", "compile", "load", "num_threads", "op", "set_num_threads"]


def _modules() -> set[str]:
    """The public modules, which `import netdef` alone makes reachable: each is loaded when it is first used."""
    return {module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")}


def __getattr__(name: str) -> Any:
    if name in _modules():
        return importlib.import_module(f"netdef.{name}")
    raise AttributeError(f"module 'netdef' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_modules()})
