"""`netdef profile`: where the time of a prepared model goes."""

from __future__ import annotations

import collections
import json
from pathlib import Path

import click
import numpy as np

import netdef
from netdef import core, workspace
from netdef.tools._inputs import image_form, image_options, named_shapes, read_arrays
from netdef.tools._output import print_json, print_table
from netdef.tools._picture import draw_profile


@click.command("profile")
@click.argument("model", type=click.Path(exists=True))
@click.argument("sources", nargs=-1, metavar="[NAME=]FILE ...")
@click.option("--shape", "shapes", multiple=True, metavar="[NAME=]1x3x224x224", help="Shape of an input that is filled at random.")
@click.option("--runs", default=20, show_default=True, help="Runs to take the median of.")
@click.option("--trace", type=click.Path(), help="Write a Chrome trace (Perfetto opens it) to this file.")
@click.option("--plot", type=click.Path(), help="Draw the steps and the time by operator into this file, .svg or .png; needs matplotlib.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--allow", multiple=True, help="An operator with side effects that the model may use, or '*'.")
@image_options
def command(model, sources, shapes, runs, trace, plot, as_json, allow, **image) -> None:
    """Print where the time of MODEL goes.

    MODEL runs several times; the times are those of its steps, by operator and by type.
    """
    loaded = netdef.load(model, allow=allow)
    random = np.random.default_rng(0)
    inputs = {name: random.standard_normal(shape).astype("float32") for name, shape in named_shapes(shapes, loaded.inputs).items()}
    inputs |= read_arrays(loaded.inputs, sources, image_form(**image)) if sources else {}
    steps = loaded.predictor.profile(inputs, runs)
    peak = peak_flops() * netdef.num_threads()
    rows = [step_row(step, peak) for step in steps]
    if trace:
        Path(trace).write_text(json.dumps(chrome_trace(rows)))
    if plot:
        draw_profile(rows, plot, Path(model).name)
    if as_json:
        print_json({"peak_gflops": peak / 1e9, "steps": rows})
        return
    total = sum(row["ms"] for row in rows) or 1.0
    print_table(["", "operator", "output", "ms", "%", "GFLOP/s", "% of peak", "GB/s", "implementation"],
                [[row["op"], row["type"], row["output"], f"{row['ms']:.4f}", f"{100 * row['ms'] / total:.1f}", *_rates(row), row["implementation"]]
                 for row in rows])
    by_type = collections.defaultdict(lambda: [0, 0.0])
    for row in rows:
        by_type[row["type"], row["implementation"]][0] += 1
        by_type[row["type"], row["implementation"]][1] += row["ms"]
    print_table(["operator", "implementation", "count", "ms", "%"],
                [[kind, how, n, f"{ms:.4f}", f"{100 * ms / total:.1f}"] for (kind, how), (n, ms) in sorted(by_type.items(), key=lambda i: -i[1][1])])
    click.echo(f"{total:.3f} ms in {len(rows)} steps; peak taken as {peak / 1e9:.0f} GFLOP/s, as a matrix product reaches it here")


def step_row(step, peak: float) -> dict:
    """A step as plain data."""
    seconds = max(step.milliseconds, 1e-6) / 1e3
    return {
        "op": step.op, "type": step.type, "output": step.output, "ms": step.milliseconds, "implementation": step.implementation,
        "gflops": step.flops / seconds / 1e9, "share_of_peak": step.flops / seconds / peak, "gbytes": step.bytes / seconds / 1e9,
    }


def peak_flops(size: int = 512) -> float:
    """Floating-point operations a second of one thread, measured on a product of two matrices in cache."""
    random = np.random.default_rng(0)
    x, w = (random.standard_normal((size, size)).astype("float32") for _ in range(2))
    net, init = core.Net("peak"), core.Net("peak_init")
    init.GivenTensorFill([], "w", shape=w.shape, values=w.ravel())
    init.ConstantFill([], "b", shape=[size], value=0.0)
    net.AddExternalInput("x", "w", "b")
    net.AddExternalOutput(net.FC(["x", "w", "b"], "y"))
    predictor = workspace.Predictor(init, net)
    threads = netdef.num_threads()
    best = min(step.milliseconds for _ in range(5) for step in predictor.profile({"x": x}, 5))
    return 2.0 * size**3 / (best / 1e3) / threads


def chrome_trace(rows: list[dict]) -> dict:
    """The steps one after the other, in the format of chrome://tracing."""
    events, at = [], 0.0
    for row in rows:
        events.append({"name": row["type"], "cat": "operator", "ph": "X", "pid": 1, "tid": 1, "ts": at, "dur": row["ms"] * 1e3,
                       "args": {key: row[key] for key in ("output", "implementation", "gflops")}})
        at += row["ms"] * 1e3
    return {"traceEvents": events, "displayTimeUnit": "ms"}


def _rates(row: dict) -> list[str]:
    if not row["gflops"]:
        return ["", "", ""]
    return [f"{row['gflops']:.1f}", f"{100 * row['share_of_peak']:.0f}", f"{row['gbytes']:.1f}"]
