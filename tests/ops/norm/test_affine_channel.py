"""AffineChannel against the definition."""


from netdef.testing import Case, normal, operator_test


def affine_channel(x, scale, bias, order="NCHW", is_learnable=0):
    shape = (-1, *[1] * (x.ndim - 2)) if order == "NCHW" else (-1,)
    return x * scale.reshape(shape) + bias.reshape(shape)


test_affine_channel = operator_test("AffineChannel", affine_channel, [
    Case([normal(2, 3, 4, 5), normal(3), normal(3)]),
    Case([normal(2, 4, 5, 3), normal(3), normal(3)], {"order": "NHWC"}),
    Case([normal(2, 3, 4, 5), normal(3), normal(3)], {"is_learnable": 1}),
    Case([normal(2, 4, 5, 3), normal(3), normal(3)], {"order": "NHWC", "is_learnable": 1}),
    Case([normal(2, 3), normal(3), normal(3)]),
    Case([normal(2, 3, 2, 2, 2), normal(3), normal(3)], {"is_learnable": 1}),
    Case([normal(0, 3, 4, 5), normal(3), normal(3)], gradient=False, why="no elements"),
    Case([normal(2, 3, 4, 5), normal(4), normal(3)], error="scale must have one element"),
    Case([normal(2, 3, 4, 5), normal(3), normal(2)], error="bias must have one element"),
    Case([normal(2, 3, 4, 5), normal(3), normal(3)], {"order": "x"}, error="Unknown Storage order"),
])


def test_gradient_refusals():
    import pytest

    from netdef import core, workspace

    for name, value in {"dy": normal(2, 3, 4), "s": normal(3), "x": normal(1, 3, 4)}.items():
        workspace.FeedBlob(name, value)
    for inputs, outputs, args, match in (
        (["dy", "s"], ["a", "b", "c"], {"is_learnable": 1}, "3 inputs"),
        (["dy", "dy", "s"], ["a"], {"is_learnable": 1}, "3 outputs"),
        (["dy", "x", "s"], ["a", "b", "c"], {"is_learnable": 1}, "shape of dY"),
    ):
        with pytest.raises(Exception, match=match):
            workspace.RunOperatorOnce(core.CreateOperator("AffineChannelGradient", inputs, outputs, **args))
