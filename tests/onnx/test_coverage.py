"""Upgrades cover every change of an operator between opsets."""

import pathlib
import re

import onnx
import pytest

from netdef.onnx import coverage, registry

PAGE = pathlib.Path(__file__).parents[2] / "docs" / "onnx.md"


def test_the_page_says_what_is():
    """docs/onnx.md is what this build gives, and every backend test that fails has a stated reason."""
    page = PAGE.read_text()
    made_with = re.search(r"with onnx (\S+)\.$", page, re.MULTILINE)[1]
    if made_with != onnx.__version__:
        pytest.skip(f"docs/onnx.md was made with onnx {made_with}, its tests and operators are those of that version")
    results = coverage.run_backend_tests()
    unexplained = {name: why for name, why in results.items() if why and coverage.reason(name, why) == why}
    assert not unexplained
    assert page == coverage.page(results), "run: make docs"


@pytest.mark.parametrize("key", sorted(registry.upgrades()), ids=str)
def test_upgrades_end_where_a_schema_begins(key):
    """An upgrade leads to a version that some schema of the operator has, or out of an operator that was removed."""
    versions = {s.since_version for s in onnx.defs.get_all_schemas_with_history() if (s.domain, s.name) == key}
    for entry in registry.upgrades()[key]:
        assert not versions or entry.until in versions, f"{key} until {entry.until}, schemas begin at {sorted(versions)}"


def changes():
    """(domain, type, version) of each schema that takes other attributes or inputs, or defaults, than the one before."""
    history = {}
    for schema in onnx.defs.get_all_schemas_with_history():
        history.setdefault((schema.domain, schema.name), {})[schema.since_version] = schema
    for key, versions in history.items():
        ordered = [versions[v] for v in sorted(versions)]
        for old, new in zip(ordered, ordered[1:]):
            if _breaks(old, new):
                yield (*key, new.since_version)


def _breaks(old, new):
    if new.deprecated:
        return True
    before, after = (
        {n: (a.type, onnx.helper.get_attribute_value(a.default_value) if a.default_value.type else None) for n, a in s.attributes.items()}
        for s in (old, new))
    before.pop("consumed_inputs", None)
    return any(after.get(name) != kind for name, kind in before.items()) or len(new.inputs) < len(old.inputs)


# Changes that need nothing, and why.
HARMLESS = {
    ("", "BatchNormalization", 9): "the upgrade until 14 knows the attribute spatial",
    ("", "Dropout", 7): "the upgrade until 12 knows the attribute is_test",
    ("", "Constant", 11): "the attribute is no longer required",
    ("", "GRU", 3): "the upgrade corrects the default's spelling",
    ("", "Clip", 6): "without bounds nothing is clipped",
    ("", "LpPool", 2): "the upgrade turns p into a whole number",
    ("ai.onnx.ml", "TreeEnsembleClassifier", 5): "netdef has the operator, which the newest opset lacks",
    ("ai.onnx.ml", "TreeEnsembleRegressor", 5): "netdef has the operator, which the newest opset lacks",
}


@pytest.mark.parametrize("change", sorted(set(changes())), ids=str)
def test_every_change_of_an_operator_is_upgraded(change):
    domain, op_type, version = change
    known = {entry.until for entry in registry.upgrades().get((domain, op_type), ())}
    assert version in known or change in HARMLESS, f"{op_type} changed in opset {version}, no upgrade ends there"
