"""Tables of quantized rows: element = scale * q + bias, with numpy."""

import numpy as np


def unpack(table, bits, half):
    """The elements of fused rows as float64."""
    size = 2 if half else 4
    tail = table[..., -2 * size:].copy().view(np.float16 if half else np.float32).astype(np.float64)
    packed = table[..., :-2 * size]
    per_byte = 8 // bits
    q = np.stack([(packed >> (bits * k)) & (2**bits - 1) for k in range(per_byte)], axis=-1)
    return q.reshape(*packed.shape[:-1], packed.shape[-1] * per_byte) * tail[..., :1] + tail[..., 1:]


def pack(q, scale, bias, bits, half):
    """Fused rows of elements `q` with `scale` and `bias` of each row."""
    per_byte = 8 // bits
    groups = q.astype(np.uint8).reshape(*q.shape[:-1], q.shape[-1] // per_byte, per_byte)
    packed = sum(groups[..., k] << (bits * k) for k in range(per_byte)).astype(np.uint8)
    tail = np.stack([scale, bias], axis=-1).astype(np.float16 if half else np.float32)
    return np.concatenate([packed, np.ascontiguousarray(tail).view(np.uint8)], axis=-1)


def random_table(rows, elements, bits, half, seed=0):
    rng = np.random.default_rng(seed)
    return pack(rng.integers(0, 2**bits, (rows, elements)), rng.uniform(0.01, 0.1, rows), rng.normal(size=rows), bits, half)


def quantize(x, bits, half):
    """Rows quantized between their smallest and largest element."""
    x = x.astype(np.float32)
    low, high = x.min(-1, keepdims=True), x.max(-1, keepdims=True)
    top = np.float32(2**bits - 1)
    if half:
        low = low.astype(np.float16).astype(np.float32)
        scale = ((high - low) / top).astype(np.float16).astype(np.float32)
        scale[scale == 0] = 1
        q = np.rint((x - low) * (np.float32(1) / scale))
    else:
        scale = (high - low) / top
        q = np.rint((x - low) * (top / (high - low + np.float32(1e-8))))
    return pack(np.clip(q, 0, top), scale[..., 0], low[..., 0], bits, half)


def pool(rows, indices, lengths, weights=None, mean=False):
    """Sums over the rows that `indices` names for each segment; an index of -1 is left out."""
    out = np.zeros((len(lengths), rows.shape[-1]))
    at = 0
    for s, n in enumerate(lengths):
        for i in range(at, at + n):
            if indices[i] >= 0:
                out[s] += rows[indices[i]] * (1 if weights is None else weights[i])
        if mean and n:
            out[s] /= n
        at += n
    return out.astype(np.float32)
