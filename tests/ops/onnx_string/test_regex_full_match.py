import re

import numpy as np
import pytest

from netdef import Error
from netdef.testing import run_operator

TEXTS = ["", "a", "b", "ab", "abab", "aaa", "www.google.com", "a.b@c.de", "x1_", "[a]", "a\nb", "äöü", "2024-01-31", "a" * 300 + "b"]
PATTERNS = ["", "a", "a|b", "(ab)*", "(?:a|b)+", "a{2,3}", "a{3}", "a{2,}", "a?b?", ".*", r"www\.[\w.-]+\.(com|org)", r"(\W|^)[\w.\-]{0,25}@(c|d)\.de(\W|$)", r"\d{4}-\d\d-\d\d",
            "[^a]*", r"[\[\]a]+", "^a$", "a$b", "[äöü]+", "(a*)*b", "(a|aa)+b", "[a-]b", "a+?", "()", "(|a)+", r"\b\w+\b.*", r"a\Bb", r"a\bb", r"www\.[\w.-]+\.\bcom\b"]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_regex_full_match(pattern):
    got = run_operator("RegexFullMatch", np.array(TEXTS, object), domain="ai.onnx", pattern=pattern)
    expected = [re.fullmatch(pattern, text, re.ASCII) is not None for text in TEXTS]
    assert got.tolist() == expected


@pytest.mark.parametrize("pattern", ["(", ")", "*", "[a", "a{3,2}", r"\1", "(?=a)", "a{1000}{1000}", "(" * 500 + ")" * 500, "[b-a]", "a" + "*" * 5000, "(){1000}{1000}{1000}{1000}", "a\\"])
def test_refuses(pattern):
    with pytest.raises(Error, match="the regular expression has"):
        run_operator("RegexFullMatch", np.array(["a"], object), domain="ai.onnx", pattern=pattern)


def test_time_does_not_explode():
    assert not run_operator("RegexFullMatch", np.array(["a" * 5000], object), domain="ai.onnx", pattern="(a*)*(a*)*(a|a)*b")
