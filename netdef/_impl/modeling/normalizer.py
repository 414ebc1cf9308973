"""Normalizations that a layer applies to its output, chosen from outside."""

from __future__ import annotations

from typing import Any


class Normalizer:
    """Base of normalizers; called with a layer model and a record it gives the normalized record."""

    def __call__(self, net: Any, param: Any) -> Any:
        return self._run(net, param)

    def _run(self, net: Any, param: Any) -> Any:
        raise NotImplementedError("a normalizer implements _run(layer_model, param)")


class BatchNormalizer(Normalizer):
    """The layer BatchNormalization."""

    def __init__(self, momentum: float, scale_init_value: float = 1.0):
        self._momentum = float(momentum)
        self._scale_init_value = float(scale_init_value)

    def _run(self, net: Any, param: Any) -> Any:
        return net.BatchNormalization(param, momentum=self._momentum, scale_init_value=self._scale_init_value)


class LayerNormalizer(Normalizer):
    """The layer LayerNormalization."""

    def __init__(self, epsilon: float, use_layer_norm_op: bool = True, scale_init_value: float = 1.0):
        self._epsilon = float(epsilon)
        self._use_layer_norm_op = use_layer_norm_op
        self._scale_init_value = float(scale_init_value)

    def _run(self, net: Any, param: Any) -> Any:
        return net.LayerNormalization(
            param, epsilon=self._epsilon, use_layer_norm_op=self._use_layer_norm_op, scale_init_value=self._scale_init_value)
