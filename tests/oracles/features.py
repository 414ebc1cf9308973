"""Feature tensors as Python lists: for each example a list of (key, values, keys of the map)."""

import numpy as np


def split(values, lengths):
    cuts = np.cumsum(lengths)
    return [values[end - n:end] for n, end in zip(lengths, cuts)]


def single(kind, key, tensors):
    """The examples of a single-feature tensor; values of a list or map that is not present are not there."""
    if kind == "scalar":
        values, presence = tensors
        return [[(key, values[e:e + 1], None)] if p else [] for e, p in enumerate(presence)]
    lengths, *middle, presence = tensors
    keys, values = middle if kind == "map" else (None, middle[0])
    real = np.where(presence, lengths, 0)
    parts = split(values, real)
    map_keys = split(keys, real) if keys is not None else [None] * len(parts)
    return [[(key, parts[e], map_keys[e])] if p else [] for e, p in enumerate(presence)]


def multi(kind, tensors):
    """The examples of a multi-feature tensor."""
    if kind == "scalar":
        lengths, keys, values = tensors
        value_lengths, map_keys = np.ones(len(keys), int), None
    elif kind == "list":
        lengths, keys, value_lengths, values = tensors
        map_keys = None
    else:
        lengths, keys, value_lengths, map_keys, values = tensors
    parts = split(values, value_lengths)
    map_parts = split(map_keys, value_lengths) if map_keys is not None else [None] * len(parts)
    features = list(zip(keys, parts, map_parts))
    ends = np.cumsum(lengths)
    return [features[end - n:end] for n, end in zip(lengths, ends)]


def merged(kind, inputs, dtype):
    """The tensors of all features, example by example, input by input."""
    examples = [[f for one in inputs for f in one[e]] for e in range(len(inputs[0]))]
    features = [f for example in examples for f in example]
    out = [np.array([len(e) for e in examples], np.int32), np.array([f[0] for f in features], np.int64)]
    if kind != "scalar":
        out.append(np.array([len(f[1]) for f in features], np.int32))
    if kind == "map":
        out.append(np.concatenate([np.zeros(0, np.int64), *[f[2] for f in features]]).astype(np.int64))
    return [*out, np.concatenate([np.zeros(0, dtype), *[f[1] for f in features]]).astype(dtype)]


def merge(form, kind, count):
    """An oracle for the operator that merges such tensors, `count` of them for each input."""
    def oracle(*tensors, feature_ids=None):
        groups = [tensors[i:i + count] for i in range(0, len(tensors), count)]
        inputs = [single(kind, feature_ids[i], g) if form == "single" else multi(kind, g) for i, g in enumerate(groups)]
        values = {"scalar": {"single": 0, "multi": 2}, "list": {"single": 1, "multi": 3}, "map": {"single": 2, "multi": 4}}[kind][form]
        return merged(kind, inputs, groups[0][values].dtype)
    return oracle
