"""`netdef convert`: NetDef to ONNX and back, with a self-check."""

from __future__ import annotations

import collections
import contextlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import numpy as np

import netdef
from netdef.tools._output import print_json, print_pairs, print_table


def read_shape(text: str) -> tuple[str, tuple[str, tuple[int | str, ...]]]:
    """NAME=1,3,224,224 or NAME=int64:N,128 as (name, (numpy type, shape))."""
    name, _, shape = text.rpartition("=")
    dtype, _, dims = shape.rpartition(":")
    if not name:
        raise click.BadParameter(f"expected NAME=[TYPE:]SIZE,SIZE,..., got '{text}'")
    try:
        np.dtype(dtype or "float32")
    except TypeError as error:
        raise click.BadParameter(f"'{dtype}' in '{text}' is no element type; float32, int64, uint8 and bool are some") from error
    sizes = tuple(int(d) if d.lstrip("-").isdigit() else d for d in dims.split(",") if d)
    return name, (dtype or "float32", sizes)


@contextlib.contextmanager
def open_sizes_named(info: Mapping[str, Any]) -> Iterator[None]:
    """Adds to an error which inputs were drawn with sizes that the model leaves open."""
    from netdef.onnx import runtimes

    try:
        yield
    except netdef.Error as error:
        opened = [name for name, (_, shape) in info.items() if shape is None or not all(map(runtimes.is_size, shape))]
        if not opened:
            raise
        raise netdef.Error(f"{error}\nSizes that the model leaves open were taken as 1; give those of {', '.join(opened)} with --input NAME=SIZES") from error


def to_onnx(source: str, target: Path, shapes: dict, opset: int | None, qdq: bool, allow: tuple[str, ...]):
    """Writes the ONNX model; the nets and the model as sides of the self-check."""
    from netdef.onnx import exporter, files, runtimes, value_info

    init_net, predict_net = runtimes.read_nets(source, allow)
    known = dict.fromkeys([*predict_net.external_input, *(name for op in predict_net.op for name in op.input)])
    unknown = [name for name in shapes if name not in known]
    if unknown:
        raise click.BadParameter(f"the net reads no {', '.join(map(repr, unknown))}; it begins with {', '.join(list(known)[:8])}", param_hint="--input")
    model = exporter.export_model(predict_net, init_net, value_info.of(shapes), opset, qdq=qdq)
    files.write(model, target)
    left = runtimes.NetDefSide(init_net, predict_net)
    right = runtimes.OnnxSide(model)
    return left, right, collections.Counter(node.op_type for node in model.graph.node)


def to_netdef(source: str, target: Path):
    """Writes the pair of nets into a folder; the model and the nets as sides of the self-check."""
    from netdef.onnx import files, importer, runtimes

    if target.exists() and not target.is_dir():
        raise click.BadParameter(f"the pair of nets is written into a folder, '{target}' is a file", param_hint="TARGET")
    model = files.read(source)
    init_net, predict_net = importer.import_model(model)
    target.mkdir(parents=True, exist_ok=True)
    for net, name in ((init_net, "init_net.pb"), (predict_net, "predict_net.pb")):
        (target / name).write_bytes(net.SerializeToString())
    left = runtimes.OnnxSide(model)
    right = runtimes.NetDefSide(init_net, predict_net)
    return left, right, collections.Counter(op.type for op in predict_net.op)


@click.command("convert")
@click.argument("source", type=click.Path(exists=True))
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--input", "-i", "shapes", multiple=True, metavar="NAME=[TYPE:]SIZES",
              help="Type and shape of an input, for example data=1,3,224,224 or ids=int64:N,128. Needed where the model does not tell.")
@click.option("--opset", type=int, help="Opset of the ONNX model that is written.")
@click.option("--qdq", is_flag=True, help="Write int8 operators as QuantizeLinear and DequantizeLinear around float ones.")
@click.option("--check/--no-check", default=True, help="Run both models on the same inputs and compare (default).")
@click.option("--seed", type=int, default=0, help="Of the inputs of the check.")
@click.option("--tolerance", type=float, default=None, help="Largest difference, as a part of the largest value. [default: 0.002]")
@click.option("--allow", multiple=True, help="An operator with side effects that the model may use, or '*'.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(source, target, shapes, opset, qdq, check, seed, tolerance, allow, as_json) -> None:
    """Convert ONNX to NetDef, or NetDef to ONNX, and check it.

    An ONNX file SOURCE becomes a folder TARGET with a pair of nets, anything else an ONNX file TARGET; what SOURCE is shows
    in its contents. Exit status 1 when the check finds a difference.
    """
    from netdef.onnx import compare, runtimes

    given = dict(map(read_shape, shapes))
    imports = runtimes.is_onnx(source)
    left, right, operators = to_netdef(source, target) if imports else to_onnx(source, target, given, opset, qdq, allow)
    report = {"source": source, "target": str(target), "from": "ONNX" if imports else "NetDef", "operators": dict(operators.most_common())}
    results = []
    if check:
        from netdef.onnx import value_info

        info = left.value_info() | right.value_info() | value_info.of(given)
        info = {name: info[name] for name in left.inputs if name in info}
        with open_sizes_named(info):
            inputs = runtimes.seeded_inputs(info, seed)
            results = compare.compare_outputs(left, right, inputs, tolerance or compare.TOLERANCE)
        report["check"] = [
            {"output": r.left, "difference": r.difference, "largest": r.magnitude, "agrees": r.agrees} for r in results
        ]
        report["checked_against"] = f"{left.label} and {right.label}"
    if as_json:
        print_json(report)
    else:
        print_pairs({"source": source, "written": target, "operators": ", ".join(f"{n} {k}" for k, n in operators.most_common())})
        if check:
            print_table(["output", "largest difference", "largest value", f"{left.label} and {right.label}"],
                        [[r.left, f"{r.difference:.3g}", f"{r.magnitude:.3g}", "agree" if r.agrees else "DIFFER"] for r in results])
    if not all(r.agrees for r in results):
        click.secho("error: the converted model gives other numbers; `netdef compare` shows the first layer that differs", fg="red", err=True)
        sys.exit(1)
