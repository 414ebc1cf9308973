"""Layers of transformers as ONNX Runtime's tools for them write them."""

import numpy as np

from netdef.onnx.contrib.quantized import integer_product
from netdef.onnx.error import Unsupported
from netdef.onnx.contrib._function import Function, definition
from netdef.onnx.values import CODES


@definition("SimplifiedLayerNormalization")
def simplified_layer_normalization(f: Function) -> list[str]:
    """The second output is one over the root of the mean square."""
    return normalized(f, f.inputs[0], f.inputs[1], f.attribute("axis", -1))


def normalized(f: Function, x: str, scale: str, axis: int = -1) -> list[str]:
    result = f.node("RMSNormalization", x, scale, axis=axis, epsilon=f.attribute("epsilon", 1e-5))
    if f.outputs < 2:
        return [result]
    if axis != -1:
        raise Unsupported("its second output is known for axis -1 only")
    wide = f.node("Cast", x, to=CODES["float"])
    mean = f.node("ReduceMean", f.node("Mul", wide, wide), f.ints([-1]), keepdims=1)
    root = f.node("Sqrt", f.node("Add", mean, f.constant(f.attribute("epsilon", 1e-5))))
    return [result, f.node("Reciprocal", root)]


def with_skip(f: Function, bias: str) -> str:
    total = f.node("Add", *f.inputs[:2])
    return f.node("Add", total, bias) if bias else total


@definition("SkipLayerNormalization")
def skip_layer_normalization(f: Function) -> list[str]:
    """The sum of two tensors and a bias, normalised; the fourth output is that sum."""
    total = with_skip(f, f.input(4))
    results = f.node("LayerNormalization", total, *filter(None, f.inputs[2:4]), outputs=3, epsilon=f.attribute("epsilon", 1e-12))
    return [*results, total]


@definition("SkipSimplifiedLayerNormalization")
def skip_simplified_layer_normalization(f: Function) -> list[str]:
    total = with_skip(f, f.input(3))
    return [f.node("RMSNormalization", total, f.inputs[2], epsilon=f.attribute("epsilon", 1e-12)), "", "", total]


@definition("EmbedLayerNormalization")
def embed_layer_normalization(f: Function) -> list[str]:
    """Embeddings of words, positions and segments, added up and normalised; the lengths by the mask; that sum."""
    ids, segments, words, positions, segment_table, scale, bias = f.inputs[:7]
    if f.input(8):
        place = f.input(8)
    else:
        length = f.reshape(f.dimension(ids, 1))
        place = f.node("Unsqueeze", f.node("Range", f.ints(0), length, f.ints(1)), f.ints([0]))
    total = f.node("Add", f.node("Gather", words, ids, axis=0), f.node("Gather", positions, place, axis=0))
    if segments:
        total = f.node("Add", total, f.node("Gather", segment_table, segments, axis=0))
    result = f.node("LayerNormalization", total, scale, bias, epsilon=f.attribute("epsilon", 1e-12))
    if f.input(7):
        lengths = f.node("ReduceSum", f.input(7), f.ints([1]), keepdims=0)
    else:
        lengths = f.node("Expand", f.constant(0, np.int32), f.dimension(ids, 0))
    return [result, f.node("Cast", lengths, to=CODES["int32"]), total]


def heads(f: Function, x: str, count: int) -> str:
    """(batch, steps, width) as (batch, head, step, width of a head)."""
    return f.node("Transpose", f.reshape(x, 0, 0, count, -1), perm=[0, 2, 1, 3])


def scaling(f: Function, query: str) -> str:
    """What scores are multiplied by: by default one over the root of the width of a head."""
    scale = f.attribute("scale", 0.0)
    if scale:
        return f.like(scale, query)
    width = f.node("Cast", f.reshape(f.dimension(query, 3)), to=CODES["float"])
    return f.node("CastLike", f.node("Reciprocal", f.node("Sqrt", width)), query)


def attended(f: Function, query: str, key: str, value: str, added: list[str]) -> str:
    """softmax(q k' * scale + what is added) v of heads, side by side again."""
    scores = f.node("Mul", f.node("MatMul", query, f.node("Transpose", key, perm=[0, 1, 3, 2])), scaling(f, query))
    for term in added:
        scores = f.node("Add", scores, term)
    if f.attribute("unidirectional", 0):
        scores = causal(f, scores)
    mixed = f.node("MatMul", f.node("Softmax", scores, axis=-1), value)
    return f.reshape(f.node("Transpose", mixed, perm=[0, 2, 1, 3]), 0, 0, -1)


def causal(f: Function, scores: str) -> str:
    """Each step sees itself and what is before; the steps are the last ones of what can be seen."""
    steps, seen = (f.dimension(scores, axis) for axis in (2, 3))
    past = f.reshape(f.node("Sub", seen, steps))
    ones = f.node("ConstantOfShape", f.node("Concat", steps, seen, axis=0))
    visible = f.node("Trilu", f.node("Add", ones, f.constant(1.0)), past, upper=0)
    return f.node("Where", f.node("Cast", visible, to=CODES["bool"]), scores, f.like(np.finfo(np.float16).min, scores))


