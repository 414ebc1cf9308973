"""What notebooks show of a net."""

from __future__ import annotations

import html
from typing import Any

from netdef._impl.net_drawer.graphs import GetPydotGraph

MOST_OPERATORS = 100  # of larger nets a drawing takes long and shows nothing


def net_html(net: Any) -> str:
    """A drawing of the net and a table of its operators."""
    proto = net.Proto()
    drawing = ""
    if 0 < len(proto.op) <= MOST_OPERATORS:
        try:
            svg = GetPydotGraph(net, rankdir="TB").create_svg().decode()
            drawing = svg[svg.index("<svg"):]
        except (ImportError, RuntimeError) as error:
            drawing = f"<p>{html.escape(str(error))}</p>"
    rows = "".join(
        f"<tr><td>{i}</td><td>{html.escape(op.type)}</td><td>{_names(op.input)}</td><td>{_names(op.output)}</td></tr>"
        for i, op in enumerate(proto.op[:MOST_OPERATORS]))
    left = len(proto.op) - MOST_OPERATORS
    more = f"<p>and {left} more</p>" if left > 0 else ""
    return (
        f"<div><b>{html.escape(proto.name)}</b>: {len(proto.op)} operators, reads {_names(proto.external_input)}"
        f"<div>{drawing}</div><details><summary>operators</summary><table>"
        f"<tr><th>#</th><th>type</th><th>inputs</th><th>outputs</th></tr>{rows}</table>{more}</details></div>")


def _names(names: Any) -> str:
    return html.escape(", ".join(names))
