import numpy as np

from netdef.testing import Case
from oracles.onnx_reference import onnx_test


def inputs(bands, length, rate, low, high):
    return [np.int64(bands), np.int64(length), np.int64(rate), np.float32(low), np.float32(high)]


test_mel_weight_matrix = onnx_test("MelWeightMatrix", [
    Case(inputs(8, 16, 8192, 0, 4096)),
    Case(inputs(20, 512, 16000, 20, 7600)),
    Case(inputs(8, 16, 8192, 0, 1e6), error="beyond the"),
    Case(inputs(8, 16, 8192, 100, 10), error="lower <= upper"),
    Case(inputs(8, -16, 8192, 0, 10), error="must not be negative"),
])
