import numpy as np

from netdef.testing import Case, normal, operator_test


def feature_vectorizer(*inputs, inputdimensions):
    parts = [np.pad(np.atleast_2d(x)[:, :n], ((0, 0), (0, max(0, n - x.shape[-1])))) for x, n in zip(inputs, inputdimensions)]
    return np.concatenate([np.float32(part) for part in parts], 1)


test_feature_vectorizer = operator_test("FeatureVectorizer", feature_vectorizer, [
    Case([normal(4, 3), np.arange(8).reshape(4, 2), np.float64(normal(4, 1))], args={"inputdimensions": [3, 2, 1]}),
    Case([normal(4, 3), normal(4, 2)], args={"inputdimensions": [2, 4]}),
    Case([normal(3), np.int32([1, 2])], args={"inputdimensions": [3, 2]}),
    Case([normal(0, 3), normal(0, 2)], args={"inputdimensions": [3, 0]}),
    Case([normal(4, 3), normal(2, 3)], args={"inputdimensions": [3, 3]}, error="input 1 has 2 rows, the first 4"),
    Case([normal(4, 3)], args={"inputdimensions": [3, 3]}, error="a number for each input"),
    Case([normal(4, 3)], args={"inputdimensions": [-1]}, error="must not be negative"),
    Case([normal(1, 3)] * 3, args={"inputdimensions": [2**62, 2**62, 2**62]}, error="too large"),
], domain="ai.onnx.ml")
