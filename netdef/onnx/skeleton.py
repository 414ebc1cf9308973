"""Separates a model from its weights, and infers types on what is left: weights are never copied for it."""

from __future__ import annotations

import onnx

from netdef.onnx import ceil_pooling, contrib, inline, opsets, values
from netdef.onnx.error import ConversionError, Unsupported
from netdef.onnx.graphs import all_nodes
from netdef.onnx.values import ValueType

_SMALL_BYTES = 1024
"""Initializers up to this size stay, because shapes can depend on their values."""


def without_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy of the model whose large initializers are only declared, as inputs; functions are inlined, types inferred.

    Raises ConversionError where the types contradict each other.
    """
    skeleton = onnx.ModelProto(ir_version=max(model.ir_version, 4), producer_name=model.producer_name)
    skeleton.opset_import.extend(model.opset_import)
    if not model.opset_import:
        skeleton.opset_import.add(domain="", version=1)
    graph, source = skeleton.graph, model.graph
    graph.name = source.name or "graph"
    graph.node.extend(source.node)
    for field in ("input", "output", "value_info"):
        getattr(graph, field).extend(getattr(source, field))
    declared = {value.name for value in graph.input}
    for tensor in source.initializer:
        if tensor.ByteSize() <= _SMALL_BYTES and tensor.data_location != onnx.TensorProto.EXTERNAL:
            graph.initializer.append(tensor)
        elif tensor.name not in declared:
            values.element_count(tensor)
            graph.input.append(onnx.helper.make_tensor_value_info(tensor.name, tensor.data_type, list(tensor.dims)))
    for sparse in source.sparse_initializer:
        if sparse.values.name not in declared:
            graph.input.append(onnx.helper.make_tensor_value_info(sparse.values.name, sparse.values.data_type, list(sparse.dims)))
    inline.inline_functions(skeleton, model.functions)
    _define(skeleton)
    imported = {entry.domain for entry in skeleton.opset_import}
    for domain in sorted({node.domain for node in skeleton.graph.node} - imported - {"", "ai.onnx"}):
        skeleton.opset_import.add(domain=domain, version=1)  # its nodes are reported where they are converted
    return infer_types(skeleton)


def _define(skeleton: onnx.ModelProto) -> None:
    """Gives the model the functions that define its operators of ONNX Runtime, so that types are inferred through them."""
    known = {value.name: ValueType.of(value.type) for value in (*skeleton.graph.input, *skeleton.graph.value_info)}
    known |= {tensor.name: ValueType(tensor.data_type, tuple(tensor.dims)) for tensor in skeleton.graph.initializer}
    for node in all_nodes(skeleton.graph):
        if node.op_type not in contrib.definitions():
            continue
        if opsets.normal_domain(node.domain) == "" and opsets.schema(node.op_type, "", opsets.imported(skeleton).get("", 1)) is None:
            node.domain = opsets.CONTRIB  # ONNX Runtime writes some of its operators into ONNX's domain
        if node.domain == opsets.CONTRIB:
            node.overload = str(len(skeleton.functions))
            attributes = {attribute.name: values.attribute_value(attribute) for attribute in node.attribute}
            types = [known.get(name, values.UNKNOWN) for name in node.input]
            try:
                function = contrib.define(node.op_type, list(map(bool, node.input)), len(node.output), attributes, types, node.overload)
            except Unsupported:
                continue  # reported with all others when the node is converted
            skeleton.functions.append(function)
    if skeleton.functions:
        skeleton.ir_version = max(skeleton.ir_version, 10)


def infer_types(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with the types of its values, as far as they can be inferred."""
    try:
        return ceil_pooling.inferred(model, lambda model: onnx.shape_inference.infer_shapes(model, data_prop=True))
    except Exception as error:  # whatever the onnx package throws at a broken model
        raise ConversionError(f"the types of the model contradict each other: {error}") from error
