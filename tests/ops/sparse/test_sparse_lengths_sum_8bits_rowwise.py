import numpy as np
import pytest

from netdef.testing import Case, check_operator, integers, normal, uniform
from oracles.quantized_rows import pool

DATA, SCALES = integers(5, 6, high=256, dtype=np.uint8), uniform(5, 2)
INDICES, LENGTHS = np.int64([4, 0, 0, 3, 1, 4]), np.int32([3, 0, 1, 2])
NAMES = {"Sum": "SparseLengthsSum8BitsRowwise", "Mean": "SparseLengthsMean8BitsRowwise",
         "WeightedSum": "SparseLengthsWeightedSum8BitsRowwise", "WeightedMean": "SparseLengthsWeightedMean8BitsRowwise"}


def inputs(kind, indices=INDICES, lengths=LENGTHS, scales=SCALES):
    weights = [normal(len(indices))] if kind.startswith("Weighted") else []
    return [DATA, *weights, indices, lengths, scales]


def oracle(data, *rest, kind):
    weights, (indices, lengths, scales) = (rest[0], rest[1:]) if kind.startswith("Weighted") else (None, rest)
    return pool(data.astype(np.float64) * scales[:, :1] + scales[:, 1:], indices, lengths, weights, mean=kind.endswith("Mean"))


@pytest.mark.parametrize("kind", NAMES)
def test_pooling(kind):
    for indices in (INDICES, INDICES.astype(np.int32)):
        check_operator(NAMES[kind], lambda *a: oracle(*a, kind=kind), Case(inputs(kind, indices)))
    for change, words in [({"indices": INDICES + 1}, "out of bounds"), ({"indices": INDICES - 1}, "out of bounds"),
                          ({"lengths": LENGTHS[1:]}, "sum of lengths"), ({"scales": SCALES[:4]}, ".")]:
        check_operator(NAMES[kind], None, Case(inputs(kind, **change), error=words))
