"""`netdef info`: what is in a model."""

from __future__ import annotations

import collections
import math

import click

import netdef
from netdef import _C, workspace
from netdef.proto import caffe2_pb2
from netdef.tools._inputs import named_shapes
from netdef.tools._output import print_json, print_pairs, print_table

TYPES = caffe2_pb2.TensorProto.DataType
# By codes of TensorProto; of strings only their number counts.
ITEM_BYTES = {code: size for name, size, code, *_ in _C.dtypes() if code and name != "string"}


def describe(model: _C.Model, given: dict[str, tuple[int, ...]]) -> dict:
    """Everything the verb prints, as plain data. Nothing of the model runs: shapes are inferred from its nets and the inputs' `given` ones."""
    init, predict = (caffe2_pb2.NetDef.FromString(net) for net in (model.init, model.predict))
    filled, types = workspace.InferShapesAndTypes([init], {}, nets_proto=True)
    made_by_init = {name for op in init.op for name in op.output}
    inputs = list(model.inputs) or _inputs(predict, made_by_init, filled)
    outputs = list(model.outputs) or list(predict.external_output)
    parameters = {name: shape for name, shape in filled.items() if name not in inputs}
    shapes, kinds = workspace.InferShapesAndTypes(
        [predict], parameters | {name: list(shape) for name, shape in given.items()}, nets_proto=True,
        blob_types={name: types[name] for name in parameters})

    def blob(name: str) -> dict:
        known = name in shapes
        return {"name": name, "shape": shapes[name] if known else None, "type": TYPES.Name(kinds[name]).lower() if known else None}

    return {
        "source": model.source,
        "net": predict.name,
        "inputs": [blob(name) for name in inputs],
        "outputs": [blob(name) for name in outputs],
        "operators": dict(collections.Counter(op.type for op in predict.op).most_common()),
        "parameters": parameters,
        "parameter_bytes": sum(math.prod(shape) * ITEM_BYTES.get(types[name], 1) for name, shape in parameters.items()),
        "notes": list(model.notes),
        "faults": model.faults.splitlines(),
    }


def _inputs(predict: caffe2_pb2.NetDef, filled: set[str], shapes: dict[str, list[int]]) -> list[str]:
    """What a call supplies: what nothing fills, and what exporters for phones filled with a placeholder of one element."""
    declared = list(predict.external_input)
    made = {name for op in predict.op for name in op.output}
    read = dict.fromkeys(name for op in predict.op for name in op.input)
    placeholders = []
    for name in declared:  # these come first
        if name not in filled or math.prod(shapes.get(name, [0])) != 1:
            break
        placeholders.append(name)
    return placeholders + [name for name in (declared or read) if name in read and name not in filled | made]


@click.command("info")
@click.argument("model", type=click.Path(exists=True))
@click.option("--shape", "shapes", multiple=True, metavar="[NAME=]1x3x224x224", help="Shape of an input, to infer those of the outputs.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--allow", multiple=True, help="An operator with side effects that the model may use, or '*'.")
@click.option("--compiled", is_flag=True, help="Prepare the model as for running; print what each pass did and the resulting net.")
def command(model: str, shapes: tuple[str, ...], as_json: bool, allow: tuple[str, ...], compiled: bool) -> None:
    """Print what is in MODEL and what cannot run here.

    Inputs, outputs, operators and parameters; nothing of the model runs.
    """
    if compiled:
        _print_compiled(netdef.load(model, allow=allow).predictor, as_json)
        return
    loaded = _C.load_model(model, allow=list(allow), verify=False)
    names = [item["name"] for item in describe(loaded, {})["inputs"]]
    report = describe(loaded, named_shapes(shapes, names))
    if as_json:
        print_json(report)
        return
    print_pairs({
        "source": report["source"],
        "net": report["net"],
        "operators": sum(report["operators"].values()),
        "parameters": f"{len(report['parameters'])}, {report['parameter_bytes']:,} bytes",
        **({"notes": "; ".join(report["notes"])} if report["notes"] else {}),
    })
    blobs = [("input", item) for item in report["inputs"]] + [("output", item) for item in report["outputs"]]
    print_table(["", "blob", "shape", "type"], [[kind, item["name"], _text(item["shape"]), item["type"] or "?"] for kind, item in blobs])
    print_table(["operator", "count"], report["operators"].items())
    print_table(["parameter", "shape"], [[name, _text(shape)] for name, shape in report["parameters"].items()])
    if report["faults"]:
        click.secho("This model cannot run here:", fg="red")
        for fault in report["faults"]:
            click.echo("  " + fault)


def _print_compiled(predictor: _C.Predictor, as_json: bool) -> None:
    net = caffe2_pb2.NetDef.FromString(predictor.net)
    passes = [{"pass": p.pass_name, "changes": p.changes, "what": p.help} for p in predictor.passes]
    operators = [{"type": f"{op.domain}::{op.type}" if op.domain else op.type, "inputs": list(op.input), "outputs": list(op.output)} for op in net.op]
    if as_json:
        print_json({"passes": passes, "operators": operators, "state": list(predictor.state)})
        return
    if predictor.state:
        click.echo("The net carries state and runs as it is written: " + ", ".join(predictor.state))
    print_table(["pass", "changes", "what it does"], [p.values() for p in passes])
    print_table(["", "operator", "inputs", "outputs"],
                [[i, op["type"], " ".join(op["inputs"]), " ".join(op["outputs"])] for i, op in enumerate(operators)])


def _text(shape: list[int] | None) -> str:
    return "?" if shape is None else "x".join(map(str, shape)) or "scalar"
