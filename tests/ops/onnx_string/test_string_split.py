import numpy as np

from netdef.testing import Case, operator_test


def string_split(x, delimiter=None, maxsplit=-1):
    parts = [s.split(delimiter or None, maxsplit) if s else [] for s in x.ravel().tolist()]
    most = max(map(len, parts), default=0)
    padded = np.array([p + [""] * (most - len(p)) for p in parts], object).reshape(*x.shape, most)
    return padded, np.array([len(p) for p in parts], np.int64).reshape(x.shape)


WORDS = np.array([["a,b,c", "", ",x,"], [" two  words ", "abc", "a, b"]], object)

test_string_split = operator_test("StringSplit", string_split, [
    *[Case([WORDS], args={"delimiter": d, "maxsplit": m}) for d in (",", ", ", "b") for m in (-1, 1, 2)],
    *[Case([WORDS], args={"maxsplit": m}) for m in (-1, 1)],
    Case([WORDS[:0]]),
    Case([np.ones(3)], outputs=2, error="Tensor type mismatch"),
], domain="ai.onnx")
