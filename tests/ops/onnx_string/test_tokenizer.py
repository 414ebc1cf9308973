import re

import numpy as np

from netdef.testing import Case, operator_test

TEXTS = np.array([["The cat, the hat", ""], ["a  bc--d", "ééf é_1"]], object)


def tokens(text, mark, mincharnum, separators, tokenexp):
    if tokenexp:
        found = [m.group() for m in re.finditer(tokenexp, text)]
    elif separators == [""]:
        found = list(text)
    else:
        found = re.split("|".join(separators), text)
    found = [t for t in found if len(t) >= mincharnum]
    return ["\x02", *found, "\x03"] if mark else found


def tokenizer(x, mark, mincharnum, pad_value, separators=None, tokenexp=None):
    rows = [tokens(text, mark, mincharnum, separators, tokenexp) for text in x.ravel()]
    most = max(map(len, rows), default=0)
    return np.array([row + [pad_value] * (most - len(row)) for row in rows], object).reshape(*x.shape, most)


def args(mark=0, mincharnum=1, pad_value="#", **more):
    return {"mark": mark, "mincharnum": mincharnum, "pad_value": pad_value, **more}


test_tokenizer = operator_test("Tokenizer", tokenizer, [
    *[Case([TEXTS], args=args(mark, least, tokenexp=e)) for mark in (0, 1) for least in (1, 2) for e in ("[a-zA-Z0-9_]+", ".", "é+")],
    *[Case([TEXTS], args=args(mark, least, separators=s)) for mark in (0, 1) for least in (1, 2) for s in ([" "], ["-+", ","], [""])],
    Case([TEXTS[0]], args=args(pad_value="", tokenexp="[a-z]+")),
    Case([TEXTS[:, 1:]], args=args(tokenexp="[0-9][0-9]")),
    Case([TEXTS[:0]], args=args(tokenexp="a")),
    Case([TEXTS[None]], args=args(tokenexp="a"), error=r"expected strings \[C\] or \[N, C\]"),
    Case([TEXTS], args=args(tokenexp="a", separators=["b"]), error="exactly one of"),
    Case([TEXTS], args=args(separators=["b", ""]), error="the only one"),
    Case([TEXTS], args=args(mincharnum=0, tokenexp="a"), error="at least 1"),
    Case([TEXTS], args=args(tokenexp="("), error="(?i)expression"),
], domain="com.microsoft")
