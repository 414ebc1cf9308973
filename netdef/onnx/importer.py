"""ONNX to NetDef: walks the graphs of a model node by node.

A node is served by the first of these that can: a record of a Caffe2 operator, an upgrade to a newer opset (then again from
the start), netdef's operator of the same name, the operator's definition by simpler ones. What none can serve is reported,
all such nodes at once.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import onnx

from netdef.onnx import definitions, fillers, half, opsets, registry, skeleton, value_info, values, zip_maps
from netdef.onnx.arguments import attribute_arguments
from netdef.onnx.builder import Builder
from netdef.onnx.error import ConversionError, Unsupported
from netdef.onnx.graphs import read_names
from netdef.onnx.node import Node
from netdef.onnx.values import ValueType
from netdef.proto import caffe2_pb2

_SMALL = 4096
"""Elements of a constant that records may look into."""
_MODE_BY_OUTPUTS = {"BatchNormalization": 2}
"""Outputs that stay though nobody reads them: before opset 14 an operator with them trains."""
_HINTS = {"consumed_inputs"}
"""Attributes of opset 1 that told an executor which memory it could reuse."""
_MOST_REPORTED = 100
_MALFORMED = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, onnx.defs.SchemaError)
"""What a model that breaks the rules of its own format makes of the code that reads it."""


def import_model(model: onnx.ModelProto, outputs: list[str] | None = None) -> tuple[caffe2_pb2.NetDef, caffe2_pb2.NetDef]:
    """(init_net, predict_net) of a model whose tensors are all inside it.

    The predict net's external inputs are the model's inputs in order, then what the init net fills; its external outputs
    are the model's outputs.

    Raises Unsupported, naming all nodes that cannot be converted, and ConversionError for a model that is broken.
    """
    return import_apart(model, {})[:2]


def import_apart(model: onnx.ModelProto, apart: Mapping[str, np.ndarray]) -> tuple[caffe2_pb2.NetDef, caffe2_pb2.NetDef, dict[str, np.ndarray]]:
    """As import_model for what netdef.onnx.apart reads; also the blobs that the init net does not fill, as arrays."""
    try:
        importer = Importer(model, apart)
        return *importer.convert(), importer.weights
    except _MALFORMED as error:
        raise ConversionError(f"the model is malformed: {type(error).__name__}: {error}") from error


class Importer:
    """The state of one conversion."""

    def __init__(self, model: onnx.ModelProto, apart: Mapping[str, np.ndarray] | None = None):
        self.model = model
        self.apart = apart or {}
        """Contents of the external initializers, by name."""
        self.weights: dict[str, np.ndarray] = {}
        """The blobs that they are; no net fills these."""
        self.opsets = opsets.imported(model)
        self.init = caffe2_pb2.NetDef(name=f"{model.graph.name or 'onnx'}_init")
        self.types: dict[str, ValueType] = {}
        self.constants: dict[str, np.ndarray] = {}
        self.filled: set[str] = set()
        """Blobs that the init net fills."""
        self.taken: set[str] = set()
        self.faults: list[str] = []
        self.expansions = 0
        self.read: set[str] = set()
        self.maps: dict[str, zip_maps.Labels] = {}
        """Blobs that are maps in ONNX, and the labels of their columns."""

    def convert(self) -> tuple[caffe2_pb2.NetDef, caffe2_pb2.NetDef]:
        source = self.model.graph
        typed = skeleton.without_weights(self.model)
        self.opsets = opsets.imported(typed)
        builder = Builder(self)
        filled = {tensor.name for tensor in source.initializer} | {sparse.values.name for sparse in source.sparse_initializer}
        inputs = [value.name for value in source.input if value.name not in filled]
        self._types_of(builder, typed.graph)
        self.read = read_names(typed.graph)
        for name in inputs:
            self.declare(builder, name)
        for tensor in source.initializer:
            self._initializer(builder, tensor)
        for sparse in source.sparse_initializer:
            self._initializer(builder, values.dense(sparse))
        self._nodes(builder, typed.graph)
        self.init.external_output.extend(op.output[0] for op in self.init.op)
        net = builder.net
        net.name = f"{source.name or 'onnx'}_predict"
        if inputs:  # a net that declares none reads what the init net fills
            net.external_input.extend(builder.names[name] for name in inputs)
            net.external_input.extend([*self.init.external_output, *self.weights])
        net.external_output.extend(self._output(builder, value.name) for value in source.output)
        self.report()
        made = [name for op in net.op for name in op.output]
        value_info.attach(net, self.types, dict.fromkeys([*(builder.names[name] for name in inputs), *made]))
        zip_maps.attach(net, self.maps)
        return self.init, net

    # Names and constants.

    def unique(self, name: str) -> str:
        """A blob name that nothing has yet, `name` itself where it can be."""
        chosen, n = name, 0
        while chosen in self.taken or not chosen:
            n += 1
            chosen = f"{name or 'blob'}_{n}"
        self.taken.add(chosen)
        return chosen

    def declare(self, builder: Builder, name: str) -> str:
        """The blob of a value that the builder's graph defines."""
        if name in builder.own:
            raise ConversionError(f"the value '{name}' is defined twice")
        blob = self.unique(name)
        builder.own.add(name)
        builder.names[name] = blob
        if name in builder.declared:
            self.types[blob] = builder.declared[name]
        return blob

    def fill(self, blob: str, tensor: onnx.TensorProto) -> None:
        self.filled.add(blob)
        if tensor.data_location == onnx.TensorProto.EXTERNAL and tensor.name in self.apart:
            self.weights[blob] = self.apart[tensor.name]
            return
        self.init.op.append(fillers.filler(blob, tensor))
        if values.element_count(tensor) <= _SMALL:
            self.constants[blob] = values.to_array(tensor)

    def _initializer(self, builder: Builder, tensor: onnx.TensorProto) -> None:
        blob = self.declare(builder, tensor.name)
        self._fill_value(blob, tensor, builder)

    def _fill_value(self, blob: str, tensor: onnx.TensorProto, builder: Builder) -> None:
        """Fills the blob of a graph's constant; one that is an output of its graph is copied there by the net."""
        self.types[blob] = ValueType(tensor.data_type, tuple(tensor.dims))
        if blob in builder.outputs:
            builder.node("Identity", [builder.tensor(tensor, f"{blob}_value")], [blob])
        else:
            self.fill(blob, tensor)

    def _types_of(self, builder: Builder, graph: onnx.GraphProto) -> None:
        """Notes what inference found out of the values that the graph will define."""
        builder.outputs.update(value.name for value in graph.output)
        for value in (*graph.output, *graph.value_info, *graph.input):
            builder.declared[value.name] = ValueType.of(value.type)

    def _output(self, builder: Builder, name: str) -> str:
        if name not in builder.names:
            raise ConversionError(f"the graph's output '{name}' is made by no node")
        return builder.names[name]

    # Graphs and nodes.

    def nested(self, graph: onnx.GraphProto, outer: Builder) -> caffe2_pb2.NetDef:
        """The net of a graph in an attribute: external inputs and outputs are the graph's, in order."""
        builder = Builder(self, outer)
        self._types_of(builder, graph)
        for value in graph.input:
            self.declare(builder, value.name)
        for tensor in graph.initializer:
            self._initializer(builder, tensor)
        for sparse in graph.sparse_initializer:
            self._initializer(builder, values.dense(sparse))
        self._nodes(builder, graph)
        net = builder.net
        net.name = graph.name
        net.external_input.extend(builder.names[value.name] for value in graph.input)
        net.external_output.extend(self._output(builder, value.name) for value in graph.output)
        value_info.attach(net, self.types, net.external_input)
        return net

    def _nodes(self, builder: Builder, graph: onnx.GraphProto) -> None:
        for proto in graph.node:
            node = self.decoded(proto, builder)
            if node is None:
                continue
            try:
                self.convert_node(node, builder)
            except _MALFORMED as error:
                raise ConversionError(f"{node.label} is malformed: {type(error).__name__}: {error}") from error

    def decoded(self, proto: onnx.NodeProto, builder: Builder, given: frozenset[str] = frozenset()) -> Node | None:
        """The node with blob names; None where it cannot be converted, which is noted. `given` outputs are blobs already."""
        domain = opsets.normal_domain(proto.domain)
        unknown = [name for name in proto.input if name not in builder.names]
        if unknown:
            raise ConversionError(
                f"node {proto.op_type} '{proto.name}' reads {', '.join(map(repr, unknown[:5]))}, which nothing before it makes; "
                f"the nodes of a graph must stand in the order of their execution"
            )
        inputs = [builder.names[name] for name in proto.input]
        outputs = [name if name in given or not name else self.declare(builder, name) for name in proto.output]
        node = Node(proto.op_type, inputs, outputs, {}, domain, self.opsets.get(domain, 1), proto.name)
        while node.outputs and not node.outputs[-1]:
            node.outputs.pop()
        while node.inputs and not node.inputs[-1]:
            node.inputs.pop()
        schema = opsets.schema(node.op_type, domain, node.version)
        if schema is not None:
            self._drop_unread(node, proto, schema)
        faults = []
        if schema is not None:
            if schema.deprecated and all(entry.until <= schema.since_version for entry in registry.upgrades().get((domain, node.op_type), ())):
                faults.append(f"was removed from opset {schema.since_version} on, the model is of opset {node.version}")
            node.version = schema.since_version
            faults += [  # in Caffe2's words, which scripts look for
                f"has the unknown attribute '{a.name}' (Don't know how to map unexpected argument {a.name})"
                for a in proto.attribute if a.name not in schema.attributes
            ]
            faults += [
                f"lacks the attribute '{name}'" for name, a in schema.attributes.items()
                if a.required and name not in {b.name for b in proto.attribute}
            ]
            if not schema.min_input <= len(proto.input) <= schema.max_input:
                faults.append(f"has {len(proto.input)} inputs, expected {schema.min_input} to {schema.max_input}")
            if not schema.min_output <= len(proto.output) <= schema.max_output:
                faults.append(f"has {len(proto.output)} outputs, expected {schema.min_output} to {schema.max_output}")
        elif (domain, node.op_type) in registry.upgrades():  # experimental operators, which exporters wrote at any opset
            node.version = min(node.version, registry.upgrades()[domain, node.op_type][-1].until - 1)
        elif opsets.newest(domain):
            faults.append(f"is no operator of opset {node.version} of {opsets.netdef_domain(domain)}")
        for attribute in proto.attribute:
            if attribute.ref_attr_name:
                faults.append(f"refers to the function attribute '{attribute.ref_attr_name}' outside of a function")
            if attribute.name in node.attributes:
                faults.append(f"has the attribute '{attribute.name}' twice")
            if attribute.name in _HINTS:
                continue
            declared = schema.attributes.get(attribute.name) if schema is not None else None
            if declared is not None and int(declared.type.value) != attribute.type:
                faults.append(f"has the attribute '{attribute.name}' of another type than {declared.type.name}")
                continue
            node.attributes[attribute.name] = values.attribute_value(attribute)
        self.faults += [f"{node.label} {fault}" for fault in faults]
        return None if faults else node

    def _drop_unread(self, node: Node, proto: onnx.NodeProto, schema: onnx.defs.OpSchema) -> None:
        """Leaves out the last outputs where they are optional and nobody reads them."""
        optional = onnx.defs.OpSchema.FormalParameterOption.Optional
        while len(node.outputs) > _MODE_BY_OUTPUTS.get(node.op_type, 1):
            last = len(node.outputs) - 1
            if last >= len(schema.outputs) or schema.outputs[last].option != optional or proto.output[last] in self.read:
                return
            node.outputs.pop()

    def has_operator(self, op_type: str, domain: str = "") -> bool:
        return (opsets.netdef_domain(domain), op_type) in registry.native()

    def convert_node(self, node: Node, builder: Builder) -> None:
        """Adds the operators of a node to the builder's net."""
        if node.op_type == "Constant" and node.domain == "":
            self._constant(node, builder)
            return
        wide = half.widen(node, builder)
        if wide is not None:
            self.convert_node(wide, builder)
            half.narrow(wide, node, builder)
            return
        key = (node.domain, node.op_type)
        pending = next((entry for entry in registry.upgrades().get(key, ()) if node.version < entry.until), None)
        for record in registry.records_by_onnx().get(key, ()):
            # A record without end states the newest semantics: a node has them once it is upgraded.
            if not record.holds_at(node.version) or (pending is not None and not record.until):
                continue
            try:
                if self._by_record(record, node, builder):
                    return
            except Unsupported as error:
                self.faults.append(f"{node.label}: {error}")
                return
        if pending is not None:
            self._upgraded(pending, node, builder)
            return
        if self.has_operator(node.op_type, node.domain):
            self._native(node, builder)
            return
        try:
            defined = definitions.expand(node, builder)
        except Unsupported as error:
            self.faults.append(f"{node.label}: {error}")
            return
        if not defined:
            self.faults.append(f"{node.label} is an operator that netdef does not have")

    def _by_record(self, record: registry.Record, node: Node, builder: Builder) -> bool:
        if record.types is not None:
            dtype = builder.dtype(node.inputs[0]) if node.inputs else 0
            # An operator that serves all types takes what inference could not find out.
            if dtype not in record.types and (dtype or self.has_operator(node.op_type, node.domain)):
                return False
        if record.inputs is not None and len(node.inputs) > record.inputs:
            return False
        if record.outputs is not None and len(node.outputs) > record.outputs:
            return False
        if record.from_onnx is not None:
            return record.from_onnx(node, builder)
        if "" in node.inputs or set(node.attributes) - set(record.arguments) - set(record.fixed):
            return False
        if any(node.attribute(name) != value for name, value in record.fixed.items()):
            return False
        arguments = {argument: node.attribute(name, None) for name, argument in record.arguments.items()}
        schema = opsets.schema(node.op_type, node.domain, node.version)
        for name, argument in record.arguments.items():
            if arguments[argument] is None and schema is not None and schema.attributes[name].default_value.type:
                arguments[argument] = values.attribute_value(schema.attributes[name].default_value)
        builder.add(record.caffe2, node.inputs, node.outputs, **arguments)
        return True

    def _upgraded(self, entry: registry.Upgrade, node: Node, builder: Builder) -> None:
        try:
            replacement = entry.function(node, builder)
        except Unsupported as error:
            self.faults.append(f"{node.label} of opset {node.version}: {error}")
            return
        if replacement is None:
            node.version = max(node.version, entry.until)
            replacement = [node]
        for item in replacement:
            self.convert_node(item, builder)

    def _native(self, node: Node, builder: Builder) -> None:
        op = builder.net.op.add(type=node.op_type, domain=opsets.netdef_domain(node.domain), name=node.name)
        op.input.extend(node.inputs)
        op.output.extend(node.outputs)
        for name, value in node.attributes.items():
            op.arg.extend(attribute_arguments(name, value, lambda graph: self.nested(graph, builder)))
        if node.op_type == "Loop" and node.domain == "":
            self._without_runs(op)

    def _without_runs(self, loop: caffe2_pb2.OperatorDef) -> None:
        """Gives a Loop the net that makes its stacked slices where it does not run, if their types are known."""
        body = next(arg.n for arg in loop.arg if arg.name == "body")
        carried = max(len(loop.input), 2) - 2
        net = caffe2_pb2.NetDef(name=f"{body.name}_without_runs", external_output=body.external_output[1 + carried :])
        for name in dict.fromkeys(net.external_output):
            found = self.types.get(name, values.UNKNOWN)
            if not found.dtype or found.shape is None:
                return
            dims = [0, *(dim if isinstance(dim, int) else 0 for dim in found.shape)]
            empty = onnx.TensorProto(data_type=found.dtype, dims=dims)
            net.op.append(fillers.filler(name, empty))
        if net.op:
            loop.arg.add(name="body_without_runs", n=net)

    def _constant(self, node: Node, builder: Builder) -> None:
        (key, value), = node.attributes.items()
        if key == "value":
            tensor = value
        elif key == "sparse_value":
            tensor = values.dense(value)
        else:
            dtype = {"value_float": np.float32, "value_floats": np.float32, "value_int": np.int64, "value_ints": np.int64}
            array = np.array(value, dtype.get(key, object))
            tensor = onnx.numpy_helper.from_array(array)
        self._fill_value(node.outputs[0], tensor, builder)

    def report(self) -> None:
        """Raises what was noted."""
        if self.faults:
            shown = self.faults[:_MOST_REPORTED]
            more = len(self.faults) - len(shown)
            raise Unsupported(
                f"{len(self.faults)} node{'s' * (len(self.faults) > 1)} cannot be converted:\n  " + "\n  ".join(shown)
                + (f"\n  and {more} more" if more else "")
            )
