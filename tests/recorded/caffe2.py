"""The modules under which the cases are built: the real Caffe2's when recording, netdef's in the tests."""

import importlib

try:
    import netdef  # noqa: F401

    _PACKAGE = "netdef"
except ImportError:
    _PACKAGE = "caffe2.python"


class _Modeling:
    """The classes of the package `modeling`, each from its module."""

    _MODULES = ("compute_norm_for_blobs", "compute_histogram_for_blobs", "compute_statistics_for_blobs",
                "get_entry_from_blobs", "gradient_clipping")

    def __getattr__(self, name):
        for module in self._MODULES:
            found = getattr(importlib.import_module(f"{_PACKAGE}.modeling.{module}"), name, None)
            if found is not None:
                return found
        raise AttributeError(name)


def __getattr__(name):
    if name.startswith("__"):  # the import system asks
        raise AttributeError(name)
    return importlib.import_module(f"{_PACKAGE}.{name}")


modeling = _Modeling()
