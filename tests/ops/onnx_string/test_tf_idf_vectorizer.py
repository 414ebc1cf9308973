import numpy as np

from netdef.testing import Case
from oracles.onnx_reference import onnx_test

POOL = {"ngram_counts": [0, 4], "ngram_indexes": [0, 1, 2, 3, 4, 5, 6], "pool_int64s": [2, 3, 5, 4, 5, 6, 7, 8, 6, 7]}
X = np.array([[1, 1, 3, 3, 3, 7], [8, 6, 7, 5, 6, 8]], np.int32)


def args(**more):
    return {"mode": "TF", "min_gram_length": 2, "max_gram_length": 2, "max_skip_count": 0, **POOL, **more}


test_tf_idf_vectorizer = onnx_test("TfIdfVectorizer", [
    *[Case([x], args=args(min_gram_length=low, max_skip_count=s)) for x in (X, X[1].astype(np.int64)) for low in (1, 2) for s in (0, 1, 5)],
    *[Case([X], args=args(mode=m, weights=[2.0, 3.0, 1.0, 0.5, 4.0, 5.0, 6.0])) for m in ("IDF", "TFIDF")],
    Case([X], args=args(ngram_counts=[0, 20]), error="do not divide"),
    Case([X], args=args(ngram_indexes=[0, 1]), error="a place for each"),
    Case([X], args=args(max_gram_length=3), error="do not fit"),
    Case([X], args=args(mode="x"), error="mode must be"),
])
