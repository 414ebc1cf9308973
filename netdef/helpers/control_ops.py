"""Branches and loops made of models; as caffe2.python.helpers.control_ops."""

from netdef._impl.brew.control_ops import add_if_op, add_while_op, cond, loop

__all__ = ["cond", "loop"]
