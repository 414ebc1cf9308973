"""rnn_internal_accumulate_gradient_input against a sum of rows."""

import numpy as np
import pytest

from nets import op, run

FROM = np.random.RandomState(0).randn(3, 2, 4).astype(np.float32)
TO = np.random.RandomState(1).randn(4, 2, 4).astype(np.float32)


def accumulate(t, from_=FROM, **args):
    return run(op("rnn_internal_accumulate_gradient_input", ["t", "from", "to"], ["to"], **args),
               feed={"t": np.int32([t]), "from": from_, "to": TO}, fetch="to")


@pytest.mark.parametrize("t, offset", [(0, 0), (1, 1), (2, 1), (2, -2)])
def test_one_row_is_added(t, offset):
    expected = TO.copy()
    expected[t + offset] += FROM[t]
    np.testing.assert_allclose(accumulate(t, offset=offset), expected, rtol=1e-6)


@pytest.mark.parametrize("t, args, words", [
    (0, {}, "offset"),
    (3, {"offset": 0}, "over bounds"),
    (-1, {"offset": 1}, "over bounds"),
    (2, {"offset": 2}, "over bounds"),
    (0, {"offset": -1}, "over bounds"),
    (0, {"offset": 0, "from_": FROM[:, :, :3]}, "one size"),
])
def test_errors(t, args, words):
    with pytest.raises(RuntimeError, match=words):
        accumulate(t, **args)
