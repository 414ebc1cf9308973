"""How verbs print: JSON for programs, tables for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import click
from rich.console import Console
from rich.table import Table


def print_json(data: object) -> None:
    """`data` as indented JSON on standard output."""
    click.echo(json.dumps(data, indent=2, default=str))


def print_pairs(pairs: Mapping[str, object]) -> None:
    """Two aligned columns."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold")
    grid.add_column()
    for key, value in pairs.items():
        grid.add_row(key.replace("_", " "), str(value))
    console().print(grid)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> None:
    """A table with a header; cells are turned into text, numbers are right-aligned."""
    rows = [list(row) for row in rows]
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold", box=None, pad_edge=False)
    for i, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[i], (int, float)) for row in rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    console().print(table)


def console() -> Console:
    """Standard output; as wide as needed where it is no terminal, so that nothing is cut off in a pipe."""
    c = Console(highlight=False, markup=False, soft_wrap=False)
    return c if c.is_terminal else Console(highlight=False, markup=False, width=200)
