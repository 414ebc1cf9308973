"""rnn_internal_apply_link: which rows, and that they are the same memory."""

import numpy as np
import pytest

from nets import op, run

EXTERNAL = np.arange(24, dtype=np.float32).reshape(4, 2, 3)


def link(t=0, **args):
    return op("rnn_internal_apply_link", ["t", "external"], ["internal", "external"], **args), \
        {"t": np.int32([t]), "external": EXTERNAL}


@pytest.mark.parametrize("t, offset, window", [(0, 0, 1), (1, 0, 2), (2, 1, 1), (3, -1, 2), (0, 0, 4)])
def test_rows(t, offset, window):
    made, feed = link(t, offset=offset, window=window)
    np.testing.assert_array_equal(run(made, feed=feed, fetch="internal"), EXTERNAL[t + offset:t + offset + window])


def test_what_is_written_to_the_rows_is_in_the_outer_blob():
    made, feed = link(1, offset=0)
    external = run(made, op("Scale", ["internal"], ["internal"], scale=-1.0), feed=feed, fetch="external")
    np.testing.assert_array_equal(external[1], -EXTERNAL[1])
    np.testing.assert_array_equal(external[[0, 2, 3]], EXTERNAL[[0, 2, 3]])


@pytest.mark.parametrize("t, args, words", [
    (0, {}, "offset"),
    (0, {"offset": -1}, "not inside"),
    (3, {"offset": 1}, "not inside"),
    (3, {"offset": 0, "window": 2}, "not inside"),
    (0, {"offset": 2**62, "window": 2**62}, "not inside|range"),
    (0, {"offset": 0, "window": -1}, "not inside|negative"),
])
def test_errors(t, args, words):
    made, feed = link(t, **args)
    with pytest.raises(RuntimeError, match=words):
        run(made, feed=feed)
