import numpy as np
import pytest

from netdef import Error
from netdef.proto import caffe2_pb2
from netdef.testing import make_operator, run_operator


def graph(inputs, outputs, *ops):
    net = caffe2_pb2.NetDef(external_input=inputs, external_output=outputs)
    for op_type, reads, writes in ops:
        net.op.append(make_operator(op_type, reads, writes, {}, domain="ai.onnx"))
    return net


# running sums: s <- s + x, which is a slice as well
BODY = graph(["s", "x"], ["t", "t"], ("Add", ["s", "x"], ["t"]))


@pytest.mark.parametrize("axis", [0, 1, -1])
@pytest.mark.parametrize("backwards", [0, 1])
@pytest.mark.parametrize("out_axis, out_backwards", [(0, 0), (1, 0), (-1, 1)])
def test_scan(axis, backwards, out_axis, out_backwards):
    x = np.arange(12, dtype=np.float32).reshape(3, 4)
    lines = np.moveaxis(x, axis, 0)
    start = np.ones(lines.shape[1], np.float32)
    sums = start + np.cumsum(lines[::-1] if backwards else lines, axis=0)
    got = run_operator("Scan", start, x, outputs=2, domain="ai.onnx", body=BODY, num_scan_inputs=1, scan_input_axes=[axis], scan_input_directions=[backwards],
                       scan_output_axes=[out_axis], scan_output_directions=[out_backwards])
    np.testing.assert_allclose(got[0], sums[-1])
    np.testing.assert_allclose(got[1], np.moveaxis(sums[::-1] if out_backwards else sums, 0, out_axis))


@pytest.mark.parametrize("args, message", [({"num_scan_inputs": 3}, "out of range"), ({"num_scan_inputs": 1, "scan_input_axes": [2]}, "out of range"),
                                           ({"num_scan_inputs": 1, "scan_input_axes": [0, 0]}, "one entry for each"), ({"num_scan_inputs": 2}, "have 3 and 2 slices")])
def test_refuses(args, message):
    inputs = [np.ones(3, np.float32), np.ones((2, 3), np.float32)]
    with pytest.raises(Error, match=message):
        run_operator("Scan", *inputs, outputs=2, domain="ai.onnx", body=BODY, **args)
