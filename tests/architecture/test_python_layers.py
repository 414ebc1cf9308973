"""The import rules of the Python package: _C <- _impl <- public modules <- {onnx, testing, compat} <- tools."""

import ast
import pathlib

PACKAGE = pathlib.Path(__file__).parents[2] / "netdef"
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts and not path.name.endswith("_pb2.py"))
UPPER = {"onnx", "testing", "compat"}


def module_name(path):
    parts = ("netdef", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path):
    """(line, module) of everything the file imports, inside functions too; not what only type checkers read."""
    tree = ast.parse(path.read_text())
    for_checkers = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in for_checkers:
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield node.lineno, full if _is_module(full) else base


def _is_module(name):
    path = PACKAGE.parent.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def level(module):
    """0 for what everything may import, up to 4 for tools; None for other packages."""
    parts = module.split(".")
    if parts[0] != "netdef":
        return None
    if len(parts) == 1 or parts[1] in ("_C", "proto"):
        return 0
    if parts[1] == "_impl":
        return 1
    if parts[1] in UPPER:
        return 3
    if parts[1] in ("tools", "__main__"):
        return 4
    return 2


def test_modules_import_their_own_level_or_below():
    wrong = []
    for path in FILES:
        own = level(module_name(path))
        if module_name(path) == "netdef":  # the package reaches its public modules, lazily
            continue
        for line, module in imported(path):
            other = level(module)
            if other is not None and other > own:
                wrong.append(f"{path.relative_to(PACKAGE.parent)}:{line}: imports {module}")
    assert not wrong, "\n".join(wrong)


def test_upper_packages_do_not_import_each_other():
    wrong = []
    for path in FILES:
        own = module_name(path).split(".")[1:2]
        for line, module in imported(path):
            other = module.split(".")[1:2] if module.startswith("netdef.") else []
            if own and other and own != other and own[0] in UPPER and other[0] in UPPER:
                wrong.append(f"{path.relative_to(PACKAGE.parent)}:{line}: imports {module}")
    assert not wrong, "\n".join(wrong)


def test_only_netdef_onnx_imports_onnx():
    wrong = [
        f"{path.relative_to(PACKAGE.parent)}:{line}"
        for path in FILES
        for line, module in imported(path)
        if module.split(".")[0] == "onnx" and path.relative_to(PACKAGE).parts[0] != "onnx"
    ]
    assert not wrong, "\n".join(wrong)


def test_nothing_unpickles():
    wrong = [
        f"{path.relative_to(PACKAGE.parent)}:{line}"
        for path in FILES
        for line, module in imported(path)
        if module.split(".")[0] in ("pickle", "cPickle", "dill", "joblib", "marshal", "shelve")
    ]
    assert not wrong, "\n".join(wrong)
