"""The cases of all operators' own tests, for tests that run them in other ways."""

from __future__ import annotations

import importlib.util
import pathlib
import sys
from collections.abc import Callable

import netdef.testing
import pytest

OPS = pathlib.Path(__file__).parents[1] / "ops"


Cases = dict[tuple[str, str], list[tuple[netdef.testing.Case, Callable]]]


def operator_cases() -> tuple[Cases, dict[pathlib.Path, str]]:
    """{(domain, operator type): [(case, oracle)]}, and {file that was skipped: why}."""
    found, skipped = {}, {}
    original = netdef.testing.operator_test

    def record(op_type, oracle, cases, *, domain="", **options):
        found.setdefault((domain, op_type), []).extend((case, oracle) for case in cases)
        return original(op_type, oracle, cases, domain=domain, **options)

    netdef.testing.operator_test = record
    try:
        for path in sorted(OPS.rglob("test_*.py")):
            source = path.read_text()
            if "operator_test" in source or "onnx_test" in source:
                sys.path.insert(0, str(path.parent))  # some import a neighbour
                try:
                    spec = importlib.util.spec_from_file_location(f"cases_of_{path.parent.name}_{path.stem}", path)
                    spec.loader.exec_module(importlib.util.module_from_spec(spec))
                except pytest.skip.Exception as skip:  # its oracle is not installed
                    skipped[path] = skip.msg
                finally:
                    sys.path.remove(str(path.parent))
    finally:
        netdef.testing.operator_test = original
    return found, skipped
