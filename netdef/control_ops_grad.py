"""Gradients of Do, If and While; as caffe2.python.control_ops_grad."""

from netdef._impl.control_ops.gradient import (
    dedupe_g_output,
    disambiguate_grad_if_op_output,
    gen_do_gradient,
    gen_if_gradient,
    gen_while_gradient,
    getNetArgument,
)

__all__ = [
    "dedupe_g_output", "disambiguate_grad_if_op_output", "gen_do_gradient", "gen_if_gradient", "gen_while_gradient",
    "getNetArgument",
]
