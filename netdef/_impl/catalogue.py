"""The operator catalogue: every schema of the registry as plain data.

The `ops` verb, the generated pages under docs/operators/ and docstrings read it, so none of them states a fact twice.
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import PurePosixPath

from netdef import _C

GRADIENTS = {
    "maker": "yes",
    "none": "none: {why}",
    "should_not_do": "refused: {why}",
    "not_implemented": "not implemented: {why}",
    "": "none registered",
}


@dataclasses.dataclass(frozen=True)
class Argument:
    name: str
    type: str
    default: str | None
    """None for a required argument."""
    help: str


@dataclasses.dataclass(frozen=True)
class Operator:
    """What the schema of one operator type says."""

    type: str
    domain: str
    family: str
    """The folder of its source file under ops/, "external" for one from a library."""
    source: str
    doc: str
    differs: str
    arguments: tuple[Argument, ...]
    inputs: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, str], ...]
    num_inputs: tuple[int, int]
    num_outputs: tuple[int, int]
    inplace: tuple[tuple[int, int, bool], ...]
    """(input, output, enforced)."""
    engines: tuple[str, ...]
    gradient: str
    shape: str
    side_effect: str

    @property
    def summary(self) -> str:
        """The first sentence of the documentation."""
        first = self.doc.strip().split("\n\n")[0].replace("\n", " ")
        return re.split(r"(?<=[.])\s", first, maxsplit=1)[0]

    @property
    def key(self) -> str:
        return f"{self.domain}::{self.type}" if self.domain else self.type


def _family(file: str) -> tuple[str, str]:
    parts = PurePosixPath(file).parts
    if "ops" not in parts[:-1]:
        return "external", PurePosixPath(file).name
    at = len(parts) - 1 - parts[::-1].index("ops")
    return parts[at + 1], "/".join(("cpp/src", *parts[at:]))


def describe(type: str, domain: str = "") -> Operator | None:
    """The operator `type`, None where there is no such schema."""
    schema = _C.OpSchema.get(type, domain)
    if schema is None:
        return None
    kind, why = _C.gradient_kind(type, domain)
    family, source = _family(schema.file)
    inputs, outputs = schema.input_desc, schema.output_desc
    pairs = [(i, o) for i in range(max(len(inputs), 1)) for o in range(max(len(outputs), 1))]
    if schema.has_shape_rule:
        shape = "inferred"
    else:
        shape = f"known at run time: {schema.shape_depends_on_data}" if schema.shape_depends_on_data else "unknown"
    return Operator(
        type=type,
        domain=domain,
        family=family,
        source=source,
        doc=schema.doc,
        differs=schema.differs,
        arguments=tuple(
            Argument(a.name, a.type, None if a.required else a.default, a.description) for a in schema.args
        ),
        inputs=tuple(inputs),
        outputs=tuple(outputs),
        num_inputs=(schema.min_input, schema.max_input),
        num_outputs=(schema.min_output, schema.max_output),
        inplace=tuple(
            (i, o, schema.inplace_enforced(i, o)) for i, o in pairs if schema.inplace_allowed(i, o)
        ),
        engines=tuple(_C.engines(type, domain)),
        gradient=GRADIENTS[kind].format(why=why),
        shape=shape,
        side_effect=schema.side_effect,
    )


def operators() -> list[Operator]:
    """All operators, by domain and name."""
    found = (describe(type, domain) for domain, type in _C.OpSchema.keys())
    return [operator for operator in found if operator is not None]


def count(limits: tuple[int, int]) -> str:
    """An arity in words: "2", "1 to 3", "1 or more"."""
    low, high = limits
    if low == high:
        return str(low)
    return f"{low} or more" if high >= 2**31 - 1 else f"{low} to {high}"
