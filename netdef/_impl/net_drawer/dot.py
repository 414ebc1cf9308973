"""Graphs with the interface of pydot's, rendered by the package graphviz."""

from __future__ import annotations

import re
from typing import Any, Callable

from netdef._impl.extras import needed_for

_PLAIN = re.compile(r"(?!(node|edge|graph|digraph|subgraph|strict)$)[A-Za-z_][A-Za-z_0-9]*|-?(\.\d+|\d+(\.\d*)?)", re.IGNORECASE)


def _quoted(text: Any) -> str:
    text = str(text).replace('"', r"\"").replace("\n", r"\n")
    return f'"{text}"'


def _id(text: Any) -> str:
    return str(text) if _PLAIN.fullmatch(str(text)) else _quoted(text)


def _attributes(attributes: dict[str, Any]) -> str:
    if not attributes:
        return ""
    return " [" + ", ".join(f"{key}={_id(value)}" for key, value in attributes.items()) + "]"


class Node:
    """A node: name and attributes (label, shape, color, ...)."""

    def __init__(self, name: str = "", obj_dict: Any = None, **attrs: Any):
        self._name = name
        self._attributes = attrs

    def get_name(self) -> str:
        """The name as the text of the graph has it."""
        return _quoted(self._name)

    def get_label(self) -> str | None:
        """The label, None where the name is shown."""
        return self._attributes.get("label")

    def get_attributes(self) -> dict[str, Any]:
        """The attributes."""
        return self._attributes

    def to_string(self) -> str:
        """The statement in the DOT language."""
        return f"{self.get_name()}{_attributes(self._attributes)};"


class Edge:
    """An edge between two nodes, given as Node or name."""

    def __init__(self, src: Any = "", dst: Any = "", obj_dict: Any = None, **attrs: Any):
        self._ends = [end.get_name() if isinstance(end, Node) else _quoted(end) for end in (src, dst)]
        self._attributes = attrs

    def get_source(self) -> str:
        """Where the edge starts."""
        return self._ends[0]

    def get_destination(self) -> str:
        """Where the edge ends."""
        return self._ends[1]

    def get_attributes(self) -> dict[str, Any]:
        """The attributes."""
        return self._attributes

    def to_string(self) -> str:
        """The statement in the DOT language."""
        return f"{self._ends[0]} -> {self._ends[1]}{_attributes(self._attributes)};"


class Dot:
    """A directed graph. create_FORMAT() gives the bytes of a picture, write_FORMAT(path) a file; formats are Graphviz's."""

    def __init__(self, graph_name: str = "G", rankdir: str = "LR", **attrs: Any):
        self._name = graph_name
        self._attributes = {"rankdir": rankdir, **attrs}
        self._nodes: dict[str, Node] = {}
        self._items: list[Any] = []

    def add_node(self, graph_node: Node) -> None:
        """Adds a node; one of the same name that is there already stays."""
        if graph_node.get_name() not in self._nodes:
            self._nodes[graph_node.get_name()] = graph_node
            self._items.append(graph_node)

    def add_edge(self, graph_edge: Edge) -> None:
        """Adds an edge."""
        self._items.append(graph_edge)

    def get_name(self) -> str:
        """The graph's name."""
        return self._name

    def get_nodes(self) -> list[Node]:
        """All nodes."""
        return list(self._nodes.values())

    get_node_list = get_nodes

    def get_edges(self) -> list[Edge]:
        """All edges."""
        return [item for item in self._items if isinstance(item, Edge)]

    get_edge_list = get_edges

    def set(self, name: str, value: Any) -> None:
        """Sets an attribute of the graph."""
        self._attributes[name] = value

    def set_rankdir(self, value: str) -> None:
        """Sets the direction: "LR", "TB", ..."""
        self.set("rankdir", value)

    def to_string(self) -> str:
        """The graph in the DOT language."""
        head = [f"digraph {_id(self._name)} {{" if self._name else "digraph {"]
        head += [f"{key}={_id(value)};" for key, value in self._attributes.items()]
        return "\n".join([*head, *(item.to_string() for item in self._items), "}\n"])

    __str__ = to_string

    def create(self, prog: str | None = None, format: str = "ps", encoding: str | None = None) -> bytes:
        """The picture as bytes, or the text for the formats "raw" and "dot".

        Raises:
            ImportError: the package graphviz is missing. RuntimeError: Graphviz itself is, or it rejects the graph.
        """
        if format in ("raw", "dot"):
            return self.to_string().encode()
        with needed_for("drawing", "draw"):
            import graphviz
        try:
            return graphviz.Source(self.to_string(), engine=prog).pipe(format=format)
        except graphviz.ExecutableNotFound as error:
            raise RuntimeError("drawing needs Graphviz, whose program `dot` is not on the PATH") from error

    def write(self, path: Any, prog: str | None = None, format: str = "raw", encoding: str | None = None) -> bool:
        """Writes the picture into a file."""
        picture = self.create(prog, format)
        with open(path, "wb") as file:
            file.write(picture)
        return True

    def __getattr__(self, name: str) -> Callable:
        for start, method in (("create_", self.create), ("write_", self.write)):
            if name.startswith(start):
                return lambda *args, **kwargs: method(*args, format=name[len(start):], **kwargs)
        raise AttributeError(f"'Dot' object has no attribute {name!r}")

    def _repr_svg_(self) -> str:
        return self.create(format="svg").decode()
