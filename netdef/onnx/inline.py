"""Functions in the place of the nodes that call them."""

from __future__ import annotations

from collections.abc import Iterable

import onnx

from netdef.onnx.error import ConversionError
from netdef.onnx.graphs import all_nodes, nested_graphs
from netdef.onnx.opsets import normal_domain, schema

_DEEPEST = 64
_MOST_NODES = 100_000

Key = tuple[str, str, str]


def _key(proto: onnx.NodeProto | onnx.FunctionProto, op_type: str) -> Key:
    return normal_domain(proto.domain), op_type, proto.overload


def inline_functions(model: onnx.ModelProto, functions: Iterable[onnx.FunctionProto]) -> None:
    """Replaces, in place, each node that calls one of `functions` by the function's nodes.

    Raises ConversionError for functions that call themselves.
    """
    table = {_key(function, function.name): function for function in functions}
    if table:
        _Inliner(table).graph(model.graph, ())
        known = {entry.domain: entry.version for entry in model.opset_import}
        for function in table.values():
            for entry in function.opset_import:
                version = known.setdefault(entry.domain, entry.version)
                changed = _changed(function, entry, version)
                if changed:
                    raise ConversionError(
                        f"function '{function.name}' is written for opset {entry.version}, the model for {version}; "
                        f"between them {', '.join(changed)} became another"
                    )
                if entry.domain not in {e.domain for e in model.opset_import}:
                    model.opset_import.add(domain=entry.domain, version=entry.version)


def _changed(function: onnx.FunctionProto, entry: onnx.OperatorSetIdProto, version: int) -> list[str]:
    """The operators of a function that another version of their set defines anew."""
    if entry.version == version:
        return []
    domain = normal_domain(entry.domain)
    used = {node.op_type for node in all_nodes(function) if normal_domain(node.domain) == domain}
    return sorted(op for op in used if _since(op, domain, entry.version) != _since(op, domain, version))


def _since(op_type: str, domain: str, version: int) -> int:
    found = schema(op_type, domain, version)
    return found.since_version if found else 0


class _Inliner:
    def __init__(self, table: dict[Key, onnx.FunctionProto]):
        self.table = table
        self.calls = 0
        self.nodes = 0

    def graph(self, graph: onnx.GraphProto, stack: tuple[Key, ...]) -> None:
        nodes = list(self.expanded(graph.node, stack))
        del graph.node[:]
        graph.node.extend(nodes)

    def expanded(self, nodes: Iterable[onnx.NodeProto], stack: tuple[Key, ...]) -> Iterable[onnx.NodeProto]:
        for node in nodes:
            self.nodes += 1
            if self.nodes > _MOST_NODES:
                raise ConversionError(f"inlining its functions makes the model larger than {_MOST_NODES} nodes")
            for graph in nested_graphs(node):
                self.graph(graph, stack)
            key = _key(node, node.op_type)
            function = self.table.get(key)
            if function is None:
                yield node
                continue
            if key in stack or len(stack) >= _DEEPEST:
                raise ConversionError(f"function '{function.name}' calls itself, through {' -> '.join(k[1] for k in (*stack, key))}")
            self.calls += 1
            body = instantiate(function, node, f"{node.name or function.name}_{self.calls}/")
            yield from self.expanded(body, (*stack, key))


def instantiate(function: onnx.FunctionProto, call: onnx.NodeProto, prefix: str, captured: Iterable[str] = ()) -> list[onnx.NodeProto]:
    """The nodes of a function as one call means them: its names under `prefix`, its attributes bound.

    captured: names around the call that graphs in its attributes read; they stay as they are.
    """
    if len(call.input) > len(function.input) or len(call.output) > len(function.output):
        raise ConversionError(
            f"the call of function '{function.name}' has {len(call.input)} inputs and {len(call.output)} outputs; "
            f"it takes {len(function.input)} and makes {len(function.output)}"
        )
    names = {"": "", **{name: name for name in captured}}
    names.update({name: "" for name in function.input})
    names.update(zip(function.input, call.input))
    names.update({name: actual for name, actual in zip(function.output, call.output) if actual})
    attributes = {attribute.name: attribute for attribute in function.attribute_proto}
    attributes.update({attribute.name: attribute for attribute in call.attribute})
    unknown = {a.name for a in call.attribute} - set(function.attribute) - {a.name for a in function.attribute_proto}
    if unknown:
        raise ConversionError(f"the call of function '{function.name}' has unknown attributes {', '.join(sorted(unknown))}")
    forwarded = set(function.input) & set(function.output)
    nodes = [_bound(node, names, attributes, prefix) for node in function.node]
    for name in forwarded:  # an output that is an input
        target = dict(zip(function.output, call.output)).get(name)
        source = dict(zip(function.input, call.input)).get(name)
        if target and source:
            nodes.append(onnx.helper.make_node("Identity", [source], [target]))
    return nodes


def _bound(node: onnx.NodeProto, names: dict[str, str], attributes: dict[str, onnx.AttributeProto], prefix: str) -> onnx.NodeProto:
    out = onnx.NodeProto()
    out.CopyFrom(node)
    del out.attribute[:]
    out.name = prefix + node.name
    out.input[:] = [names.setdefault(name, prefix + name) for name in node.input]
    out.output[:] = [names.setdefault(name, prefix + name) for name in node.output]
    for attribute in node.attribute:
        bound = attribute
        if attribute.ref_attr_name:
            if attribute.ref_attr_name not in attributes:
                continue  # the caller gave none and the function has no default: the operator's own holds
            bound = onnx.AttributeProto()
            bound.CopyFrom(attributes[attribute.ref_attr_name])
            bound.name = attribute.name
        copied = out.attribute.add()
        copied.CopyFrom(bound)
        if attribute.type == onnx.AttributeProto.GRAPH and not attribute.ref_attr_name:
            _bind_graph(copied.g, dict(names), attributes, prefix)
    return out


def _bind_graph(graph: onnx.GraphProto, names: dict[str, str], attributes: dict[str, onnx.AttributeProto], prefix: str) -> None:
    """Renames a graph inside a function, in place."""
    for values in (graph.input, graph.initializer):
        for value in values:
            value.name = names[value.name] = prefix + value.name
    nodes = [_bound(node, names, attributes, prefix) for node in graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    del graph.value_info[:]
    for value in graph.output:
        value.name = names.get(value.name, prefix + value.name)
