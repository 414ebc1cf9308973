"""`netdef check`: every fault of a model at once."""

from __future__ import annotations

import sys

import click

from netdef import _C
from netdef.tools._output import print_json


@click.command("check")
@click.argument("model", type=click.Path(exists=True))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--allow", multiple=True, help="An operator with side effects that the model may use, or '*'.")
def command(model: str, as_json: bool, allow: tuple[str, ...]) -> None:
    """Print what is wrong with MODEL. Exit status 1 when something is."""
    loaded = _C.load_model(model, allow=list(allow), verify=False)
    if as_json:
        print_json({"source": loaded.source, "faults": loaded.faults.splitlines(), "notes": list(loaded.notes)})
    else:
        click.echo(loaded.faults or f"{loaded.source}: no fault found")
    sys.exit(1 if loaded.faults else 0)
