"""Strategies that draw numpy arrays."""

from __future__ import annotations

from typing import Any, Callable, Sequence

import hypothesis.strategies as st
import numpy as np
from hypothesis.extra import numpy as hypothesis_numpy
from hypothesis.strategies import SearchStrategy


def to_float32(x: float) -> float:
    """The float32 number next to x, as a Python float."""
    return float(np.float32(x))


def floats(*args: Any, **kwargs: Any) -> SearchStrategy:
    """Numbers that float32 holds exactly; the bounds are rounded to such."""
    bounds = dict(zip(("min_value", "max_value"), args))
    bounds.update((key, kwargs.pop(key)) for key in ("min_value", "max_value") if key in kwargs)
    kwargs.setdefault("width", 32)
    return st.floats(**{key: value if value is None else to_float32(value) for key, value in bounds.items()}, **kwargs)


def dims(min_value: int = 1, max_value: int = 5) -> SearchStrategy:
    """One extent."""
    return st.integers(min_value=min_value, max_value=max_value)


def elements_of_type(dtype: Any = np.float32, filter_: Callable[[Any], bool] | None = None) -> SearchStrategy:
    """Elements of a dtype: floats in [-1, 1], integers from 0 to the largest, or booleans; those `filter_` accepts."""
    dtype = np.dtype(dtype)
    if dtype.kind == "f":
        elements = st.floats(min_value=-1.0, max_value=1.0, width=8 * dtype.itemsize)
    elif dtype in (np.dtype(np.int32), np.dtype(np.int64)):
        elements = st.integers(min_value=0, max_value=int(np.iinfo(dtype).max))
    elif dtype.kind == "b":
        elements = st.booleans()
    else:
        raise ValueError(f"Unexpected dtype without elements provided: {dtype}")
    return elements if filter_ is None else elements.filter(filter_)


def arrays(
    dims: Sequence[int], dtype: Any = np.float32, elements: SearchStrategy | None = None, unique: bool = False
) -> SearchStrategy:
    """Arrays of a given shape."""
    if elements is None:
        elements = elements_of_type(dtype)
    return hypothesis_numpy.arrays(dtype, dims, elements=elements, unique=unique)


def _shapes(min_dim: int, max_dim: int, **kwargs: Any) -> SearchStrategy:
    return st.lists(dims(**kwargs), min_size=min_dim, max_size=max_dim)


def tensor(
    min_dim: int = 1,
    max_dim: int = 4,
    dtype: Any = np.float32,
    elements: SearchStrategy | None = None,
    unique: bool = False,
    **kwargs: Any,
) -> SearchStrategy:
    """Arrays of min_dim to max_dim dimensions; the other keywords are those of `dims`."""
    return _shapes(min_dim, max_dim, **kwargs).flatmap(lambda shape: arrays(shape, dtype, elements, unique=unique))


def tensor1d(
    min_len: int = 1, max_len: int = 64, dtype: Any = np.float32, elements: SearchStrategy | None = None
) -> SearchStrategy:
    """Vectors of min_len to max_len elements."""
    return tensor(1, 1, dtype, elements, min_value=min_len, max_value=max_len)


def tensors(
    n: int, min_dim: int = 1, max_dim: int = 4, dtype: Any = np.float32, elements: SearchStrategy | None = None, **kwargs: Any
) -> SearchStrategy:
    """Lists of n arrays of the same shape."""
    return _shapes(min_dim, max_dim, **kwargs).flatmap(
        lambda shape: st.lists(arrays(shape, dtype, elements), min_size=n, max_size=n))


def tensors1d(
    n: int, min_len: int = 1, max_len: int = 64, dtype: Any = np.float32, elements: SearchStrategy | None = None
) -> SearchStrategy:
    """Lists of n vectors of the same length."""
    return tensors(n, 1, 1, dtype, elements, min_value=min_len, max_value=max_len)