def masking(f: Function, mask: str, like: str, steps: str) -> str:
    """What a mask adds to the scores: nothing where it is above zero, mask_filter_value elsewhere.

    steps: a tensor whose axis 2 is what can be seen.
    """
    rank = f.rank(mask)
    hidden = f.like(f.attribute("mask_filter_value", -10000.0), like)
    if rank is None:
        rank = 2
    if rank == 1:
        every = f.node("Range", f.ints(0), f.reshape(f.dimension(steps, 2)), f.ints(1))
        lengths = f.node("Unsqueeze", f.node("Cast", mask, to=CODES["int64"]), f.ints([1]))
        seen, rank = f.node("Less", every, lengths), 2
    else:
        seen = f.node("Greater", f.node("Cast", mask, to=CODES["int32"]), f.constant(0, np.int32))
    added = f.node("Where", seen, f.like(0.0, like), hidden)
    if rank == 4:
        raise Unsupported("masks of four axes are not known")
    return f.node("Unsqueeze", added, f.ints({2: [1, 2], 3: [1]}[rank]))


def self_attention(f: Function, query: str, key: str, value: str, mask: str, past: str, bias: str) -> list[str]:
    count = f.attribute("num_heads")
    query, key, value = (heads(f, x, count) for x in (query, key, value))
    present = ""
    if past:
        old = [f.node("Squeeze", x, f.ints([0])) for x in f.node("Split", past, outputs=2, axis=0, num_outputs=2)]
        key, value = (f.node("Concat", before, now, axis=2) for before, now in zip(old, (key, value)))
    if f.outputs > 1:
        present = f.node("Concat", *(f.node("Unsqueeze", x, f.ints([0])) for x in (key, value)), axis=0)
    added = [masking(f, mask, query, key)] if mask else []
    return [attended(f, query, key, value, added + ([bias] if bias else [])), present]


@definition("Attention")
def attention(f: Function) -> list[str]:
    """Query, key and value of one input by one matrix."""
    if f.attribute("do_rotary", 0) or f.input(6):
        raise Unsupported("rotary embeddings and buffers for the past are not known")
    x, weights, bias = f.inputs[:3]
    projected = f.node("MatMul", x, weights)
    if bias:
        projected = f.node("Add", projected, bias)
    sizes = f.attributes.get("qkv_hidden_sizes")
    if sizes:
        parts = f.node("Split", projected, f.ints(sizes), outputs=3, axis=2)
    else:
        parts = f.node("Split", projected, outputs=3, axis=2, num_outputs=3)
    return self_attention(f, *parts, f.input(3), f.input(4), f.input(5))


@definition("QAttention")
def quantized_attention(f: Function) -> list[str]:
    """Attention whose projection is one of integers; scales are one for the input, one or one a column for the weights."""
    x, weights, bias, x_scale, w_scale = f.inputs[:5]
    projected = f.node("Add", integer_product(f, x, weights, x_scale, w_scale, f.input(6), f.input(7)), bias)
    parts = f.node("Split", projected, outputs=3, axis=2, num_outputs=3)
    return self_attention(f, *parts, f.input(5), f.input(8), "")


@definition("MultiHeadAttention")
def multi_head_attention(f: Function) -> list[str]:
    """Query, key and value are given; key and value can come as heads already."""
    count = f.attribute("num_heads")
    query, key, value = f.inputs[0], f.input(1), f.input(2)
    if not key or not value or f.rank(query) == 5 or f.rank(key) == 5:
        raise Unsupported("packed queries, keys and values are not known")
    cross = f.rank(key) == 4
    if f.input(3):
        if cross:
            query = f.node("Add", query, f.slice(f.input(3), f.ints([0]), f.dimension(query, 2), 0))
        else:
            ends = [f.dimension(query, 2), f.node("Add", f.dimension(query, 2), f.dimension(key, 2))]
            bounds = [f.ints([0]), *ends, f.dimension(f.input(3), 0)]
            query, key, value = (
                f.node("Add", x, f.slice(f.input(3), bounds[i], bounds[i + 1], 0)) for i, x in enumerate((query, key, value)))
    query = heads(f, query, count)
    if not cross:
        key, value = heads(f, key, count), heads(f, value, count)
    if f.input(6):
        key, value = f.node("Concat", f.input(6), key, axis=2), f.node("Concat", f.input(7), value, axis=2)
    added = [masking(f, f.input(4), query, key)] if f.input(4) else []
    added += [f.input(5)] if f.input(5) else []
    return [attended(f, query, key, value, added), key, value]


