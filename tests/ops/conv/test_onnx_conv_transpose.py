import pytest

from netdef.testing import Case, normal, operator_test

torch = pytest.importorskip("torch")


def conv_transpose(x, w, b=None, strides=None, pads=None, dilations=None, group=1, output_padding=None):
    """torch pads alike on both sides: its full output, cut by the pads."""
    rank = x.ndim - 2
    pads = pads or [0] * 2 * rank
    fn = [torch.conv_transpose1d, torch.conv_transpose2d, torch.conv_transpose3d][rank - 1]
    y = fn(torch.tensor(x), torch.tensor(w), None if b is None else torch.tensor(b), stride=strides or 1, dilation=dilations or 1,
           groups=group, output_padding=output_padding or 0).numpy()
    for i in range(rank):
        y = y[(slice(None),) * (2 + i) + (slice(pads[i], y.shape[2 + i] - pads[rank + i]),)]
    return y


test_onnx_conv_transpose = operator_test("ConvTranspose", conv_transpose, [
    Case([normal(2, 4, 5, 6), normal(4, 3, 3, 2), normal(3)]),
    Case([normal(2, 4, 5, 6), normal(4, 3, 3, 2)], args={"strides": [2, 3], "pads": [1, 0, 0, 1]}),
    Case([normal(2, 4, 5, 6), normal(4, 3, 3, 3)], args={"dilations": [2, 2]}),
    Case([normal(2, 4, 5, 6), normal(4, 3, 3, 3)], args={"group": 2, "strides": [2, 2], "output_padding": [1, 1]}),
    Case([normal(2, 4, 5), normal(4, 3, 3)], args={"strides": [2]}),
    Case([normal(1, 2, 3, 4, 5), normal(2, 3, 2, 2, 2)]),
    Case([normal(2, 4, 5, 6), normal(3, 3, 3, 3)], error="channels"),
    Case([normal(2, 4, 5, 6), normal(4, 3, 3, 3)], args={"pads": [9, 9, 9, 9]}, error="the output would have"),
    Case([normal(2, 4, 5, 6), normal(4, 3, 3, 3)], args={"strides": [2**40, 1]}, error="strides is out of range"),
], domain="ai.onnx")
