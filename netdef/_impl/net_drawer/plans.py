"""Graphs of plans."""

from __future__ import annotations

from typing import Any

from netdef._impl.net_drawer import dot
from netdef._impl.net_drawer.nodes import OP_STYLE
from netdef.proto import caffe2_pb2

_INSIDE = {"arrowhead": "dot", "style": "dashed"}


def GetOperatorMapForPlan(plan_def: caffe2_pb2.PlanDef) -> dict[str, Any]:
    """{plan name_net name: operators} of the nets of a plan."""
    return {f"{plan_def.name}_{net.name}" if plan_def.name else net.name: net.op for net in plan_def.network}


def GetPlanGraph(plan_def: caffe2_pb2.PlanDef, name: str | None = None, rankdir: str = "TB") -> dot.Dot:
    """A graph of execution steps, what they hold and in which order nets run."""
    graph = dot.Dot(name or "", rankdir=rankdir)
    for step in plan_def.execution_step:
        _draw_step(graph, step)
    return graph


def _draw_step(graph: dot.Dot, step: caffe2_pb2.ExecutionStep) -> dot.Node:
    parts = [step.name, ""]
    if step.concurrent_substeps:
        parts.append("Concurrent")
    if step.num_iter > 1:
        parts.append(f"Iterations: {step.num_iter}")
    node = dot.Node("\n".join(parts) if len(parts) > 2 else step.name + "\n", **OP_STYLE)
    graph.add_node(node)
    before = None
    for net in step.network:
        inner = dot.Node(net)
        graph.add_node(inner)
        graph.add_edge(dot.Edge(node, inner, **_INSIDE) if before is None else dot.Edge(before, inner))
        before = inner
    for substep in step.substep:
        graph.add_edge(dot.Edge(node, _draw_step(graph, substep), **_INSIDE))
    return node
