"""What docs/architecture.md asks of every operator: documentation, a shape rule, a gradient, a test; or the reason why not."""

import pathlib

import netdef.control_ops_grad  # noqa: F401  registers the gradients that are made in Python
from netdef import _C, core

ROOT = pathlib.Path(__file__).parents[2]
SCHEMAS = {(domain, type): _C.OpSchema.get(type, domain) for domain, type in _C.OpSchema.keys()}


def name(key):
    return "::".join(part for part in key if part)


def test_documentation():
    wrong = []
    for key, schema in SCHEMAS.items():
        described = {"": schema.doc.strip(), **{a.name: a.description for a in schema.args},
                     **dict(schema.input_desc), **dict(schema.output_desc)}
        wrong += [f"{name(key)} {part}" for part, text in described.items() if not text]
    assert not wrong


def test_shape_rule():
    assert not [name(key) for key, schema in SCHEMAS.items() if not (schema.has_shape_rule or schema.shape_depends_on_data)]


def test_gradient():
    wrong = []
    for domain, type in SCHEMAS:
        kind, why = _C.gradient_kind(type, domain)
        explained = kind == "maker" or why or type in core.GradientRegistry.gradient_registry_
        if not explained and not type.endswith("Gradient"):
            wrong.append(name((domain, type)))
    assert not wrong


def test_random_numbers_are_declared():
    """Passes fold and merge operators that do not say so."""
    source = ROOT / "cpp/src"
    draws = {path for path in source.rglob("ops/**/*") if path.is_file() and "RandGenerator()" in path.read_text()}
    including = tuple(f'#include "{path.relative_to(source)}"' for path in draws if path.suffix == ".h")
    sources = {path for path in source.rglob("ops/**/*.cc") if path in draws or any(line in path.read_text() for line in including)}
    assert len(sources) > 10
    assert not [path.name for path in sources if "REGISTER_RANDOM_OPERATOR" not in path.read_text()]


def test_test_file():
    tests = {path.stem for folder in ("ops", "python") for path in (ROOT / "tests" / folder).rglob("test_*.py")}
    sources = {pathlib.PurePosixPath(schema.file).stem for schema in SCHEMAS.values()}
    assert not {source for source in sources if f"test_{source}" not in tests}
