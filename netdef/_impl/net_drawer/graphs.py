"""Graphs of nets."""

from __future__ import annotations

import json
import logging
from typing import Any, Callable, Iterable

from netdef._impl.net_drawer import dot
from netdef._impl.net_drawer.nodes import BLOB_STYLE, OP_STYLE, GetBlobNodeProducer, GetOpNodeProducer

logger = logging.getLogger("netdef.net_drawer")


def _operators_and_name(operators_or_net: Any, name: str | None) -> tuple[list[Any], str]:
    net = operators_or_net.Proto() if callable(getattr(operators_or_net, "Proto", None)) else operators_or_net
    if hasattr(net, "op"):
        return list(net.op), name or net.name
    if isinstance(net, Iterable):
        return list(net), name or "unnamed"
    raise TypeError(f"expected a net or a list of operators to draw, got {type(operators_or_net).__name__}")


class _Versions:
    """Names for the values a blob has one after another: x0, x1, ..."""

    def __init__(self) -> None:
        self.current: dict[str, int] = {}

    def read(self, blob: str) -> str:
        return f"{blob}{self.current.setdefault(blob, 0)}"

    def write(self, blob: str) -> str:
        self.current[blob] = self.current.get(blob, -1) + 1
        return f"{blob}{self.current[blob]}"


def GetPydotGraph(
    operators_or_net: Any,
    name: str | None = None,
    rankdir: str = "LR",
    op_node_producer: Callable | None = None,
    blob_node_producer: Callable | None = None,
) -> dot.Dot:
    """A graph of operators and blobs. A blob that is written again becomes a node of its own.

    operators_or_net: a Net, a NetDef or a list of operators. rankdir: direction, "LR" or "TB".
    op_node_producer, blob_node_producer: functions (operator, position) and (name, label) that make the nodes.
    """
    op_node = op_node_producer or GetOpNodeProducer(False, **OP_STYLE)
    blob_node = blob_node_producer or GetBlobNodeProducer(**BLOB_STYLE)
    operators, name = _operators_and_name(operators_or_net, name)
    graph = dot.Dot(name, rankdir=rankdir)
    versions = _Versions()
    for op_id, op in enumerate(operators):
        node = op_node(op, op_id)
        graph.add_node(node)
        for blob in op.input:
            source = blob_node(versions.read(blob), str(blob))
            graph.add_node(source)
            graph.add_edge(dot.Edge(source, node))
        for blob in op.output:
            target = blob_node(versions.write(blob), str(blob))
            graph.add_node(target)
            graph.add_edge(dot.Edge(node, target))
    return graph


def GetPydotGraphMinimal(
    operators_or_net: Any,
    name: str | None = None,
    rankdir: str = "LR",
    minimal_dependency: bool = False,
    op_node_producer: Callable | None = None,
) -> dot.Dot:
    """A graph of operators alone.

    minimal_dependency: of several edges into an operator only those from operators that no other of them depends on.
    """
    op_node = op_node_producer or GetOpNodeProducer(False, **OP_STYLE)
    operators, name = _operators_and_name(operators_or_net, name)
    graph = dot.Dot(name, rankdir=rankdir)
    nodes: list[dot.Node] = []
    writers: dict[str, int] = {}
    before: list[set[int]] = []
    for op_id, op in enumerate(operators):
        node = op_node(op, op_id)
        graph.add_node(node)
        parents = list(dict.fromkeys(writers[blob] for blob in op.input if blob in writers))
        before.append(set(parents).union(*(before[p] for p in parents)))
        if minimal_dependency:
            parents = [p for p in parents if not any(p in before[q] for q in parents)]
        for parent in parents:
            graph.add_edge(dot.Edge(nodes[parent], node))
        nodes.append(node)
        writers.update((blob, op_id) for blob in op.output)
    return graph


def GetGraphInJson(operators_or_net: Any, output_filepath: str) -> None:
    """Writes the graph of operators and blobs as {"nodes": [{id, label, type, op_id}], "edges": [{source, target}]}."""
    operators, _ = _operators_and_name(operators_or_net, None)
    versions = _Versions()
    ids: dict[str, int] = {}
    nodes: list[dict[str, Any]] = []
    edges: list[dict[str, int]] = []

    def blob_id(blob: str, key: str) -> int:
        if key not in ids:
            ids[key] = len(nodes)
            nodes.append({"id": ids[key], "label": str(blob), "type": "blob"})
        return ids[key]

    for op_id, op in enumerate(operators):
        own = len(nodes)
        nodes.append({"id": own, "label": f"{op.name}/{op.type}" if op.name else op.type, "op_id": op_id, "type": "op"})
        for blob in op.input:
            edges.append({"source": blob_id(blob, versions.read(blob)), "target": own})
        for blob in op.output:
            edges.append({"source": own, "target": blob_id(blob, versions.write(blob))})
    with open(output_filepath, "w") as file:
        json.dump({"nodes": nodes, "edges": edges}, file)


def GetGraphPngSafe(func: Callable, *args: Any, **kwargs: Any) -> bytes:
    """The PNG of the graph that func(*args, **kwargs) returns; where that fails, of one node with the message, which is logged too."""
    try:
        graph = func(*args, **kwargs)
        if not isinstance(graph, dot.Dot):
            raise TypeError(f"func is expected to return a graph, got {type(graph).__name__}")
        return graph.create_png()
    except Exception as error:
        logger.exception("Failed to draw graph")
        failed = dot.Dot("error")
        failed.add_node(dot.Node(f"Failed to draw graph: {error}", shape="note"))
        return failed.create_png()
