"""python -m netdef.net_drawer: draws the nets of a file."""

from __future__ import annotations

import argparse

from netdef._impl.net_drawer.graphs import GetPydotGraph, GetPydotGraphMinimal
from netdef._impl.net_drawer.nodes import OP_STYLE, GetOpNodeProducer
from netdef._impl.net_drawer.plans import GetOperatorMapForPlan
from netdef.proto import caffe2_pb2


def main() -> None:
    """Reads a NetDef or PlanDef, as text or binary, and writes a .dot and a .pdf file for each net."""
    parser = argparse.ArgumentParser(description="Caffe2 net drawer.")
    parser.add_argument("--input", type=str, required=True, help="The input protobuf file.")
    parser.add_argument("--output_prefix", type=str, default="", help="The prefix to be added to the output filename.")
    parser.add_argument("--minimal", action="store_true", help="If set, produce a minimal visualization.")
    parser.add_argument("--minimal_dependency", action="store_true", help="If set, only draw minimal dependency.")
    parser.add_argument(
        "--append_output", action="store_true", help="If set, append the output blobs to the operator names.")
    parser.add_argument("--rankdir", type=str, default="LR", help="The rank direction of the pydot graph.")
    args = parser.parse_args()
    with open(args.input, "rb") as file:
        message = _read(file.read(), args.input)
    if isinstance(message, caffe2_pb2.PlanDef):
        nets = GetOperatorMapForPlan(message)
    else:
        nets = {message.name: message.op}
    producer = GetOpNodeProducer(args.append_output, **OP_STYLE)
    for name, operators in nets.items():
        operators = list(operators)
        if args.minimal:
            graph = GetPydotGraphMinimal(
                operators, name=name, rankdir=args.rankdir, minimal_dependency=args.minimal_dependency, op_node_producer=producer)
        else:
            graph = GetPydotGraph(operators, name=name, rankdir=args.rankdir, op_node_producer=producer)
        filename = f"{args.output_prefix}{graph.get_name()}" if args.output_prefix else graph.get_name()
        graph.write_raw(filename + ".dot")
        graph.write_pdf(filename + ".pdf")


def _read(content: bytes, path: str) -> caffe2_pb2.NetDef | caffe2_pb2.PlanDef:
    from google.protobuf import message, text_format

    for kind, filled in ((caffe2_pb2.PlanDef, "network"), (caffe2_pb2.NetDef, "op")):
        for parse in (kind.FromString, lambda data, kind=kind: text_format.Parse(data.decode(), kind())):
            try:
                found = parse(content)
            except (message.DecodeError, text_format.ParseError, UnicodeDecodeError):
                continue
            if getattr(found, filled):
                return found
    raise ValueError(f"{path} holds neither a NetDef nor a PlanDef, as text or binary")
