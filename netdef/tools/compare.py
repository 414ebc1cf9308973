"""`netdef compare`: the first layer in which two models differ."""

from __future__ import annotations

import sys

import click
import numpy as np

from netdef.tools._output import print_json, print_table
from netdef.tools.convert import open_sizes_named, read_shape


@click.command("compare")
@click.argument("left", type=click.Path(exists=True))
@click.argument("right", type=click.Path(exists=True))
@click.option("--inputs", "archive", type=click.Path(exists=True), help="An .npz file with the inputs by name; by default they are drawn.")
@click.option("--input", "-i", "shapes", multiple=True, metavar="NAME=[TYPE:]SIZES", help="Type and shape of an input that is drawn.")
@click.option("--seed", type=int, default=0, help="Of the inputs that are drawn.")
@click.option("--tolerance", type=float, default=None, help="Largest difference, as a part of the largest value. [default: 0.002]")
@click.option("--all", "show_all", is_flag=True, help="Go on after the first difference and list every layer.")
@click.option("--netdef", "own", is_flag=True, help="Run an ONNX file given as RIGHT by netdef too, not by ONNX Runtime.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(left, right, archive, shapes, seed, tolerance, show_all, own, as_json) -> None:
    """Find the first layer in which two models differ.

    Both (NetDef or ONNX) run on the same inputs: LEFT by netdef, RIGHT too if it is a NetDef; an ONNX file is run by ONNX Runtime
    where that is installed, so `netdef compare m.onnx m.onnx` compares the two. Layers are those that have one name in both
    models. Exit status 1 when the models differ.
    """
    from netdef.onnx import compare, runtimes, value_info

    sides = runtimes.open_side(left), runtimes.open_side(right, foreign=not own)
    if archive:
        with np.load(archive, allow_pickle=False) as stored:
            inputs = {name: stored[name] for name in stored.files}
    else:
        info = sides[1].value_info() | sides[0].value_info() | value_info.of(dict(map(read_shape, shapes)))
        lacking = [name for name in sides[0].inputs if name not in info]
        if lacking:
            raise click.UsageError(f"the models do not tell the shapes of {', '.join(lacking)}: give them with --input or --inputs")
        info = {name: info[name] for name in sides[0].inputs}
        inputs = runtimes.seeded_inputs(info, seed)
    with open_sizes_named({} if archive else info):
        seen, differing = layers(sides, inputs, tolerance or compare.TOLERANCE, show_all)
    report(sides, seen, differing, show_all, as_json)
    sys.exit(0 if differing is None else 1)


def layers(sides, inputs, tolerance: float, show_all: bool):
    """(what was compared, the first that differs or None); all of it with `show_all`."""
    from netdef.onnx import compare

    seen, differing = [], None
    for layer in compare.compare_layers(*sides, inputs, tolerance):
        seen.append(layer)
        if not layer.agrees and differing is None:
            differing = layer
            if not show_all:
                break
    if differing is None or show_all:
        outputs = compare.compare_outputs(*sides, inputs, tolerance)
        seen += [o for o in outputs if o.left not in {s.left for s in seen}]
        differing = differing or next((o for o in outputs if not o.agrees), None)
    return seen, differing


def report(sides, seen, differing, show_all: bool, as_json: bool) -> None:
    rows = [
        {sides[0].label: r.left, sides[1].label: r.right, "difference": r.difference, "largest": r.magnitude,
         "shapes": [list(s) for s in r.shapes], "agrees": r.agrees}
        for r in (seen if show_all else seen[-3:])
    ]
    if as_json:
        print_json({"compared": len(seen), "first difference": differing and differing.left, "layers": rows})
        return
    print_table([f"left ({sides[0].label})", f"right ({sides[1].label})", "largest difference", "largest value", ""],
                [[r.left, r.right, f"{r.difference:.3g}", f"{r.magnitude:.3g}", "" if r.agrees else "DIFFERS"] for r in (seen if show_all else seen[-3:])])
    if differing is None:
        click.echo(f"no difference in {len(seen)} values")
    else:
        click.echo(f"first difference: '{differing.left}' of the left and '{differing.right}' of the right model, by {differing.difference:g}")
