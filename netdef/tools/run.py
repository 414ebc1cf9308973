"""`netdef run`: a model over arrays from files."""

from __future__ import annotations

import time
from pathlib import Path

import click
import numpy as np

import netdef
from netdef.tools._inputs import image_form, image_options, read_arrays
from netdef.tools._output import print_json, print_table


@click.command("run")
@click.argument("model", type=click.Path(exists=True))
@click.argument("sources", nargs=-1, metavar="[NAME=]FILE ...")
@click.option("--labels", metavar="FILE.npz:KEY", help="True classes; prints the accuracy of the first float output.")
@click.option("--top", type=int, help="Print the K largest values of each row of the first output.")
@click.option("--batch", type=int, help="Rows per call; by default all rows in one.")
@click.option("--out", type=click.Path(), help="Write the outputs to this .npz file.")
@click.option("--json", "as_json", is_flag=True, help="Print the outputs as JSON.")
@click.option("--allow", multiple=True, help="An operator with side effects that the model may use, or '*'.")
@image_options
def command(model, sources, labels, top, batch, out, as_json, allow, **image) -> None:
    """Run MODEL over arrays (.npy, .npz) or images.

    MODEL is a file, a folder or a database.
    """
    loaded = netdef.load(model, allow=allow)
    inputs = read_arrays(loaded.inputs, sources, image_form(**image))
    rows = len(next(iter(inputs.values()))) if inputs else 1
    step = batch or rows
    parts = []
    started = time.perf_counter()
    with click.progressbar(range(0, rows, step), label="running", hidden=rows <= step) as starts:
        for start in starts:
            chunk = {k: v[start : start + step] if batch else v for k, v in inputs.items()}
            parts.append({k: v for k, v in loaded.run(chunk).items() if v is not None})
    seconds = time.perf_counter() - started
    results = {k: np.concatenate([p[k] for p in parts]) if batch else parts[0][k] for k in parts[0]}
    first = next((v for v in results.values() if v.dtype.kind == "f"), None)
    if out:
        np.savez(Path(out), **results)
    if as_json:
        print_json({k: v.tolist() for k, v in results.items()})
        return
    print_table(["output", "shape", "type"], [[k, "x".join(map(str, v.shape)), v.dtype] for k, v in results.items()])
    if first is not None and top:
        order = np.argsort(-first, axis=-1)[:, :top]
        print_table(["row", "largest"], [[i, "  ".join(f"{c}: {first[i, c]:.4f}" for c in row)] for i, row in enumerate(order)])
    if first is not None and labels:
        path, _, key = labels.rpartition(":")
        truth = np.load(path, allow_pickle=False)[key].ravel()
        click.echo(f"accuracy {float((first.argmax(axis=-1) == truth).mean()):.3f} on {len(truth)} rows")
    click.echo(f"{seconds * 1000 / rows:.3f} ms per row")
