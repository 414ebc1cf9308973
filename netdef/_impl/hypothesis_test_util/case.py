"""HypothesisTestCase: the assertions of operator tests."""

from __future__ import annotations

from typing import Any, Callable, Sequence

import numpy as np

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.device import placed
from netdef._impl.core.gradient_registry import GradientRegistry
from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.core.net import Net
from netdef._impl.device_checker import DeviceChecker
from netdef._impl.gradient_checker.operator import GradientChecker
from netdef._impl.hypothesis_test_util.running import Devices, feed_inputs, temp_workspace
from netdef._impl.hypothesis_test_util.settings import load_profile
from netdef._impl.scope import DeviceScope
from netdef._impl.test_util import TestCase
from netdef._impl.workspace.blobs import FeedBlob, FetchBlob
from netdef._impl.workspace.running import RunNetOnce, RunOperatorOnce, RunOperatorsOnce
from netdef._impl.workspace.shapes import InferShapesAndTypes
from netdef.proto import caffe2_pb2

load_profile()


class HypothesisTestCase(TestCase):
    """Assertions on one operator with given inputs, to be used under hypothesis.given."""

    def assertDeviceChecks(
        self,
        device_options: Sequence[caffe2_pb2.DeviceOption],
        op: caffe2_pb2.OperatorDef,
        inputs: Sequence[np.ndarray],
        outputs_to_check: Sequence[int],
        input_device_options: Devices = None,
        threshold: float = 0.01,
    ) -> None:
        """The operator gives the same outputs on all devices."""
        checker = DeviceChecker(threshold, device_options=device_options)
        self.assertTrue(checker.CheckSimple(op, inputs, outputs_to_check, input_device_options))

    def assertGradientChecks(
        self,
        device_option: caffe2_pb2.DeviceOption,
        op: caffe2_pb2.OperatorDef,
        inputs: Sequence[np.ndarray],
        outputs_to_check: int,
        outputs_with_grads: Sequence[int],
        grad_ops: Sequence[caffe2_pb2.OperatorDef] | None = None,
        threshold: float = 0.005,
        stepsize: float = 0.05,
        input_device_options: Devices = None,
        ensure_outputs_are_inferred: bool = False,
    ) -> None:
        """The operator's gradient of one input, under half the sum of squares of outputs, agrees with central differences.

        outputs_to_check: the position of the input (its name is Caffe2's). See GradientChecker for the rest.
        """
        checker = GradientChecker(
            stepsize=stepsize, threshold=threshold, device_option=device_option, workspace_name=str(device_option),
            input_device_options=input_device_options)
        agree, analytic, numeric = checker.CheckSimple(
            op, inputs, outputs_to_check, outputs_with_grads, grad_ops=grad_ops,
            ensure_outputs_are_inferred=ensure_outputs_are_inferred)
        self.assertEqual(analytic.shape, numeric.shape)
        self.assertTrue(agree, f"Gradient check failed for input {op.input[outputs_to_check]}\nanalytic:\n{analytic}\nnumeric:\n{numeric}")

    def assertReferenceChecks(
        self,
        device_option: caffe2_pb2.DeviceOption,
        op: caffe2_pb2.OperatorDef,
        inputs: Sequence[Any],
        reference: Callable[..., Sequence[Any]],
        input_device_options: Devices = None,
        threshold: float = 1e-4,
        output_to_grad: str | None = None,
        grad_reference: Callable | None = None,
        atol: float | None = None,
        outputs_to_check: Sequence[int] | None = None,
        ensure_outputs_are_inferred: bool = False,
    ) -> list[Any]:
        """The operator's outputs are those of reference(*inputs), which returns a list; returns the outputs.

        threshold: relative tolerance, and absolute one where `atol` is not given.
        output_to_grad, grad_reference: the gradients of the inputs, with the output itself as the gradient of output_to_grad, are those
            of grad_reference(output, reference outputs, inputs): for each input None, an array or (values, indices).
        outputs_to_check: positions of the outputs that the reference gives, by default all.
        ensure_outputs_are_inferred: every output needs a shape rule. What shape rules say must hold in any case.
        """
        op = placed(op, device_option)
        with temp_workspace():
            feed_inputs(op, inputs, device_option, input_device_options)
            net = Net("opnet")
            net.Proto().op.extend([op])
            shapes, types = InferShapesAndTypes([net])
            RunNetOnce(net)
            expected = reference(*inputs)
            if not isinstance(expected, (tuple, list)):
                raise RuntimeError(
                    "You are providing a wrong reference implementation. A proper one should return a tuple/list of numpy arrays.")
            if not outputs_to_check:
                self.assertEqual(len(expected), len(op.output))
                outputs_to_check = range(len(op.output))
            outputs = []
            for i, ref in zip(outputs_to_check, expected):
                name = op.output[i]
                output = FetchBlob(name)
                if ref is None:
                    outputs.append(output)
                    continue
                if output.dtype.kind in ("S", "O"):
                    np.testing.assert_array_equal(output, ref)
                else:
                    np.testing.assert_allclose(
                        output, ref, atol=threshold if atol is None else atol, rtol=threshold,
                        err_msg=f"Output {name} is not matching the reference")
                self._assertInferTensorChecks(name, shapes, types, output, ensure_outputs_are_inferred)
                outputs.append(output)
            if grad_reference is not None:
                assert output_to_grad is not None, "If grad_reference is set, output_to_grad has to be set as well"
                with DeviceScope(device_option):
                    self._assertGradReferenceChecks(op, inputs, expected, output_to_grad, grad_reference, threshold=threshold)
        return outputs

    def _assertInferTensorChecks(
        self, name: str, shapes: dict, types: dict, output: np.ndarray, ensure_output_is_inferred: bool = False
    ) -> None:
        self.assertTrue(not ensure_output_is_inferred or name in shapes, f"the shape of output {name} is not inferred")
        if name not in shapes:
            return
        np.testing.assert_array_equal(shapes[name], output.shape, f"Shape inferred for output {name} is not that of the real one")
        self.assertEqual(types[name], _tensor_type(output.dtype), f"Type inferred for output {name} is not that of the real one")

    def _assertGradReferenceChecks(
        self,
        op: caffe2_pb2.OperatorDef,
        inputs: Sequence[Any],
        ref_outputs: Sequence[Any],
        output_to_grad: str,
        grad_reference: Callable,
        threshold: float = 1e-4,
    ) -> None:
        grad_name = output_to_grad + "_grad"
        grad_ops, grad_map = GradientRegistry.GetBackwardPass([op], {output_to_grad: grad_name})
        output = FetchBlob(output_to_grad)
        expected = grad_reference(output, ref_outputs, inputs)
        FeedBlob(grad_name, output, op.device_option)
        RunOperatorsOnce(grad_ops)
        self.assertEqual(len(expected), len(inputs), f"grad_reference must give a gradient, or None, for each of {len(inputs)} inputs")
        for name, ref in zip(op.input, expected):
            gradient = grad_map.get(BlobReference(name))
            if not gradient:
                if ref is not None:
                    self.assertEqual(0, len(np.atleast_1d(ref)), f"{op.type} gives no gradient of {name}, the reference does")
                continue
            if ref is None:
                continue
            parts = (gradient.values, gradient.indices) if isinstance(gradient, GradientSlice) else (gradient,)
            for blob, value in zip(parts, ref if isinstance(gradient, GradientSlice) else (ref,)):
                np.testing.assert_allclose(
                    FetchBlob(blob), value, atol=threshold, rtol=threshold,
                    err_msg=f"Gradient {blob} (x) is not matching the reference (y)")

    def assertValidationChecks(
        self,
        device_option: caffe2_pb2.DeviceOption,
        op: caffe2_pb2.OperatorDef,
        inputs: Sequence[Any],
        validator: Callable,
        input_device_options: Devices = None,
        as_kwargs: bool = True,
        init_net: Any = None,
    ) -> None:
        """validator(**{blob: array}) accepts inputs and outputs; or validator(inputs=[...], outputs=[...]) where `as_kwargs` is False.

        init_net: run before the operator.
        """
        op = placed(op, device_option)
        with temp_workspace():
            feed_inputs(op, inputs, device_option, input_device_options)
            if init_net is not None:
                RunNetOnce(init_net)
            RunOperatorOnce(op)
            outputs = [FetchBlob(name) for name in op.output]
            if as_kwargs:
                validator(**dict(zip([*op.input, *op.output], [*inputs, *outputs])))
            else:
                validator(inputs=inputs, outputs=outputs)

    def assertRunOpRaises(
        self,
        device_option: caffe2_pb2.DeviceOption,
        op: caffe2_pb2.OperatorDef,
        inputs: Sequence[Any],
        input_device_options: Devices = None,
        exception: Any = (Exception,),
        regexp: str | None = None,
    ) -> None:
        """Running the operator raises `exception`, whose text matches `regexp` where given."""
        op = placed(op, device_option)
        with temp_workspace():
            feed_inputs(op, inputs, device_option, input_device_options)
            if regexp is None:
                self.assertRaises(exception, RunOperatorOnce, op)
            else:
                self.assertRaisesRegex(exception, regexp, RunOperatorOnce, op)


def _tensor_type(dtype: np.dtype) -> int:
    if dtype.kind in "OSU":
        return caffe2_pb2.TensorProto.STRING
    name = {"float32": "FLOAT", "float64": "DOUBLE"}.get(dtype.name, dtype.name.upper())
    return caffe2_pb2.TensorProto.DataType.Value(name)
