"""`netdef info`: what is in a model."""

from __future__ import annotations

import collections

import click

import netdef
from netdef.proto import caffe2_pb2
from netdef.tools._output import print_json, print_pairs, print_table


@click.command("info")
@click.argument("model", type=click.Path(exists=True))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--allow", multiple=True, help="An operator with side effects that the model may use, or '*'.")
def command(model: str, as_json: bool, allow: tuple[str, ...]) -> None:
    """Print inputs, outputs, operators and parameters of MODEL."""
    loaded = netdef.load(model, allow=allow)
    net = caffe2_pb2.NetDef.FromString(loaded.predictor.net)
    sizes = {name: loaded.predictor.parameter(name) for name in loaded.parameters}
    arrays = {name: value for name, value in sizes.items() if hasattr(value, "nbytes")}
    report = {
        "source": loaded.source,
        "net": net.name,
        "inputs": loaded.inputs,
        "outputs": loaded.outputs,
        "operators": dict(collections.Counter(op.type for op in net.op).most_common()),
        "parameters": {name: list(value.shape) for name, value in arrays.items()},
        "parameter_bytes": sum(value.nbytes for value in arrays.values()),
        "state": list(loaded.predictor.state),
        "notes": loaded.notes,
    }
    if as_json:
        print_json(report)
        return
    operators, parameters = report.pop("operators"), report.pop("parameters")
    print_pairs({k: ", ".join(v) if isinstance(v, list) else v for k, v in report.items()})
    print_table(["operator", "count"], operators.items())
    print_table(["parameter", "shape"], [[k, "x".join(map(str, v))] for k, v in parameters.items()])
