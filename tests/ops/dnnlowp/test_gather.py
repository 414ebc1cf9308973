import numpy as np

from netdef.testing import Case, normal, quantized
from netdef.workspace import Int8Tensor
from oracles.dnnlowp import lowp, lowp_test


def gather(x, indices, **args):
    if isinstance(x, Int8Tensor):
        return Int8Tensor(x.data[indices], x.scale, x.zero_point)
    return lowp(lambda rows: rows, quantize=0)(x[indices], **args)


ROWS = np.int32([2, 0, 2])
CASES = [Case([quantized(4, 5, zero_point=9), ROWS]), Case([normal(4, 5), ROWS]), Case([normal(4, 5), ROWS], {"Y_scale": 0.1, "Y_zero_point": 30}),
         Case([quantized(4, 5), np.zeros(0, np.int64)]), Case([quantized(4, 5), np.int32([4])], error="index|INDICES|indices")]
test_gather = lowp_test("Gather", gather, CASES)
test_int8_gather = lowp_test("Int8Gather", gather, CASES)


def test_float_rows_stay_floats_where_asked():
    from netdef import core, workspace

    x = normal(4, 5)
    workspace.FeedBlob("x", x)
    workspace.FeedBlob("i", ROWS)
    workspace.RunOperatorOnce(core.CreateOperator("Gather", ["x", "i"], ["y"], engine="DNNLOWP", dequantize_output=1))
    np.testing.assert_array_equal(workspace.FetchBlob("y"), x[ROWS])
