"""Names that Python has dropped and scripts of Caffe2's time use."""

from __future__ import annotations

import collections
import collections.abc
import fractions
import inspect
import math
import time
from typing import Any, Callable


def _getargspec(func: Callable) -> Any:
    """What a function takes, as inspect.getargspec told it until Python 3.10."""
    spec = inspect.getfullargspec(func)
    return _ArgSpec(spec.args, spec.varargs, spec.varkw, spec.defaults)


_ArgSpec = collections.namedtuple("ArgSpec", "args varargs keywords defaults")


def supply_python_names() -> None:
    """Gives back collections.Iterable and its like, inspect.getargspec, time.clock and fractions.gcd where Python lacks them."""
    abstract = {name: getattr(collections.abc, name) for name in collections.abc.__all__}
    for module, names in (
        (collections, abstract),
        (fractions, {"gcd": math.gcd}),
        (inspect, {"ArgSpec": _ArgSpec, "getargspec": _getargspec}),
        (time, {"clock": time.perf_counter}),
    ):
        for name, value in names.items():
            if not hasattr(module, name):
                setattr(module, name, value)
