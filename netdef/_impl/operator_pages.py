"""Markdown of the operator catalogue: one page per family, written by `make docs` and compared in the tests."""

from __future__ import annotations

import itertools
from pathlib import Path

from netdef._impl.catalogue import Operator, count, operators

HEADER = "<!-- Generated from the operator schemas by `make docs`; edit the schema, not this page. -->\n\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _table(columns: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n\n"


def operator_markdown(operator: Operator) -> str:
    """The section of one operator."""
    text = f"## {operator.key}\n\n{operator.doc.strip()}\n\n"
    if operator.arguments:
        rows = [
            [f"`{a.name}`", a.type, "required" if a.default is None else f"`{a.default}`" if a.default else "", a.help]
            for a in operator.arguments
        ]
        text += _table(["argument", "type", "default", ""], rows)
    blobs = [[f"input {i}", f"`{name}`", help] for i, (name, help) in enumerate(operator.inputs)]
    blobs += [[f"output {i}", f"`{name}`", help] for i, (name, help) in enumerate(operator.outputs)]
    if blobs:
        text += _table(["blob", "name", ""], blobs)
    facts = [f"Inputs: {count(operator.num_inputs)}; outputs: {count(operator.num_outputs)}"]
    inplace = [f"{i} → {o}{' (required)' if must else ''}" for i, o, must in operator.inplace]
    if inplace:
        facts.append("In-place (input → output): " + ", ".join(inplace))
    facts.append(f"Gradient: {operator.gradient}")
    facts.append(f"Output shapes: {operator.shape}")
    engines = [engine for engine in operator.engines if engine]
    if engines:
        facts.append("Engines beside the plain kernel: " + ", ".join(engines))
    if operator.side_effect:
        facts.append(f"Effect outside the workspace: {operator.side_effect}")
    if operator.differs:
        facts.append(f"Differs from Caffe2: {operator.differs}")
    facts.append(f"Source: [{operator.source}](../../{operator.source})")
    return text + "".join(f"* {fact}\n" for fact in facts)


def pages() -> dict[str, str]:
    """File name -> Markdown: README.md as the index, and a page for each family."""
    built_in = sorted((o for o in operators() if o.family != "external"), key=lambda o: (o.family, o.key.lower()))
    out = {}
    index = HEADER + f"# Operators\n\n{len(built_in)} operators, gradients included.\n\n"
    for family, group in itertools.groupby(built_in, key=lambda o: o.family):
        members = list(group)
        sections = "\n".join(operator_markdown(operator) for operator in members)
        out[f"{family}.md"] = HEADER + f"# Operators: {family}\n\n" + sections
        rows = [[f"[{o.key}]({family}.md#{o.key.lower().replace('::', '')})", o.summary] for o in members]
        index += f"## {family}\n\n" + _table(["operator", ""], rows)
    out["README.md"] = index
    return out


def write(folder: Path) -> None:
    """Writes the pages, and removes those of families that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    current = pages()
    for name, text in current.items():
        (folder / name).write_text(text)
    for page in folder.glob("*.md"):
        if page.name not in current:
            page.unlink()


if __name__ == "__main__":
    import sys

    write(Path(sys.argv[1]))
