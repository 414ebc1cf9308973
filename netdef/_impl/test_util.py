"""TestCase and random blobs."""

from __future__ import annotations

import functools
import os
import unittest
from typing import Any, Callable, Sequence

import numpy as np

from netdef import _C
from netdef._impl.workspace.blobs import FeedBlob
from netdef._impl.workspace.running import ResetWorkspace


def rand_array(*dims: int) -> np.ndarray | np.float32:
    """Uniform float32 numbers in [-0.5, 0.5); without dims a scalar."""
    return np.float32(np.random.rand(*dims) - 0.5)


def randBlob(name: Any, type: Any, *dims: int, **kwargs: Any) -> None:
    """Feeds uniform numbers of [0, 1), plus `offset` if given, as dtype `type`."""
    FeedBlob(name, (np.random.rand(*dims) + kwargs.get("offset", 0.0)).astype(type))


def randBlobFloat32(name: Any, *dims: int, **kwargs: Any) -> None:
    """randBlob of float32."""
    randBlob(name, np.float32, *dims, **kwargs)


def randBlobsFloat32(names: Sequence[Any], *dims: int, **kwargs: Any) -> None:
    """randBlobFloat32 for each name."""
    for name in names:
        randBlobFloat32(name, *dims, **kwargs)


def numOps(net: Any) -> int:
    """How many operators a net has."""
    return len(net.Proto().op)


def str_compare(a: str | bytes, b: str | bytes, encoding: str = "utf8") -> bool:
    """Whether two strings are the same, either of which may be encoded."""
    return _decoded(a, encoding) == _decoded(b, encoding)


def _decoded(text: str | bytes, encoding: str) -> str:
    return text.decode(encoding) if isinstance(text, bytes) else text


def get_default_test_flags() -> list[str]:
    """The arguments for GlobalInit under which Caffe2's own tests run."""
    return [
        "caffe2",
        "--caffe2_log_level=0",
        "--caffe2_cpu_allocator_do_zero_fill=0",
        "--caffe2_cpu_allocator_do_junk_fill=1",
    ]


def is_flaky_test_mode() -> bool:
    """Whether the environment asks for the flaky tests (CAFFE2_RUN_FLAKY_TESTS=1) instead of the others."""
    return os.environ.get("CAFFE2_RUN_FLAKY_TESTS", "0") == "1"


def caffe2_flaky(test_method: Callable) -> Callable:
    """Marks a test method as flaky: it runs only in flaky mode, and there alone."""
    test_method.__caffe2_flaky__ = True

    @functools.wraps(test_method)
    def run(self: unittest.TestCase, *args: Any, **kwargs: Any) -> Any:
        if not is_flaky_test_mode():
            self.skipTest("flaky: set CAFFE2_RUN_FLAKY_TESTS=1 to run it")
        return test_method(self, *args, **kwargs)

    return run


class TestCase(unittest.TestCase):
    """Each test starts and ends with an empty workspace; `ws` is one more, of its own."""

    def setUp(self) -> None:
        ResetWorkspace()
        self.ws = _C.Workspace()

    def tearDown(self) -> None:
        ResetWorkspace()

    @classmethod
    def setUpClass(cls) -> None:
        _C.set_engine_pref({}, {})
