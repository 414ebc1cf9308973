"""Gradient operators of one operator: from the core's makers, else from functions registered in Python."""

from __future__ import annotations

from typing import Any, Callable, Sequence

from netdef import _C
from netdef._impl.core.gradient_types import GradientSlice
from netdef.proto import caffe2_pb2

Gradient = Any  # str, GradientSlice or None


class GradientRegistry:
    """Finds gradient operators."""

    gradient_registry_: dict[str, Callable] = {}

    @classmethod
    def RegisterGradient(cls, op_type: str) -> Callable:
        """Decorator for a function (op, gradients of outputs) -> (operators, gradients of inputs)."""

        def register(function: Callable) -> Callable:
            cls.gradient_registry_[op_type] = function
            return function

        return register

    @classmethod
    def GetGradientForOp(cls, op: caffe2_pb2.OperatorDef, g_output: Sequence[Gradient]) -> tuple[list, list[Gradient]]:
        """(gradient operators, gradient of each input) for the given gradients of the outputs."""
        try:
            ops, g_input = cls._from_core(op, g_output)
        except _C.Error as error:
            if op.type not in cls.gradient_registry_:
                raise Exception(f"Exception when creating gradient for [{op.type}]:{error}.\nOp: \n{op}") from error
            ops, g_input = cls.gradient_registry_[op.type](op, g_output)
        if ops is None:
            return [], g_input
        return (list(ops) if isinstance(ops, (list, tuple)) else [ops]), g_input

    @staticmethod
    def _from_core(op: caffe2_pb2.OperatorDef, g_output: Sequence[Gradient]) -> tuple[list, list[Gradient]]:
        defs, g_input = _C.get_gradient_defs(op.SerializeToString(), [_wrap(g) for g in g_output])
        return [caffe2_pb2.OperatorDef.FromString(d) for d in defs], [_unwrap(g) for g in g_input]

    @classmethod
    def GetBackwardPass(cls, operators: Sequence[caffe2_pb2.OperatorDef], ys: Any, ys_generate_gradient: bool = False) -> tuple:
        """(operators, {blob: gradient}) of the backward pass from `ys`; see Net.AddGradientOperators."""
        from netdef._impl.core.gradient_ir import IR

        return IR(operators).GetBackwardPass(ys)


def _wrap(gradient: Gradient) -> _C.GradientWrapper:
    wrapper = _C.GradientWrapper()
    if isinstance(gradient, tuple):
        wrapper.indices, wrapper.values = map(str, gradient)
    elif gradient is not None:
        wrapper.dense = str(gradient)
    return wrapper


def _unwrap(wrapper: _C.GradientWrapper) -> Gradient:
    if wrapper.is_sparse():
        return GradientSlice(wrapper.indices, wrapper.values)
    return wrapper.dense if wrapper.is_dense() else None


def GetIndexFromGradientList(g_list: Sequence[Gradient], name: str) -> int | None:
    """Position of a gradient in a list by its name, or by that of its indices or values; None if it is not there."""
    for i, gradient in enumerate(g_list):
        if gradient == name:
            return i
        if isinstance(gradient, GradientSlice) and name in (gradient.indices, gradient.values):
            return i
    return None
