"""The dependency rules of docs/architecture.md that can be read off the C++ sources."""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[2]
SRC = ROOT / "cpp" / "src"
INCLUDE = ROOT / "cpp" / "include" / "netdef"

# Each layer may include itself and the layers below it; layers of one row never include each other.
LAYERS = [{"base"}, {"core"}, {"compile", "passes", "serialize"}, {"onednn", "db"}, {"ops", "exec"}, {"predictor"}, {"bindings", "cli"}]
LEVEL = {layer: level for level, row in enumerate(LAYERS) for layer in row}

SOURCES = sorted(path for path in SRC.rglob("*") if path.suffix in (".cc", ".h"))
HEADERS = sorted(INCLUDE.rglob("*.h"))


def includes(path):
    """(line, what) of each #include."""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*[<"]([^">]+)[">]', line)
        if match:
            yield number, match[1]


def layer(path):
    return path.relative_to(SRC).parts[0]


def place(path, number):
    return f"{path.relative_to(ROOT)}:{number}"


def test_every_folder_is_a_layer():
    assert {layer(path) for path in SOURCES} <= set(LEVEL)


def test_layers_include_lower_layers_only():
    wrong = []
    for path in SOURCES:
        own = layer(path)
        for number, what in includes(path):
            other = what.split("/")[0]
            if other not in LEVEL or other == own or "/" not in what:
                continue
            if LEVEL[other] >= LEVEL[own]:
                wrong.append(f"{place(path, number)}: {own} includes {what}")
    assert not wrong, "\n".join(wrong)


def test_operator_families_do_not_include_each_other():
    wrong = []
    for path in (SRC / "ops").rglob("*"):
        if path.suffix not in (".cc", ".h") or path.parent == SRC / "ops":
            continue
        family = path.relative_to(SRC / "ops").parts[0]
        for number, what in includes(path):
            match = re.match(r"ops/([^/]+)/", what)
            if match and match[1] != family:
                wrong.append(f"{place(path, number)}: includes {what}")
    assert not wrong, "\n".join(wrong)


def test_an_operator_has_no_header():
    """A family's helpers are in _*.h; another header would be one operator's."""
    wrong = [str(path.relative_to(ROOT)) for path in (SRC / "ops").rglob("*.h") if path.name != "pch.h" and not path.name.startswith("_")]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "header, allowed",
    [
        (r"(oneapi/dnnl/)?dnnl.*", lambda path: layer(path) == "onednn" or path.stem.endswith("_onednn")),
        (r"pybind11/.*|Python\.h", lambda path: layer(path) == "bindings"),
    ],
    ids=["oneDNN", "pybind11"],
)
def test_libraries_stay_in_their_place(header, allowed):
    wrong = [
        f"{place(path, number)}: includes {what}"
        for path in SOURCES
        for number, what in includes(path)
        if re.fullmatch(header, what) and not allowed(path)
    ]
    wrong += [f"{place(path, number)}: includes {what}" for path in HEADERS for number, what in includes(path) if re.fullmatch(header, what)]
    assert not wrong, "\n".join(wrong)


STANDARD = re.compile(r"[a-z_0-9]+(\.h)?")


def test_public_headers_include_public_headers_only():
    wrong = []
    for path in HEADERS:
        for number, what in includes(path):
            if what.startswith(("netdef/", "caffe2/proto/")) or STANDARD.fullmatch(what):
                continue
            wrong.append(f"{place(path, number)}: includes {what}")
    assert not wrong, "\n".join(wrong)


def test_public_headers_do_not_ask_for_build_options():
    wrong = [
        place(path, number)
        for path in HEADERS
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.match(r"\s*#\s*(el)?if.*NETDEF_(WITH|HAVE|USE)_", line)
    ]
    assert not wrong, "\n".join(wrong)


def test_no_operator_type_is_named_below_the_operators(operator_types):
    """base, core, exec, serialize and predictor treat all operators alike; what tells them apart is in their schemas."""
    wrong = []
    for path in SOURCES:
        if layer(path) not in ("base", "core", "exec", "serialize", "predictor"):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            code = line.split("//")[0]
            for text in re.findall(r'"([A-Za-z0-9_]+)"', code):
                if text in operator_types:
                    wrong.append(f'{place(path, number)}: "{text}"')
    assert not wrong, "\n".join(wrong)
