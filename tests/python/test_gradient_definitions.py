"""Gradients that are several operators, or one of another type: what Caffe2 1.8.1 answered to core.GradientRegistry.GetGradientForOp."""

import pytest

from netdef import core

BROADCAST = {"axis": -1, "axis_str": b"", "order": b"NCHW"}
BROADCAST_FIRST = BROADCAST | {"axis": 0}


def power_of_blob(options):
    """Pow of two blobs; `options` say how the second one is spread over the first."""
    spread = {**options, "broadcast": 1} if options else {}
    of_base = [
        ("ConstantFill", ["exponent"], ["exponent_grad"], {"value": 1.0}),
        ("Sub", ["exponent", "exponent_grad"], ["exponent_grad"], {}),
        ("Pow", ["base", "exponent_grad"], ["base_grad"], spread),
        ("Mul", ["base_grad", "power_grad"], ["base_grad"], {}),
        ("Mul", ["base_grad", "exponent"], ["base_grad"], spread),
        ("Log", ["base"], ["exponent_grad_autogen_pre_red"], {}),
        ("Mul", ["exponent_grad_autogen_pre_red", "power"], ["exponent_grad_autogen_pre_red"], {}),
    ]
    if not options:
        return [*of_base, ("Mul", ["exponent_grad_autogen_pre_red", "power_grad"], ["exponent_grad"], {})]
    return [
        *of_base,
        ("Mul", ["exponent_grad_autogen_pre_red", "power_grad"], ["exponent_grad_autogen_pre_red"], {}),
        ("SumReduceLike", ["exponent_grad_autogen_pre_red", "exponent"], ["exponent_grad"], options),
    ]


# (type, inputs, outputs, arguments), the operators of the gradient, the gradients of the inputs
RECORDED = [
    (("AddPadding", ["data"], ["padded"], {"padding_width": 2}),
     [("RemovePadding", ["padded_grad"], ["data_grad"], {"padding_width": 2})],
     ["data_grad"]),
    (("AddPadding", ["data", "lengths"], ["padded", "padded_lengths"], {"padding_width": 2}),
     [("RemovePadding", ["padded_grad", "padded_lengths"], ["data_grad"], {"padding_width": 2})],
     ["data_grad", None]),
    (("AddPadding", ["data", "lengths", "start"], ["padded", "padded_lengths"], {"padding_width": 2, "end_padding_width": 1}),
     [("RemovePadding", ["padded_grad", "padded_lengths"], ["data_grad"], {"padding_width": 2, "end_padding_width": 1}),
      ("GatherPadding", ["padded_grad", "padded_lengths"], ["start_grad"], {"padding_width": 2, "end_padding_width": 1})],
     ["data_grad", None, "start_grad"]),
    (("AddPadding", ["data", "lengths", "start", "end"], ["padded", "padded_lengths"], {"padding_width": 2, "end_padding_width": 1}),
     [("RemovePadding", ["padded_grad", "padded_lengths"], ["data_grad"], {"padding_width": 2, "end_padding_width": 1}),
      ("GatherPadding", ["padded_grad", "padded_lengths"], ["start_grad", "end_grad"], {"padding_width": 2, "end_padding_width": 1})],
     ["data_grad", None, "start_grad", "end_grad"]),
    (("RemovePadding", ["data"], ["rows"], {"padding_width": 1}),
     [("AddPadding", ["rows_grad"], ["data_grad"], {"padding_width": 1})],
     ["data_grad"]),
    (("RemovePadding", ["data", "lengths"], ["rows", "rows_lengths"], {"padding_width": 1, "end_padding_width": 3}),
     [("AddPadding", ["rows_grad", "rows_lengths"], ["data_grad"], {"padding_width": 1, "end_padding_width": 3})],
     ["data_grad", None]),
    (("Pow", ["base"], ["power"], {"exponent": 2.5}),
     [("Pow", ["base"], ["base_grad"], {"exponent": 1.5}),
      ("Mul", ["base_grad", "power_grad"], ["base_grad"], {}),
      ("Scale", ["base_grad"], ["base_grad"], {"scale": 2.5})],
     ["base_grad"]),
    (("Pow", ["base"], ["base"], {"exponent": 2.5}),  # from the result: y ** ((exponent - 1) / exponent)
     [("Pow", ["base"], ["base_grad"], {"exponent": pytest.approx(0.6)}),
      ("Mul", ["base_grad", "base_grad"], ["base_grad"], {}),
      ("Scale", ["base_grad"], ["base_grad"], {"scale": 2.5})],
     ["base_grad"]),
    (("Pow", ["base", "exponent"], ["power"], {}), power_of_blob({}), ["base_grad", "exponent_grad"]),
    (("Pow", ["base", "exponent"], ["power"], {"broadcast": 1}), power_of_blob(BROADCAST), ["base_grad", "exponent_grad"]),
    (("Pow", ["base", "exponent"], ["power"], {"broadcast": 1, "axis": 0}), power_of_blob(BROADCAST_FIRST), ["base_grad", "exponent_grad"]),
    (("GatherByKey", ["keys", "part0", "part1"], ["gathered"], {}),
     [("Partition", ["keys", "gathered_grad"], ["_part0_grad_keys", "part0_grad", "_part1_grad_keys", "part1_grad"], {"pack_first_input": 0})],
     [None, "part0_grad", "part1_grad"]),
    (("PrependDim", ["data"], ["split"], {"dim_size": 3}), [("MergeDim", ["split_grad"], ["data_grad"], {})], ["data_grad"]),
    (("PrependDim", ["data"], ["data"], {"dim_size": 3}), [("MergeDim", ["data_grad"], ["data_grad"], {})], ["data_grad"]),
]


def value(argument):
    return next(getattr(argument, field) for field in ("f", "i", "s") if argument.HasField(field))


@pytest.mark.parametrize("operator, expected, gradients", RECORDED, ids=lambda x: x[0] if isinstance(x, tuple) else None)
def test_definitions(operator, expected, gradients):
    op_type, inputs, outputs, arguments = operator
    op = core.CreateOperator(op_type, inputs, outputs, **arguments)
    ops, of_inputs = core.GradientRegistry.GetGradientForOp(op, [f"{outputs[0]}_grad", *[None] * (len(outputs) - 1)])
    assert [(o.type, list(o.input), list(o.output), {a.name: value(a) for a in o.arg}) for o in ops] == expected
    assert all(o.is_gradient_op for o in ops)
    assert [None if g is None else str(g) for g in of_inputs] == gradients


@pytest.mark.parametrize("op_type", ["AddPadding", "RemovePadding"])
def test_the_gradient_of_padding_needs_the_new_lengths(op_type):
    op = core.CreateOperator(op_type, ["data", "lengths"], ["padded"])
    with pytest.raises(Exception, match="needs its output lengths_out where it has lengths"):
        core.GradientRegistry.GetGradientForOp(op, ["padded_grad"])