def segment_ids(size: int, is_sorted: bool) -> SearchStrategy:
    """int32 vectors that give each of `size` rows its segment: starting at 0 and without gaps where sorted, any where not."""
    if size == 0:
        return st.just(np.empty(0, np.int32))
    if not is_sorted:
        return arrays([size], np.int32, st.integers(min_value=0, max_value=2 * size))
    steps = arrays([size], np.int32, st.booleans())
    return steps.map(lambda step: np.cumsum(step, dtype=np.int32) - step[0])


def lengths(size: int, min_segments: int | None = None, max_segments: int | None = None, **kwargs: Any) -> SearchStrategy:
    """int32 vectors of segment lengths that add up to `size`; none, or by default up to `size`, segments. Further keywords are ignored."""
    if size == 0 and not min_segments:
        return st.just(np.empty(0, np.int32))
    fewest = 1 if min_segments is None else min_segments
    most = max(size, fewest) if max_segments is None else max_segments
    assert 0 < fewest <= most, f"expected 0 < min_segments <= max_segments, got {fewest} and {most}"
    borders = st.integers(min_value=fewest - 1, max_value=most - 1).flatmap(
        lambda n: hypothesis_numpy.arrays(np.int32, n, elements=st.integers(min_value=0, max_value=size)))
    return borders.map(lambda cuts: np.diff(np.sort(np.append(cuts, [0, size]))).astype(np.int32))


def segmented_tensor(
    min_dim: int = 1,
    max_dim: int = 4,
    dtype: Any = np.float32,
    is_sorted: bool = True,
    elements: SearchStrategy | None = None,
    segment_generator: Callable = segment_ids,
    allow_empty: bool = False,
    **kwargs: Any,
) -> SearchStrategy:
    """(data, segments of its first dimension); `allow_empty` lets extents be 0."""
    gen_empty = st.booleans() if allow_empty else st.just(False)
    shapes = st.tuples(gen_empty, _shapes(min_dim, max_dim, **kwargs)).map(
        lambda drawn: [0, *drawn[1][1:]] if drawn[0] else drawn[1])
    return shapes.flatmap(lambda shape: st.tuples(
        arrays(shape, dtype, elements), segment_generator(shape[0], is_sorted=is_sorted)))


def lengths_tensor(min_segments: int | None = None, max_segments: int | None = None, *args: Any, **kwargs: Any) -> SearchStrategy:
    """(data, lengths of its segments)."""

    def generate(size: int, **_: Any) -> SearchStrategy:
        return lengths(size, min_segments=min_segments, max_segments=max_segments)

    return segmented_tensor(*args, segment_generator=generate, **kwargs)


def sparse_segmented_tensor(
    min_dim: int = 1,
    max_dim: int = 4,
    dtype: Any = np.float32,
    is_sorted: bool = True,
    elements: SearchStrategy | None = None,
    allow_empty: bool = False,
    segment_generator: Callable = segment_ids,
    itype: Any = np.int64,
    **kwargs: Any,
) -> SearchStrategy:
    """(data, indices of its rows, segments of the indices)."""
    gen_empty = st.booleans() if allow_empty else st.just(False)
    rows_and_picks = st.tuples(gen_empty, _shapes(min_dim, max_dim, **kwargs), dims(**kwargs)).map(
        lambda drawn: (drawn[1], 0 if drawn[0] else max(1, drawn[2])))
    return rows_and_picks.flatmap(lambda drawn: st.tuples(
        arrays(drawn[0], dtype, elements),
        arrays([drawn[1]], itype, st.integers(min_value=0, max_value=drawn[0][0] - 1)),
        segment_generator(drawn[1], is_sorted=is_sorted)))


def sparse_lengths_tensor(**kwargs: Any) -> SearchStrategy:
    """(data, indices of its rows, lengths of the segments of the indices)."""
    return sparse_segmented_tensor(segment_generator=lengths, **kwargs)
