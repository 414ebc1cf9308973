"""Soft suppression of boxes as a Loop: in each step every class keeps its best box, which lowers the scores of those it overlaps."""

from __future__ import annotations

import numpy as np
import onnx

from netdef.onnx.values import CODES


def soft_suppressed(boxes: str, scores: str, arguments, one: float, graph) -> tuple[str, str]:
    """(places, scores): rows (class, region) of what is kept, class by class and best first, and the scores they have by then.

    boxes: (K, R, 4); scores: (K, R).
    """
    f = lambda value: graph.constant(value, "f", np.float32)  # noqa: E731
    alive = graph.node("Greater", [scores, f(arguments["score_thresh"])])
    steps = graph.squeeze(graph.dimension(scores, 1), [0])
    body = _body(boxes, arguments, one, graph)
    final = [graph.unique(name) for name in ("scores_left", "alive_left")]
    kept = [graph.unique(name) for name in ("kept_rows", "kept_scores", "kept_valid")]
    graph.node("Loop", [steps, _any(alive, graph), scores, alive], [*final, *kept], body=body)
    width = graph.node("Concat", [graph.ints([-1]), graph.dimension(scores, 0)], axis=0)  # without any step they have none
    rows, values, valid = (graph.node("Transpose", [graph.node("Reshape", [name, width])], perm=[1, 0]) for name in kept)
    places = graph.node("Transpose", [graph.node("NonZero", [valid])], perm=[1, 0])
    label = graph.slice(places, [0], [1], [1])
    row = graph.cast(graph.unsqueeze(graph.node("GatherND", [rows, places]), [1]), CODES["int64"])
    return graph.node("Concat", [label, row], axis=1), graph.node("GatherND", [values, places])


def _any(mask: str, graph) -> str:
    """Whether some element holds, as a scalar."""
    count = graph.reduce("ReduceSum", graph.cast(mask, CODES["float"]), None)
    return graph.node("Greater", [count, graph.constant(0.0, "zero", np.float32)])


def _body(boxes: str, arguments, one: float, outer) -> onnx.GraphProto:
    graph = outer.nested()
    f = lambda value: graph.constant(value, "f", np.float32)  # noqa: E731
    step, going, scores, alive = (graph.unique(name) for name in ("step", "going", "scores_in", "alive_in"))
    best = graph.node("ArgMax", [graph.node("Where", [alive, scores, f(-np.inf)])], axis=1, keepdims=1)
    best_score = graph.node("GatherElements", [scores, best], axis=1)
    corners = graph.node("Expand", [graph.unsqueeze(best, [2]), graph.ints([1, 1, 4])])
    best_box = graph.node("GatherElements", [boxes, corners], axis=1)
    shared = area = best_area = None
    for axis in (0, 1):
        (low, high), (best_low, best_high) = (
            [graph.slice(x, [i], [i + 1], [2]) for i in (axis, axis + 2)] for x in (boxes, best_box))
        start, end = graph.node("Max", [low, best_low]), graph.node("Min", [high, best_high])
        sides = [graph.node("Add", [graph.node("Sub", [b, a]), f(one)]) for a, b in ((start, end), (low, high), (best_low, best_high))]
        sides[0] = graph.node("Max", [sides[0], f(0.0)])
        shared, area, best_area = sides if shared is None else [graph.node("Mul", pair) for pair in zip((shared, area, best_area), sides)]
    union = graph.node("Sub", [graph.node("Add", [area, best_area]), shared])
    overlap = graph.squeeze(graph.node("Div", [shared, union]), [2])
    if arguments["soft_nms_method"] == "gaussian":
        factor = graph.node("Exp", [graph.node("Div", [graph.node("Neg", [graph.node("Mul", [overlap, overlap])]), f(arguments["soft_nms_sigma"])])])
    else:
        close = graph.node("Greater", [overlap, f(arguments["nms"])])
        factor = graph.node("Where", [close, graph.node("Sub", [f(1.0), overlap]), f(1.0)])
    columns = graph.node("Range", [graph.ints(0), graph.squeeze(graph.dimension(scores, 1), [0]), graph.ints(1)])
    others = graph.node("Not", [graph.node("Equal", [columns, best])])
    lowered = graph.node("Where", [others, graph.node("Mul", [scores, factor]), scores])
    enough = graph.node("Not", [graph.node("Less", [lowered, f(arguments["soft_nms_min_score_thres"])])])
    left = graph.node("And", [graph.node("And", [alive, others]), enough])
    valid = graph.node("Greater", [graph.reduce("ReduceMax", graph.cast(alive, CODES["float"]), [1]), f(0.0)])
    rows = graph.squeeze(best, [1])
    values = graph.squeeze(best_score, [1])
    more = _any(left, graph)
    body = onnx.GraphProto(name="soft_suppression", node=graph.nodes, initializer=graph.initializers.values())
    kinds = {"i": CODES["int64"], "b": CODES["bool"], "f": CODES["float"]}
    value = lambda name, kind, shape=None: onnx.helper.make_tensor_value_info(name, kinds[kind], shape)  # noqa: E731
    body.input.extend([value(step, "i", []), value(going, "b", []), value(scores, "f", [None, None]), value(alive, "b", [None, None])])
    body.output.extend([value(more, "b", []), value(lowered, "f", [None, None]), value(left, "b", [None, None]),
                        value(rows, "i", [None]), value(values, "f", [None]), value(valid, "b", [None])])
    return body
