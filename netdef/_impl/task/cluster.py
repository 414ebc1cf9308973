"""The machines tasks are meant for."""

from __future__ import annotations

from typing import Any

from netdef._impl import context


class Cluster(context.DefaultManaged):
    """The nodes that were named while it was active."""

    def __init__(self) -> None:
        self._nodes: list[str] = []
        self._node_kwargs: dict[str, dict] = {}

    def add_node(self, node: Any) -> None:
        """Adds a node, once; its options replace those of an earlier one of the name."""
        name = str(node)
        if name not in self._nodes:
            self._nodes.append(name)
        self._node_kwargs[name] = node.kwargs() if isinstance(node, Node) else {}

    def nodes(self) -> list[str]:
        """Names of the nodes, in order of first mention."""
        return self._nodes

    def node_kwargs(self) -> dict[str, dict]:
        """The options of each node."""
        return self._node_kwargs

    def __repr__(self) -> str:
        return f"Cluster(nodes={self._nodes}, node_kwargs={self._node_kwargs})"


class Node(context.DefaultManaged):
    """A machine by name; tasks made inside `with Node(name)` belong to it."""

    def __init__(self, node: Any = "local", **kwargs: Any):
        self._name = str(node)
        self._kwargs = kwargs
        Cluster.current().add_node(self)

    def kwargs(self) -> dict:
        """Its options."""
        return self._kwargs

    def __str__(self) -> str:
        return self._name

    def __repr__(self) -> str:
        return f"Node(name={self._name}, kwargs={self._kwargs})"
