"""Searching a graph for a pattern."""

from __future__ import annotations

from typing import Any, Iterator

from netdef._impl.nomnigraph.graph import DataFlow, NNSubgraph, Node


class NNMatchGraph(DataFlow):
    """A pattern: operators match by type, tensors all; a strict node has the edges of the pattern and no others."""

    def createNode(self, value: Any, strict: bool = False) -> Node:
        """A node of the pattern."""
        node = super().createNode(value)
        node.strict = strict
        return node


def _fits(wanted: Node, node: Node) -> bool:
    if wanted.isOperator() != node.isOperator() or (wanted.isOperator() and wanted.name != node.name):
        return False
    if wanted.strict:
        return len(wanted.in_edges) == len(node.in_edges) and len(wanted.out_edges) == len(node.out_edges)
    return True


def _joined(wanted: Node, node: Node, found: dict[Node, Node]) -> bool:
    """Whether the edges of the pattern to nodes that are found exist."""
    return all(found[w] in node.inputs for w in wanted.inputs if w in found) and all(
        found[w] in node.outputs for w in wanted.outputs if w in found)


def find(graph: DataFlow, pattern: NNMatchGraph) -> Iterator[NNSubgraph]:
    """The places where the pattern is found; each node belongs to one."""
    wanted = pattern.getMutableNodes()
    taken: set[Node] = set()

    def search(found: dict[Node, Node]) -> dict[Node, Node] | None:
        if len(found) == len(wanted):
            return found
        # next to what is found already, if any is
        key = next((w for w in wanted if w not in found and any(n in found for n in (*w.inputs, *w.outputs))), None)
        key = key or next(w for w in wanted if w not in found)
        for node in graph.getMutableNodes():
            if node in taken or node in found.values() or not _fits(key, node) or not _joined(key, node, found):
                continue
            result = search({**found, key: node})
            if result is not None:
                return result
        return None

    while wanted:
        found = search({})
        if found is None:
            return
        taken.update(found.values())
        subgraph = NNSubgraph()
        for w in wanted:
            subgraph.addNode(found[w])
        yield subgraph
