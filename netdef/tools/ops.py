"""`netdef ops`: the operator catalogue."""

from __future__ import annotations

import dataclasses

import click

from netdef import _C
from netdef._impl import catalogue
from netdef._impl.operator_pages import operator_markdown
from netdef.tools._output import console, print_json, print_table


@click.command("ops")
@click.argument("names", nargs=-1)
@click.option("--family", help="Only operators of this family.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(names: tuple[str, ...], family: str | None, as_json: bool) -> None:
    """Print all operators, or everything about those NAMED."""
    if names:
        chosen = [_find(name) for name in names]
    else:
        chosen = [o for o in catalogue.operators() if family in (None, o.family)]
    if as_json:
        print_json([dataclasses.asdict(o) for o in chosen])
    elif names:
        from rich.markdown import Markdown

        for operator in chosen:
            console().print(Markdown(operator_markdown(operator)))
    else:
        print_table(["operator", "family", "summary"], [[o.key, o.family, o.summary] for o in chosen])


def _find(name: str) -> catalogue.Operator:
    domain, _, type = name.rpartition("::")
    operator = catalogue.describe(type, domain)
    if operator is None:
        raise click.UsageError(f"no operator '{name}'; nearest names: {', '.join(_C.nearby_opnames(type))}")
    return operator
