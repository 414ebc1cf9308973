import numpy as np

from netdef.testing import Case, integers, operator_test, strings


def each(fn):
    def oracle(x, length=3):
        out = np.empty(x.shape, object)
        out.ravel()[:] = [fn(s, length) for s in x.ravel()]
        return out
    return oracle


CASES = [
    Case([strings(8)]),
    Case([strings(2, 3)], args={"length": 1}),
    Case([strings(4)], args={"length": 0}),
    Case([strings(4)], args={"length": 2**40}),
    Case([strings(0)]),
    Case([np.array([b"\xf2\xa8\x00z", b""], object)], args={"length": 2}),
    Case([strings(2)], args={"length": -1}, error="must not be negative"),
    Case([integers(2)], error="string"),
]
test_string_prefix = operator_test("StringPrefix", each(lambda s, n: s[:n]), CASES)
test_string_suffix = operator_test("StringSuffix", each(lambda s, n: s[max(0, len(s) - n):]), CASES)
