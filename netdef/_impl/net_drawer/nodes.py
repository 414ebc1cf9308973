"""How operators and blobs look."""

from __future__ import annotations

from typing import Any, Callable

from netdef._impl.net_drawer import dot

OP_STYLE = {"shape": "box", "color": "#0F9D58", "style": "filled", "fontcolor": "#FFFFFF"}
BLOB_STYLE = {"shape": "octagon"}


def GetOpNodeProducer(append_output: bool, **kwargs: Any) -> Callable[[Any, int], dot.Node]:
    """A function (operator, position) -> node, named by type, name and position and, with append_output, the outputs."""

    def produce(op: Any, op_id: int) -> dot.Node:
        title = f"{op.name}/{op.type}" if op.name else op.type
        name = f"{title} (op#{op_id})"
        if append_output:
            name += "".join("\n" + output for output in op.output)
        return dot.Node(name, **kwargs)

    return produce


def GetBlobNodeProducer(**kwargs: Any) -> Callable[[str, str], dot.Node]:
    """A function (name, label) -> node."""

    def produce(node_name: str, label: str) -> dot.Node:
        return dot.Node(node_name, label=label, **kwargs)

    return produce
