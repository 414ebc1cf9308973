import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.quantized_rows import quantize, random_table, unpack

INPUTS = [normal(4, 7), normal(2, 3, 8, std=30.0), np.full((2, 3), 2.5, np.float32), np.zeros((1, 4), np.float32), normal(0, 5)]


def restored(half, dtype):
    return lambda table: unpack(table, 8, half).astype(dtype)


FLOATS, HALVES = [Case([x]) for x in INPUTS], [Case([x.astype(np.float16)]) for x in INPUTS]
test_from_float = operator_test("FloatToFused8BitRowwiseQuantized", lambda x: quantize(x, 8, False), FLOATS)
test_from_half = operator_test("HalfFloatToFused8BitRowwiseQuantized", lambda x: quantize(x, 8, False), HALVES)
test_from_float_half_scale = operator_test("FloatToFused8BitRowwiseQuantizedHalfScaleBias", lambda x: quantize(x, 8, True), FLOATS)
test_from_half_half_scale = operator_test("HalfFloatToFused8BitRowwiseQuantizedHalfScaleBias", lambda x: quantize(x, 8, True), HALVES)

TABLE, HALF_TABLE = random_table(5, 6, 8, False), random_table(5, 6, 8, True)
SHORT = Case([np.zeros((2, 3), np.uint8)], error="bytes of scale and bias")
test_to_float = operator_test("Fused8BitRowwiseQuantizedToFloat", restored(False, np.float32), [Case([TABLE]), Case([TABLE[:0]]), SHORT])
test_to_half = operator_test("Fused8BitRowwiseQuantizedToHalfFloat", restored(False, np.float16), [Case([TABLE]), SHORT], rtol=2e-3)
test_half_scale_to_float = operator_test("Fused8BitRowwiseQuantizedHalfScaleBiasToFloat", restored(True, np.float32), [Case([HALF_TABLE]), SHORT])
test_half_scale_to_half = operator_test("Fused8BitRowwiseQuantizedHalfScaleBiasToHalfFloat", restored(True, np.float32), [Case([HALF_TABLE]), SHORT])
