"""Searching a graph for a pattern."""

from __future__ import annotations

from typing import Any, Iterator, Sequence

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


def _complete(
    nodes: Sequence[Node], wanted: list[Node], taken: set[Node], found: dict[Node, Node]
) -> dict[Node, Node] | None:
    """{node of the pattern: one of `nodes`} for the whole pattern, of which a part is found already; None where there is none."""
    if len(found) == len(wanted):
        return found
    # next to what is found already, if any is
    key = next((w for w in wanted if w not in found and any(n in found for n in (*w.inputs, *w.outputs))), None)
    key = key or next(w for w in wanted if w not in found)
    for node in nodes:
        if node in taken or node in found.values() or not _fits(key, node) or not _joined(key, node, found):
            continue
        result = _complete(nodes, wanted, taken, {**found, key: node})
        if result is not None:
            return result
    return None


def _subgraph(wanted: list[Node], found: dict[Node, Node]) -> NNSubgraph:
    subgraph = NNSubgraph()
    for node in wanted:
        subgraph.addNode(found[node])
    return subgraph


def find(graph: DataFlow, pattern: NNMatchGraph) -> Iterator[NNSubgraph]:
    """The places where the pattern is found; each node belongs to one."""
    wanted = pattern.getMutableNodes()
    taken: set[Node] = set()
    while wanted:
        found = _complete(graph.getMutableNodes(), wanted, taken, {})
        if found is None:
            return
        taken.update(found.values())
        yield _subgraph(wanted, found)


def find_at(node: Node, pattern: NNMatchGraph) -> NNSubgraph:
    """The place where the pattern is found with its first node at `node`; without nodes where it is not."""
    wanted = pattern.getMutableNodes()
    if not wanted or not _fits(wanted[0], node):
        return NNSubgraph()
    found = _complete(_connected(node), wanted, set(), {wanted[0]: node})
    return NNSubgraph() if found is None else _subgraph(wanted, found)


def _connected(node: Node) -> list[Node]:
    """All nodes that edges lead to or from, near ones first."""
    seen = {node: None}
    waiting = [node]
    for current in waiting:
        for neighbour in (*current.inputs, *current.outputs):
            if neighbour not in seen:
                seen[neighbour] = None
                waiting.append(neighbour)
    return list(seen)
