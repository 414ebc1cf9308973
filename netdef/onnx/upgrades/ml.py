"""ai.onnx.ml."""

from netdef.onnx import values
from netdef.onnx.error import Unsupported
from netdef.onnx.registry import upgrade


@upgrade("LabelEncoder", until=2, domain="ai.onnx.ml")
def label_encoder(node, graph):
    """A list of strings served both directions: string to position, position to string."""
    classes = node.attributes.pop("classes_strings", [])
    dtype = graph.dtype(node.inputs[0])
    positions = list(range(len(classes)))
    if dtype == values.CODES["string"]:
        node.attributes.update(keys_strings=classes, values_int64s=positions)
        node.attributes.pop("default_string", None)
    elif dtype == values.CODES["int64"]:
        node.attributes.update(keys_int64s=positions, values_strings=classes)
        node.attributes.pop("default_int64", None)
    else:
        raise Unsupported("the element type of its input is not known, or neither string nor int64")
