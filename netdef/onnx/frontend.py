"""NetDef to ONNX, under the names of caffe2.python.onnx.frontend."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx

from netdef.onnx import exporter, ssa
from netdef.onnx.export_graph import ExportGraph
from netdef.proto import caffe2_pb2


class Caffe2Frontend:
    """Exports nets to ONNX."""

    target_opset_version = exporter.DEFAULT_OPSET
    """The opset that is written where none is asked for and every operator has it."""

    _names = itertools.count()

    @classmethod
    def dummy_name(cls) -> str:
        """A name that was not given before."""
        return f"ONNX_DUMMY_{next(cls._names)}"

    @classmethod
    def caffe2_net_to_onnx_graph(cls, predict_net: caffe2_pb2.NetDef, init_net: caffe2_pb2.NetDef | None = None,
                                 value_info: exporter.ValueInfo | None = None) -> onnx.GraphProto:
        """The graph of a net; see caffe2_net_to_onnx_model."""
        return exporter.export_graph(predict_net, init_net, value_info)

    @classmethod
    def caffe2_net_to_onnx_model(cls, predict_net: caffe2_pb2.NetDef, init_net: caffe2_pb2.NetDef | None = None,
                                 value_info: exporter.ValueInfo | None = None, *, opset_version: int | None = None) -> onnx.ModelProto:
        """The checked model of a pair of nets.

        value_info: {input: (ONNX's code of the element type, shape)}; a size may be a name.

        Raises Unsupported for operators without a form in ONNX, all at once, and for inputs without value info.
        """
        model = exporter.export_model(predict_net, init_net, value_info, opset_version)
        if model.ByteSize() < onnx.checker.MAXIMUM_PROTOBUF:
            onnx.checker.check_model(model)
        return model

    @classmethod
    def caffe2_init_net_to_initializer(cls, init_net: caffe2_pb2.NetDef) -> list[onnx.TensorProto]:
        """The tensors that an init net fills."""
        return [
            onnx.numpy_helper.from_array(value, name)
            for name, value in exporter.filled_values(init_net).items() if isinstance(value, np.ndarray)
        ]

    @classmethod
    def caffe2_op_to_onnx_node(cls, op_def: caffe2_pb2.OperatorDef, shapes: Mapping[str, Any]) -> tuple[list, list]:
        """(nodes, constant tensors) of one operator; `shapes` are those of its inputs."""
        names = {*op_def.input, *op_def.output}
        graph = ExportGraph(exporter.DEFAULT_OPSET, {}, shapes, {}, names)
        exporter.convert(op_def, graph)
        return graph.nodes, list(graph.initializers.values())

    @classmethod
    def caffe2_arg_to_onnx_attr(cls, op_def: caffe2_pb2.OperatorDef, arg: caffe2_pb2.Argument) -> onnx.AttributeProto:
        """An argument as an attribute of the same name."""
        from netdef.onnx.op_arguments import value_of

        return onnx.helper.make_attribute(arg.name, value_of(arg))

    @classmethod
    def ssa_rewrite(cls, net: caffe2_pb2.NetDef, init_net: caffe2_pb2.NetDef | None, value_info: Mapping[str, Any] | None) -> None:
        """Renames, in place, the versions of blobs that the net writes more than once."""
        filled = [name for op in init_net.op for name in op.output] if init_net is not None else []
        ssa.rewrite(net, filled)

    _ssa_rewrite = ssa_rewrite


caffe2_net_to_onnx_graph = Caffe2Frontend.caffe2_net_to_onnx_graph
caffe2_net_to_onnx_model = Caffe2Frontend.caffe2_net_to_onnx_model
caffe2_init_net_to_initializer = Caffe2Frontend.caffe2_init_net_to_initializer
ssa_rewrite = Caffe2Frontend.ssa_rewrite
