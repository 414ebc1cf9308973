"""Operators that are defined by others, by ONNX or in netdef.onnx.contrib: the definition in the place of a node."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import onnx

from netdef.onnx import contrib, inline, opsets, skeleton
from netdef.onnx.builder import Builder
from netdef.onnx.error import ConversionError
from netdef.onnx.graphs import read_names
from netdef.onnx.values import ValueType

if TYPE_CHECKING:
    from netdef.onnx.node import Node

_MOST_EXPANSIONS = 10_000


def expand(node: Node, builder: Builder) -> bool:
    """Converts a node of the newest opset by the function that defines its operator; False where it has none."""
    schema = opsets.schema(node.op_type, node.domain, opsets.newest(node.domain))
    if schema is None and node.domain == opsets.CONTRIB and node.op_type in contrib.definitions():
        call = _proto(node, schema)
        types = [builder.type(name) for name in node.inputs]
        function = contrib.define(node.op_type, list(map(bool, node.inputs)), len(node.outputs), node.attributes, types)
    elif schema is not None and (schema.has_function or schema.has_context_dependent_function):
        call = _proto(node, schema)
        function = schema.function_body if schema.has_function else _for_types(schema, call, node, builder)
    else:
        return False
    if function is None:
        return False
    importer = builder.importer
    importer.expansions += 1
    if importer.expansions > _MOST_EXPANSIONS:
        raise ConversionError("the definitions of the model's operators expand without end")
    captured = _captured(node, builder)
    body = _body(function, call, schema, f"{node.name or node.op_type}_{importer.expansions}/", captured)
    inner = Builder(importer)
    inner.net, inner.twins = builder.net, builder.twins
    inner.names.update(captured | {blob: blob for blob in (*node.inputs, *node.outputs)})
    outer_versions = importer.opsets
    importer.opsets = outer_versions | {opsets.normal_domain(e.domain): e.version for e in function.opset_import}
    importer.read |= read_names(onnx.GraphProto(node=body)) | set(node.outputs)
    _infer(call, body, builder, inner)
    for proto in body:
        item = importer.decoded(proto, inner, frozenset(node.outputs))
        if item is not None:
            importer.convert_node(item, inner)
    importer.opsets = outer_versions
    return True


def _proto(node: Node, schema: onnx.defs.OpSchema | None) -> onnx.NodeProto:
    call = onnx.NodeProto(op_type=node.op_type, domain=node.domain, name=node.name, input=node.inputs, output=node.outputs)
    for name, value in node.attributes.items():
        kind = int(schema.attributes[name].type.value) if schema is not None and name in schema.attributes else None
        call.attribute.append(onnx.helper.make_attribute(name, value, attr_type=kind))
    return call


def _for_types(schema: onnx.defs.OpSchema, call: onnx.NodeProto, node: Node, builder: Builder) -> onnx.FunctionProto | None:
    """The function for the types of a node's inputs; None where one is not known."""
    types = [_type_proto(builder.type(name)) if name else onnx.TypeProto() for name in node.inputs]
    if any(found is None for found in types):
        return None
    version = max(schema.context_dependent_function_opset_versions)
    serialized = [found.SerializeToString() for found in types]
    return onnx.FunctionProto.FromString(
        schema.get_context_dependent_function_with_opset_version(version, call.SerializeToString(), serialized))


def _captured(node: Node, builder: Builder) -> dict[str, str]:
    """The values around the node that graphs in its attributes read, by name, and their blobs."""
    graphs = [value for value in node.attributes.values() if isinstance(value, onnx.GraphProto)]
    return {name: builder.names[name] for graph in graphs for name in read_names(graph) if name in builder.names}


def _body(function: onnx.FunctionProto, call: onnx.NodeProto, schema: onnx.defs.OpSchema | None, prefix: str,
          captured: Iterable[str]) -> list[onnx.NodeProto]:
    """The function's nodes for a call, which gets the attributes that the function knows, defaults included."""
    given = {attribute.name: attribute for attribute in call.attribute}
    defaults = {name: a.default_value for name, a in (schema.attributes if schema is not None else {}).items() if a.default_value.type}
    known = set(function.attribute) | {attribute.name for attribute in function.attribute_proto}
    bound = onnx.NodeProto(op_type=call.op_type, domain=call.domain, input=call.input, output=call.output)
    bound.attribute.extend(attribute for name, attribute in (defaults | given).items() if name in known)
    return inline.instantiate(function, bound, prefix, captured)


def _infer(call: onnx.NodeProto, body: list[onnx.NodeProto], builder: Builder, inner: Builder) -> None:
    """Infers the types inside an expanded definition."""
    graph = onnx.GraphProto(name="definition", node=body)
    for name in dict.fromkeys(filter(None, call.input)):
        found = _type_proto(builder.type(name))
        value = graph.input.add(name=name)
        if found is not None:
            value.type.CopyFrom(found)
    for name in filter(None, call.output):
        graph.output.add(name=name)
    imports = [onnx.helper.make_opsetid(domain, version) for domain, version in builder.importer.opsets.items()]
    typed = skeleton.infer_types(onnx.ModelProto(ir_version=10, opset_import=imports, graph=graph))
    for value in (*typed.graph.value_info, *typed.graph.output):
        inner.declared[value.name] = ValueType.of(value.type)


def _type_proto(found: ValueType) -> onnx.TypeProto | None:
    if found.other:
        return onnx.TypeProto.FromString(found.other)
    if not found.dtype:
        return None
    return onnx.helper.make_tensor_type_proto(found.dtype, None if found.shape is None else list(found.shape))
