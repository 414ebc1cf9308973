"""Upsample, and what Resize was before it said how coordinates are mapped."""

import numpy as np

from netdef.onnx.registry import upgrade


@upgrade("Upsample", until=7)
def upsample_1(node, graph):
    height, width = node.attributes.pop("height_scale"), node.attributes.pop("width_scale")
    node.attributes["scales"] = [1.0, 1.0, height, width]


@upgrade("Upsample", until=9)
def upsample_7(node, graph):
    node.inputs.append(graph.constant(np.array(node.attributes.pop("scales"), np.float32), "scales"))


@upgrade("Upsample", until=10)
def upsample_9(node, graph):
    return [graph.make("Resize", *_asymmetric(node), **node.attributes)]


@upgrade("Resize", until=11)
def resize_10(node, graph):
    node.inputs, node.outputs = _asymmetric(node)


def _asymmetric(node):
    """Inputs and outputs for the Resize of today that maps coordinates as there was no other way to then."""
    if node.attributes.get("mode") == b"bilinear":
        node.attributes["mode"] = b"linear"
    node.attributes.update(coordinate_transformation_mode=b"asymmetric", nearest_mode=b"floor")
    return [node.inputs[0], "", node.inputs[1]], node.outputs
