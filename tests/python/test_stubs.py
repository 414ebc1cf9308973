"""netdef/_C.pyi names what the extension has: written by `make stubs`."""

import ast
import json
import pathlib
import subprocess
import sys

import netdef
import pytest

STUB = ast.parse(pathlib.Path(netdef.__file__).with_name("_C.pyi").read_text())


def declared(body):
    names = set()
    for node in body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            names.add(node.name)
        elif isinstance(node, ast.AnnAssign):
            names.add(node.target.id)
    return {name for name in names if not name.startswith("__")}


# In a process of its own: modules of the package give the extension further names in Python.
_PRESENT = """
import json
from netdef import _C
names = lambda owner: [name for name in vars(owner) if not name.startswith(("__", "_pybind11_"))]
print(json.dumps({
    "module": names(_C),
    "classes": {name: names(value) for name, value in vars(_C).items() if isinstance(value, type)},
    "signatures": {name: value.__doc__ for name, value in vars(_C).items() if callable(value) and not isinstance(value, type)},
}))
"""


@pytest.fixture(scope="module")
def present():
    return json.loads(subprocess.run([sys.executable, "-c", _PRESENT], check=True, capture_output=True, text=True).stdout)


def test_names_of_the_module(present):
    assert declared(STUB.body) == set(present["module"])


@pytest.mark.parametrize("node", [n for n in STUB.body if isinstance(n, ast.ClassDef)], ids=lambda n: n.name)
def test_names_of_classes(node, present):
    if node.name != "Error":  # made by Python's own means, with nothing of its own
        assert declared(node.body) == set(present["classes"][node.name])


@pytest.mark.parametrize("node", [n for n in STUB.body if isinstance(n, ast.FunctionDef)], ids=lambda n: n.name)
def test_parameters_of_functions(node, present):
    if any(ast.unparse(d).endswith("overload") for d in node.decorator_list):
        return
    signature = present["signatures"][node.name].split("\n")[0]
    for argument in [*node.args.args, *node.args.kwonlyargs]:
        assert f"{argument.arg}: " in signature
