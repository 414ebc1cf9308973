"""Gradients of whole nets: against differences, and of one net against another."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.core.net import Net
from netdef._impl.workspace.blobs import FeedBlob, FetchBlob
from netdef._impl.workspace.running import RunNetOnce


def _grad_blob(grad_map: dict, blob: Any) -> Any:
    assert blob in grad_map, f"there is no gradient for {blob}; there are: {', '.join(sorted(map(str, grad_map)))}"
    return grad_map[blob]


def _fetch_gradient(gradient: Any) -> Any:
    if isinstance(gradient, GradientSlice):
        return GradientSlice(FetchBlob(gradient.indices), FetchBlob(gradient.values))
    return FetchBlob(gradient)


def _run_with_gradients(
    net: Net, outputs: Sequence[Any], outputs_with_grad: Sequence[Any], input_values: dict | None, inputs_with_grads: Sequence[Any]
) -> tuple[list[np.ndarray], dict, Net]:
    """(values of `outputs`, {input: gradient}, the net that was run)."""
    with_gradients = net.Clone(net.Name() + "_copy")
    grad_map = with_gradients.AddGradientOperators(list(outputs_with_grad))
    for name, value in (input_values or {}).items():
        FeedBlob(name, value)
    RunNetOnce(with_gradients)
    gradients = {blob: _fetch_gradient(_grad_blob(grad_map, blob)) for blob in inputs_with_grads}
    return [FetchBlob(name) for name in outputs], gradients, with_gradients


def _assert_close(value1: Any, value2: Any, threshold: float, err_msg: str = "") -> None:
    if isinstance(value1, GradientSlice):
        np.testing.assert_array_equal(value1.indices, value2.indices, err_msg)
        value1, value2 = value1.values, value2.values
    np.testing.assert_allclose(value1, value2, atol=threshold, rtol=threshold, err_msg=err_msg)


class NetGradientChecker:
    """Checks gradients of nets in the current workspace."""

    @staticmethod
    def CompareNets(
        nets: Sequence[Net],
        outputs: Sequence[Sequence[Any]],
        outputs_with_grad_ids: Sequence[int],
        inputs_with_grads: Sequence[Any],
        input_values: dict | None = None,
        threshold: float = 0.0000001,
        print_net_images: bool = False,
    ) -> None:
        """Asserts that all nets give the same outputs and the same gradients of inputs.

        outputs: for each net, the blobs to compare, one by one. outputs_with_grad_ids: which of them gradients start from.
        inputs_with_grads: inputs, of the same name in all nets, whose gradients are compared.
        input_values: fed before each run. print_net_images: draws each net into a PNG file of its name.
        """
        results = []
        for net, names in zip(nets, outputs):
            starts = [names[i] for i in outputs_with_grad_ids]
            values, gradients, full = _run_with_gradients(net, names, starts, input_values, inputs_with_grads)
            if print_net_images:
                from netdef._impl.net_drawer.graphs import GetPydotGraph

                with open(full.Name() + ".png", "wb") as file:
                    file.write(GetPydotGraph(full, rankdir="TB").create_png())
            results.append((values, gradients, full.Name()))
        values0, gradients0, name0 = results[0]
        for values, gradients, name in results[1:]:
            for output0, output in zip(values0, values):
                _assert_close(output0, output, threshold, f"outputs of {name0} and {name} differ")
            for blob, gradient in gradients.items():
                _assert_close(gradients0[blob], gradient, threshold, f"gradients of {blob} in {name0} and {name} differ")

    @staticmethod
    def Check(
        net: Net,
        outputs_with_grad: Sequence[Any],
        input_values: dict,
        input_to_check: Any,
        step_size: float = 0.0001,
        threshold: float = 0.05,
        print_net: bool = True,
    ) -> tuple[float, float]:
        """Asserts that a net's gradient of one input agrees with differences; returns the mean and largest absolute difference.

        outputs_with_grad: blobs whose sum is the loss. input_values: {blob: array} of all inputs.
        """
        _, gradients, full = _run_with_gradients(net, [], outputs_with_grad, input_values, [input_to_check])
        if print_net:
            print(full.Proto())
        analytic = gradients[input_to_check]
        value = np.array(input_values[input_to_check], order="C")  # moved through a view, which strides would make a copy
        if isinstance(analytic, GradientSlice):
            dense = np.zeros(value.shape, analytic.values.dtype)
            np.add.at(dense, analytic.indices.ravel(), analytic.values)
            analytic = dense

        def loss() -> float:
            FeedBlob(input_to_check, value)
            RunNetOnce(full)
            return sum(float(np.sum(FetchBlob(name), dtype=np.float64)) for name in outputs_with_grad)

        for name, array in input_values.items():
            FeedBlob(name, array)
        numeric = np.empty(value.size, value.dtype)
        flat = value.reshape(-1)
        for k, start in enumerate(flat.copy()):
            flat[k] = start + step_size
            above = loss()
            flat[k] = start - step_size
            below = loss()
            flat[k] = start
            numeric[k] = (above - below) / (2 * step_size)
        numeric = numeric.reshape(value.shape)
        _assert_close(analytic, numeric, threshold, f"Error in gradient check for net_copy {net.Name()}")
        difference = np.abs(analytic - numeric)
        return difference.mean(), difference.max()
