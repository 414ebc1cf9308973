"""`netdef bench`: how long a model takes."""

from __future__ import annotations

import time

import click
import numpy as np

import netdef
from netdef.tools._inputs import image_form, image_options, named_shapes, random_arrays, read_arrays
from netdef.tools._output import print_json, print_pairs


@click.command("bench")
@click.argument("model", type=click.Path(exists=True))
@click.argument("sources", nargs=-1, metavar="[NAME=]FILE ...")
@click.option("--shape", "shapes", multiple=True, metavar="[NAME=]1x3x224x224", help="Random float input of this shape, instead of a file.")
@click.option("--runs", type=click.IntRange(1), default=100, show_default=True, help="Timed runs at most.")
@click.option("--seconds", type=float, default=10.0, show_default=True, help="Stop after so long.")
@click.option("--warmup", type=click.IntRange(0), default=5, show_default=True, help="Runs before the clock starts.")
@click.option("--threads", type=click.IntRange(1), help="Threads of one call; by default all cores.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--allow", multiple=True, help="An operator with side effects that the model may use, or '*'.")
@image_options
def command(model, sources, shapes, runs, seconds, warmup, threads, as_json, allow, **image) -> None:
    """Time calls of MODEL, one after the other."""
    if threads:
        netdef.set_num_threads(threads)
    started = time.perf_counter()
    loaded = netdef.load(model, allow=allow)
    load_seconds = time.perf_counter() - started
    inputs = read_arrays(loaded.inputs, sources, image_form(**image))
    inputs |= random_arrays(named_shapes(shapes, [name for name in loaded.inputs if name not in inputs]))
    for _ in range(warmup):
        loaded.run(inputs)
    milliseconds: list[float] = []
    deadline = time.perf_counter() + seconds
    with click.progressbar(length=runs, label="running", hidden=as_json) as bar:
        while len(milliseconds) < runs and (not milliseconds or time.perf_counter() < deadline):
            begin = time.perf_counter()
            loaded.run(inputs)
            milliseconds.append((time.perf_counter() - begin) * 1000)
            bar.update(1)
    low, median, high = np.percentile(milliseconds, [0, 50, 90])
    report = {
        "model": loaded.source,
        "inputs": {name: list(value.shape) for name, value in inputs.items()},
        "threads": netdef.num_threads(),
        "runs": len(milliseconds),
        "load_ms": round(load_seconds * 1000, 3),
        "min_ms": round(float(low), 4),
        "median_ms": round(float(median), 4),
        "p90_ms": round(float(high), 4),
    }
    if as_json:
        print_json(report)
        return
    report["inputs"] = ", ".join(f"{name} {'x'.join(map(str, shape))}" for name, shape in report["inputs"].items())
    print_pairs(report)
