import numpy as np

from netdef.testing import Case, normal, operator_test


def cosine_embedding_criterion(s, y, margin=0.0):
    return np.where(y == 1, 1 - s, np.maximum(0, s - margin)).astype(np.float32)


SIGNS = np.array([1, -1, -1, 1, -1, -1], np.int32)

test_cosine_embedding_criterion = operator_test("CosineEmbeddingCriterion", cosine_embedding_criterion, [
    Case([normal(6, avoid=0), SIGNS]),
    Case([normal(6, avoid=0.3), SIGNS], args={"margin": 0.3}),
    Case([normal(2, 3, avoid=0), SIGNS.reshape(2, 3)]),
    Case([normal(5), SIGNS], error="same size"),
])
