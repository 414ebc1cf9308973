import numpy as np

from netdef.testing import Case, integers, operator_test

STRINGS = np.array([[b"ab", b"b", b""], [b"aba", b"ba", b"a"]], object)


def each(fn):
    def oracle(x, **args):
        what = next(iter(args.values()), "").encode()
        return np.array([fn(s, what) for s in x.ravel()], bool).reshape(x.shape)
    return oracle


def cases(name):
    return [*[Case([STRINGS], args={name: what}) for what in ("a", "ba", "aba", "abab", "")],
            Case([STRINGS]), Case([STRINGS[:0]], args={name: "a"}), Case([integers(2)], error="string")]


test_string_starts_with = operator_test("StringStartsWith", each(bytes.startswith), cases("prefix"))
test_string_ends_with = operator_test("StringEndsWith", each(bytes.endswith), cases("suffix"))
test_string_equals = operator_test("StringEquals", each(bytes.__eq__), cases("text"))
