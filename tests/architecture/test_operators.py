"""Every registered operator says what it is, in its schema, and is tested."""

import functools
import pathlib
import re

import pytest

from netdef import _C

ROOT = pathlib.Path(__file__).parents[2]
KEYS = sorted({(key.rpartition("::")[0], key.rpartition("::")[2].split("_ENGINE_")[0]) for key in _C.registered_operators()})
IDS = ["::".join(part for part in key if part) for key in KEYS]


# What operators still owe, by rule; an entry goes when the operator keeps the rule.
DEBTS = {("is_described", "Int8Concat"), ("has_a_gradient", "Mod")}


def owes(rule, key):
    if (rule, key[1]) in DEBTS:
        pytest.xfail("still to be written")


def schema(key):
    domain, op_type = key
    found = _C.OpSchema.get(op_type, domain)
    assert found is not None, f"{op_type} has no schema"
    return found


@pytest.mark.parametrize("key", KEYS, ids=IDS)
def test_is_described(key):
    owes("is_described", key)
    s = schema(key)
    assert s.doc.strip(), "no documentation: SetDoc"
    summary = s.doc.strip().splitlines()[0]
    assert summary.endswith((".", ":")), f"the summary is no sentence: {summary}"
    for what, documented, least in (("input", s.input_desc, s.min_input), ("output", s.output_desc, s.min_output)):
        assert len(documented) >= least, f"{len(documented)} of at least {least} {what}s are documented"
        assert all(name and help for name, help in documented), f"an {what} has no name or description: {documented}"


@pytest.mark.parametrize("key", KEYS, ids=IDS)
def test_arguments_are_described(key):
    for arg in schema(key).args:
        assert arg.type, f"argument {arg.name} has no type: declare it in the argument struct"
        assert arg.description.strip(), f"argument {arg.name} has no description"
        assert arg.required or arg.default != "", f"argument {arg.name} has no default"


@pytest.mark.parametrize("key", KEYS, ids=IDS)
def test_has_a_shape_rule_or_says_why_not(key):
    s = schema(key)
    assert s.has_shape_rule or s.shape_depends_on_data.strip()


@pytest.mark.parametrize("key", KEYS, ids=IDS)
def test_has_a_gradient_or_says_why_not(key):
    """Gradient operators themselves need none: Caffe2 derives no second derivatives."""
    owes("has_a_gradient", key)
    kind, why = _C.gradient_kind(key[1], key[0])
    if kind != "maker":
        assert why.strip() or key[1] in gradient_operators(), "neither a gradient maker nor a reason: NO_GRADIENT ..."


@functools.cache
def sources():
    return {path: path.read_text() for path in (ROOT / "cpp" / "src").rglob("*.cc")}


@functools.cache
def gradient_operators():
    """Types that a gradient maker or its helpers name in a string, and those called ...Gradient."""
    named = {text for path, code in sources().items() if "ops" in path.parts for text in re.findall(r'"([A-Z]\w+)"', code)}
    return named | {op_type for _, op_type in KEYS if re.search(r"Gradient(\w*)$", op_type)}


@functools.cache
def tests_by_stem():
    return {path.stem.removeprefix("test_"): path.read_text() for path in (ROOT / "tests").rglob("test_*.py")}


@pytest.mark.parametrize("key", KEYS, ids=IDS)
def test_is_tested_in_the_file_of_its_name(key):
    stem = pathlib.Path(schema(key).file).stem
    test = tests_by_stem().get(stem)
    if test is None:
        pytest.xfail(f"tests/**/test_{stem}.py is still to be written")
    forward = re.sub(r"Gradient\w*$", "", key[1])  # the gradient check of a forward operator runs its gradient operators
    assert any(re.search(rf"\b{re.escape(name)}\b", test) for name in {key[1], forward}), f"test_{stem}.py does not name {key[1]}"
