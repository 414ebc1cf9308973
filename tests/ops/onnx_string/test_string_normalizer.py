import numpy as np

from netdef.testing import Case
from oracles.onnx_reference import onnx_test

WORDS = np.array(["monday", "Tuesday", "MONDAY", "Ärger", "привет"], object)

test_string_normalizer = onnx_test("StringNormalizer", [
    *[Case([WORDS[:3]], args={"case_change_action": c, "is_case_sensitive": 1, "stopwords": ["monday"]}) for c in ("LOWER", "UPPER", "NONE")],
    Case([WORDS], args={"stopwords": ["Monday"]}, expected=WORDS[[1, 3, 4]]),
    Case([WORDS[None]], args={"case_change_action": "UPPER"}, expected=np.array([["MONDAY", "TUESDAY", "MONDAY", "ÄRGER", "ПРИВЕТ"]], object)),
    Case([WORDS[:1]], args={"is_case_sensitive": 1, "stopwords": ["monday"]}, expected=np.array([""], object)),
    Case([WORDS[:, None]], error="expected strings of shape"),
    Case([WORDS], args={"case_change_action": "x"}, error="must be LOWER"),
])
