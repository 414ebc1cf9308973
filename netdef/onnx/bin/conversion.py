"""caffe2-to-onnx and onnx-to-caffe2 as scripts of old call them; `netdef convert` does more."""

from __future__ import annotations

import json

import click

from netdef.onnx.backend import Caffe2Backend
from netdef.onnx.files import parse
from netdef.onnx.frontend import caffe2_net_to_onnx_model
from netdef.proto import caffe2_pb2


@click.command(help="convert caffe2 net to onnx model", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("caffe2_net", type=click.File("rb"))
@click.option("--caffe2-net-name", type=str, help="Name of the caffe2 net")
@click.option("--caffe2-init-net", type=click.File("rb"), help="Path of the caffe2 init net pb file")
@click.option("--value-info", type=str, help='JSON: {"input name": [element type code, [shape]]}')
@click.option("-o", "--output", required=True, type=click.File("wb"), help="Output path for the onnx model pb file")
def caffe2_to_onnx(caffe2_net, caffe2_net_name, caffe2_init_net, value_info, output) -> None:
    net = caffe2_pb2.NetDef.FromString(caffe2_net.read())
    if caffe2_net_name:
        net.name = caffe2_net_name
    if not net.name:
        raise click.BadParameter("the net has no name, give one with --caffe2-net-name")
    init_net = caffe2_pb2.NetDef.FromString(caffe2_init_net.read()) if caffe2_init_net else None
    shapes = {name: (code, tuple(shape)) for name, (code, shape) in json.loads(value_info or "{}").items()}
    output.write(caffe2_net_to_onnx_model(net, init_net, shapes).SerializeToString())


@click.command(help="convert onnx model to caffe2 net", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("onnx_model", type=click.File("rb"))
@click.option("-o", "--output", required=True, type=click.File("wb"), help="Output path for the caffe2 net file")
@click.option("--init-net-output", required=True, type=click.File("wb"), help="Output path for the caffe2 init net file")
def onnx_to_caffe2(onnx_model, output, init_net_output) -> None:
    init_net, predict_net = Caffe2Backend.onnx_graph_to_caffe2_net(parse(onnx_model.read()))
    output.write(predict_net.SerializeToString())
    init_net_output.write(init_net.SerializeToString())
