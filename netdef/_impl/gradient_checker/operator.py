"""Gradients of one operator, checked under a sum of squares."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from netdef._impl.core.device import placed
from netdef._impl.core.gradient_registry import GradientRegistry
from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.core.net import Net
from netdef._impl.scope import DeviceScope
from netdef._impl.workspace.blobs import FeedBlob, FetchBlob
from netdef._impl.workspace.running import (
    CreateNet,
    ResetWorkspace,
    RunNet,
    RunOperatorOnce,
    RunOperatorsOnce,
    WorkspaceGuard,
)
from netdef._impl.workspace.shapes import InferShapesAndTypes
from netdef.proto import caffe2_pb2


def getGradientForOp(op: caffe2_pb2.OperatorDef) -> tuple[list, list]:
    """(gradient operators, gradient of each input), the gradient of output Y being called Y_grad."""
    return GradientRegistry.GetGradientForOp(op, [name + "_grad" for name in op.output])


class GradientChecker:
    """Checks gradients of single operators by central differences."""

    def __init__(
        self,
        stepsize: float,
        threshold: float,
        device_option: caffe2_pb2.DeviceOption | None = None,
        workspace_name: str = "gradient_check",
        input_device_options: dict[str, caffe2_pb2.DeviceOption] | None = None,
    ):
        """
        stepsize: how far each input element is moved to either side.
        threshold: the difference allowed, relative to the larger of the two gradients but at least 1.
        device_option: where the operator runs; input_device_options: other places for single inputs, by name.
        workspace_name: of a workspace used, and emptied, by the check.
        """
        self._stepsize = stepsize
        self._threshold = threshold
        self._device_option = device_option or caffe2_pb2.DeviceOption()
        self._workspace_name = workspace_name
        self._input_device_options = input_device_options or {}

    def GetLossAndGrad(
        self,
        op: caffe2_pb2.OperatorDef,
        grad_ops: Sequence[caffe2_pb2.OperatorDef],
        inputs: Sequence[np.ndarray],
        input_names: Sequence[str],
        input_to_check: int,
        grad_name: Any,
        outputs_with_grads: Sequence[int],
    ) -> tuple[float, np.ndarray]:
        """(half the sum of squares of the chosen outputs, its gradient with respect to one input)."""
        self._feed(input_names, inputs)
        x = FetchBlob(input_names[input_to_check])
        RunOperatorOnce(op)
        loss = 0.0
        for i in outputs_with_grads:
            y = FetchBlob(op.output[i])
            loss += _half_sum_of_squares(y)
            FeedBlob(op.output[i] + "_grad", y, self._device_option)
        RunOperatorsOnce(grad_ops)
        if isinstance(grad_name, GradientSlice):
            return loss, _densified(x, FetchBlob(grad_name.indices), FetchBlob(grad_name.values))
        return loss, FetchBlob(grad_name)

    def _feed(self, names: Sequence[str], arrays: Sequence[np.ndarray]) -> None:
        for name, array in zip(names, arrays):
            FeedBlob(name, array, self._input_device_options.get(name, self._device_option))

    def CheckSimple(
        self,
        op: caffe2_pb2.OperatorDef,
        inputs: Sequence[np.ndarray],
        input_to_check: int,
        outputs_with_grads: Sequence[int],
        grad_ops: Sequence[caffe2_pb2.OperatorDef] | None = None,
        input_device_options: dict[str, caffe2_pb2.DeviceOption] | None = None,
        ensure_outputs_are_inferred: bool = False,
    ) -> tuple[bool, np.ndarray, np.ndarray]:
        """(whether they agree, analytic gradient, numeric gradient) of one input under half the sum of squares of outputs.

        outputs_with_grads: positions of the outputs that enter the sum.
        grad_ops: gradient operators to use instead of the registered ones.
        ensure_outputs_are_inferred: also checks the inferred shapes of the gradients against the real ones.

        Raises:
            AssertionError: the operator gives no gradient for that input.
        """
        if input_device_options is not None:
            self._input_device_options = input_device_options
        op = placed(op, self._device_option)
        if grad_ops is None:
            with DeviceScope(self._device_option):
                grad_ops, g_input = getGradientForOp(op)
        else:
            _, g_input = getGradientForOp(op)
        grad_name = g_input[input_to_check]
        assert grad_name is not None, f"Expected a string or BlobReference: {op.type} gives no gradient for its input {input_to_check}"
        grad_ops = [placed(grad_op, self._device_option) for grad_op in grad_ops]
        with WorkspaceGuard(self._workspace_name):
            try:
                return self._check(op, inputs, input_to_check, outputs_with_grads, grad_ops, grad_name, ensure_outputs_are_inferred)
            finally:
                ResetWorkspace()

    def _check(self, op, inputs, input_to_check, outputs_with_grads, grad_ops, grad_name, ensure_outputs_are_inferred):
        inputs = [np.array(x, order="C") for x in inputs]  # points below is a view, which strides would make a copy
        _, grad = self.GetLossAndGrad(op, grad_ops, inputs, op.input, input_to_check, grad_name, outputs_with_grads)
        if ensure_outputs_are_inferred:
            _assert_gradients_inferred(op, grad_ops)
        forward = Net("gradient_check")
        forward.Proto().op.extend([op])
        self._feed(op.input, inputs)
        CreateNet(forward)
        changing = [i for i, name in enumerate(op.input) if i == input_to_check or name in op.output]
        names, arrays = [op.input[i] for i in changing], [inputs[i] for i in changing]
        outputs = [op.output[i] for i in outputs_with_grads]

        def loss() -> float:
            self._feed(names, arrays)
            RunNet(forward)
            return sum(_half_sum_of_squares(FetchBlob(name)) for name in outputs)

        estimate = np.zeros(grad.shape, grad.dtype)
        flat, points = estimate.reshape(-1), inputs[input_to_check].reshape(-1)
        for k, value in enumerate(points.copy()):
            points[k] = value + self._stepsize
            above = loss()
            points[k] = value - self._stepsize
            below = loss()
            points[k] = value
            flat[k] = (above - below) / (2 * self._stepsize)
        scale = np.maximum(np.maximum(np.abs(grad), np.abs(estimate)), 1)
        agree = bool(np.all(np.abs(grad - estimate) <= scale * self._threshold))
        return agree, grad, estimate


def _half_sum_of_squares(y: np.ndarray) -> float:
    return float(np.sum(np.square(y, dtype=np.float64))) / 2


def _densified(x: np.ndarray, indices: np.ndarray, values: np.ndarray) -> np.ndarray:
    dense = np.zeros(x.shape, values.dtype)
    np.add.at(dense, indices.ravel(), values.reshape(indices.size, *x.shape[1:]))
    return dense


def _assert_gradients_inferred(op: caffe2_pb2.OperatorDef, grad_ops: Sequence[caffe2_pb2.OperatorDef]) -> None:
    """What shape rules say of the gradient operators' outputs is what they have."""
    net = Net("grad_shapes")
    net.Proto().op.extend(grad_ops)
    shapes, _ = InferShapesAndTypes([net])
    for name in {name for grad_op in grad_ops for name in grad_op.output}:
        assert name in shapes, f"the shape of {name}, an output of the gradient of {op.type}, is not inferred"
        np.testing.assert_array_equal(shapes[name], FetchBlob(name).shape, f"the shape of {name}, inferred and real, differs")
