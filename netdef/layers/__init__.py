"""Layers over records, for LayerModelHelper; as caffe2.python.layers.

Importing the package registers every layer in it under the name of its class.
"""

from __future__ import annotations

import importlib
import pkgutil
import types

from netdef._impl.layers import registry
from netdef._impl.layers.base import ModelLayer


def import_recursive(package: types.ModuleType) -> None:
    """Imports all modules below a package."""
    for found in pkgutil.iter_modules(package.__path__):
        name = f"{package.__name__}.{found.name}"
        module = importlib.import_module(name)
        if found.ispkg:
            import_recursive(module)


def find_subclasses_recursively(base_cls: type, sub_cls: set[type]) -> None:
    """Adds all classes below base_cls to a set."""
    for cls in base_cls.__subclasses__():
        if cls not in sub_cls:
            sub_cls.add(cls)
            find_subclasses_recursively(cls, sub_cls)


for _found in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_found.name}")

model_layer_subcls: set[type] = set()
find_subclasses_recursively(ModelLayer, model_layer_subcls)
for _cls in sorted(model_layer_subcls, key=lambda cls: cls.__name__):
    if not _cls.__name__.startswith("_") and not registry.layer_exists(_cls.__name__):
        registry.register_layer(_cls.__name__, _cls)
