"""Graphs inside the attributes of nodes."""

from __future__ import annotations

from collections.abc import Iterator

import onnx


def nested_graphs(node: onnx.NodeProto) -> Iterator[onnx.GraphProto]:
    """The graphs among the attributes of a node, as If and Loop have them."""
    for attribute in node.attribute:
        if attribute.HasField("g"):
            yield attribute.g
        yield from attribute.graphs


def all_nodes(graph: onnx.GraphProto | onnx.FunctionProto) -> Iterator[onnx.NodeProto]:
    """Every node, those of nested graphs included."""
    for node in graph.node:
        yield node
        for nested in nested_graphs(node):
            yield from all_nodes(nested)


def read_names(graph: onnx.GraphProto) -> set[str]:
    """Every value that something reads, in nested graphs too, or that is an output."""
    names = {value.name for value in graph.output}
    for node in graph.node:
        names.update(node.input)
        names.update(*map(read_names, nested_graphs(node)))
    return names