@definition("RotaryEmbedding")
def rotary_embedding(f: Function) -> str:
    """Pairs of columns turned by angles of their position."""
    x, places, cosines, sines = f.inputs[:4]
    if f.attribute("scale", 1.0) != 1.0 or f.attribute("is_packed_batching", 0):
        raise Unsupported("scales and packed batches are not known")
    count, flat = f.attribute("num_heads", 0), f.rank(x) != 4
    if flat:
        width = f.ints([count]) if count else f.node("Div", f.dimension(x, 2), f.node("Mul", f.dimension(cosines, 1), f.ints([2])))
        x = f.node("Transpose", f.reshape(x, 0, 0, width, -1), perm=[0, 2, 1, 3])
    if f.rank(places) == 1:  # the place of the first step
        every = f.node("Range", f.ints(0), f.reshape(f.dimension(x, 2)), f.ints(1))
        row = f.node("Unsqueeze", f.node("Add", every, f.node("Cast", places, to=CODES["int64"])), f.ints([0]))
        places = f.node("Expand", row, f.node("Concat", f.dimension(x, 0), f.ints([1]), axis=0))
    y = f.node("RotaryEmbedding", x, cosines, sines, places, interleaved=f.attribute("interleaved", 0),
               rotary_embedding_dim=f.attribute("rotary_embedding_dim", 0))
    return f.reshape(f.node("Transpose", y, perm=[0, 2, 1, 3]), 0, 0, -1) if flat else y


def grown(f: Function, past: str, now: str, before: str, total: str) -> str:
    """The buffer of a past, lengthened to `total` steps where it is shorter, with new steps of each batch put after `before`."""
    room = f.node("Max", f.node("Sub", total, f.dimension(past, 2)), f.ints([0]))
    sizes = f.node("Concat", f.slice(f.node("Shape", past), 0, 2, 0), room, f.dimension(past, 3), axis=0)
    zeros = f.node("CastLike", f.node("ConstantOfShape", sizes), past)
    return f.node("TensorScatter", f.node("Concat", past, zeros, axis=2), now, before, axis=2)


@definition("GroupQueryAttention")
def group_query_attention(f: Function) -> list[str]:
    """Causal attention whose heads share keys and values in groups; each batch has its own length of the past."""
    count, shared = f.attribute("num_heads"), f.attribute("kv_num_heads")
    if f.attribute("smooth_softmax", 0) or any(f.inputs[11:]) or f.outputs > 3:
        raise Unsupported("smoothed softmaxes, quantized pasts and scores as an output are not known")
    if f.input(1):
        query, key, value = heads(f, f.inputs[0], count), heads(f, f.input(1), shared), heads(f, f.input(2), shared)
    else:
        packed = heads(f, f.inputs[0], count + 2 * shared)
        query, key, value = f.node("Split", packed, f.ints([count, shared, shared]), outputs=3, axis=1)
    steps, total = f.dimension(query, 2), f.reshape(f.node("Cast", f.inputs[6], to=CODES["int64"]), 1)
    lengths = f.reshape(f.node("Cast", f.inputs[5], to=CODES["int64"]), -1)  # of all steps but the last
    before = f.node("Sub", f.node("Add", lengths, f.ints([1])), steps)
    before = f.node("Where", f.node("Equal", steps, total), f.node("Mul", lengths, f.ints([0])), before)  # a prompt has no past
    every = f.node("Range", f.ints(0), f.reshape(steps), f.ints(1))
    places = f.node("Add", f.node("Unsqueeze", before, f.ints([1])), every)
    if f.attribute("do_rotary", 0):
        turned = {"interleaved": f.attribute("rotary_interleaved", 0)}
        query, key = (f.node("RotaryEmbedding", x, f.inputs[7], f.inputs[8], f.input(9) or places, **turned) for x in (query, key))
    if f.input(3):
        key, value = (grown(f, past, now, before, total) for past, now in ((f.inputs[3], key), (f.inputs[4], value)))
    batches, width = f.dimension(query, 0), f.dimension(query, 3)
    together = f.reshape(f.node("Mul", query, scaling(f, query)), batches, shared, -1, width)  # heads of a group are more steps
    scores = f.node("MatMul", together, f.node("Transpose", key, perm=[0, 1, 3, 2]))
    scores = f.reshape(scores, batches, count, steps, f.dimension(key, 2))
    cap = f.attribute("softcap", 0.0)
    if cap:
        scores = f.node("Mul", f.node("Tanh", f.node("Div", scores, f.like(cap, scores))), f.like(cap, scores))
    if f.input(10):
        scores = f.node("Add", scores, f.inputs[10])
    seen = f.node("Range", f.ints(0), f.reshape(f.dimension(key, 2)), f.ints(1))
    here = f.node("Unsqueeze", places, f.ints([1, 3]))
    visible, window = f.node("LessOrEqual", seen, here), f.attribute("local_window_size", -1)
    if window >= 0:
        visible = f.node("And", visible, f.node("Greater", seen, f.node("Sub", here, f.ints(window))))
    scores = f.node("Where", visible, scores, f.like(np.finfo(np.float16).min, scores))
    chances = f.reshape(f.node("Softmax", scores, axis=-1), batches, shared, -1, f.dimension(key, 2))
    mixed = f.reshape(f.node("MatMul", chances, value), batches, count, steps, width)
    return [f.reshape(f.node("Transpose", mixed, perm=[0, 2, 1, 3]), 0, 0, -1), key, value]
