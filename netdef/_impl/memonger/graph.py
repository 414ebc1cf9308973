"""The graph of a net's operators, and orders in which they can run."""

from __future__ import annotations

from typing import Any, Iterable, Sequence

from netdef._impl.extras import needed_for


def dependencies(ops: Sequence[Any]) -> list[set[int]]:
    """For each operator those that must run before it: writers of what it reads, readers and writers of what it writes."""
    writers: dict[str, list[int]] = {}
    readers: dict[str, list[int]] = {}
    result = []
    for i, op in enumerate(ops):
        before: set[int] = set()
        for name in op.input:
            before.update(writers.get(name, ()))
        for name in op.output:
            before.update(writers.get(name, ()))
            before.update(readers.get(name, ()))
        for name in op.input:
            readers.setdefault(name, []).append(i)
        for name in op.output:
            writers.setdefault(name, []).append(i)
        before.discard(i)
        result.append(before)
    return result


def compute_interference_graph(ops: Sequence[Any]) -> Any:
    """A networkx.DiGraph of the operators' positions; an edge says that the first must run before the second."""
    with needed_for("a graph of the operators", "memonger"):
        import networkx

    graph = networkx.DiGraph()
    for i, op in enumerate(ops):
        graph.add_node(i, op=op)
    for i, before in enumerate(dependencies(ops)):
        graph.add_edges_from((j, i) for j in sorted(before))
    return graph


def topological_sort_traversal(g: Any) -> list[Any]:
    """Nodes in an order of the edges: depth first, branches found later come first."""
    order: list[Any] = []
    seen: set[Any] = set()
    for start in g.nodes():
        if start in seen:
            continue
        seen.add(start)
        stack = [(start, iter(g.successors(start)))]
        while stack:
            node, following = stack[-1]
            child = next((n for n in following if n not in seen), None)
            if child is None:
                order.append(node)
                stack.pop()
            else:
                seen.add(child)
                stack.append((child, iter(g.successors(child))))
    return order[::-1]


def topological_sort_traversal_longest_path(g: Any) -> list[Any]:
    """Nodes in an order of the edges in which sources with a longer way to go come first, so that short branches wait to be needed."""
    length: dict[Any, int] = {}
    for node in reversed(topological_sort_traversal(g)):
        length[node] = 1 + max((length[n] for n in g.successors(node)), default=-1)
    waiting = {node: g.in_degree(node) for node in g.nodes()}
    order: list[Any] = []
    for source in sorted((n for n, count in waiting.items() if count == 0), key=lambda n: -length[n]):
        ready = [source]
        while ready:
            node = ready.pop()
            order.append(node)
            for n in _decrement(waiting, g.successors(node)):
                ready.append(n)
            ready.sort(key=lambda n: length[n])
    return order


def _decrement(waiting: dict[Any, int], nodes: Iterable[Any]) -> list[Any]:
    freed = []
    for node in nodes:
        waiting[node] -= 1
        if waiting[node] == 0:
            freed.append(node)
    return freed
