import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_array_feature_extractor = onnx_test("ArrayFeatureExtractor", [
    Case([normal(3, 4), np.array([0, 2, 2])]),
    Case([normal(2, 3, 4), np.array([3])]),
    Case([normal(3, 4), np.array([4])], error="indices of 0 to 3"),
], domain="ai.onnx.ml")
