import numpy as np
import pytest

from netdef.testing import Case, check_operator, normal
from oracles.quantized_rows import pool, random_table, unpack

INDICES, LENGTHS = np.int64([4, 0, 0, 3, 1, 4]), np.int32([3, 0, 1, 2])
MAPPING = np.int32([-1, 2, 0, -1, 1])  # two of five rows were pruned


def table(bits, rows=5):
    return random_table(rows, 8, bits, bits != 8)


def oracle(bits, reduce, pruned):
    def pooled(data, *rest):
        weights, rest = (rest[0], rest[1:]) if reduce == "WeightedSum" else (None, rest)
        indices, lengths = rest[:2]
        if pruned and not (len(rest[2]) == 1 and rest[2][0] == 0):
            indices = rest[2][indices]
        return pool(unpack(data, bits, bits != 8), indices, lengths, weights, mean=reduce == "Mean")
    return pooled


def inputs(data, reduce, indices=INDICES, lengths=LENGTHS, mapping=None):
    weights = [normal(len(indices))] if reduce == "WeightedSum" else []
    return [data, *weights, indices, lengths, *([] if mapping is None else [mapping])]


bits_and_reductions = [pytest.mark.parametrize("bits", [2, 4, 8]), pytest.mark.parametrize("reduce", ["Sum", "WeightedSum", "Mean"])]


@bits_and_reductions[0]
@bits_and_reductions[1]
def test_fused(bits, reduce):
    name, data = f"SparseLengths{reduce}Fused{bits}BitRowwise", table(bits)
    for indices in (INDICES, INDICES.astype(np.int32)):
        check_operator(name, oracle(bits, reduce, False), Case(inputs(data, reduce, indices)))
    for change, words in [({"indices": INDICES + 1}, "out of bounds"), ({"indices": INDICES - 1}, "out of bounds"),
                          ({"lengths": LENGTHS[1:]}, "sum of lengths"), ({"lengths": np.int32([-1, 7])}, "negative")]:
        check_operator(name, None, Case(inputs(data, reduce, **change), error=words))


@bits_and_reductions[0]
@bits_and_reductions[1]
def test_pruned(bits, reduce):
    name, data = f"SparseLengths{reduce}{bits}BitRowwiseSparse", table(bits, 3)
    check_operator(name, oracle(bits, reduce, True), Case(inputs(data, reduce, mapping=MAPPING)))
    check_operator(name, oracle(bits, reduce, True), Case(inputs(table(bits), reduce, mapping=np.int32([0]))))
    check_operator(name, None, Case(inputs(data, reduce, INDICES + 1, mapping=MAPPING), error="out of bounds: 5"))
    check_operator(name, None, Case(inputs(data, reduce, mapping=MAPPING + 2), error="out of bounds"))
