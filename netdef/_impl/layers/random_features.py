"""Random features."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from netdef._impl.layers.base import ModelLayer
from netdef._impl.schema.scalar import Scalar
from netdef._impl.schema.struct import Struct


def _vector_dim(input_record: Any) -> int:
    assert isinstance(input_record, Scalar), "Incorrect input type"
    dims = input_record.field_type().shape
    assert len(dims) >= 1 and dims[0] >= 1, f"expected dimensions of the input tensor, got {dims}"
    return dims[0]


def _inits(deviation: float) -> tuple[tuple[str, dict[str, float]], tuple[str, dict[str, float]]]:
    """How weights and biases of random features start."""
    return ("GaussianFill", {"mean": 0.0, "std": deviation}), ("UniformFill", {"min": -0.5 * deviation, "max": 0.5 * deviation})


class RandomFourierFeatures(ModelLayer):
    """sqrt(2/n) cos(w x + b) with fixed random w and b, which approximates a Gaussian kernel of bandwidth sigma."""

    def __init__(
        self, model: Any, input_record: Any, output_dims: int, sigma: float, w_init: Any = None, b_init: Any = None,
        name: str = "random_fourier_features", **kwargs: Any,
    ):
        super().__init__(model, name, input_record, **kwargs)
        dim = _vector_dim(input_record)
        assert output_dims >= 1, f"Expected output dimensions >= 1, got {output_dims}"
        assert sigma > 0.0, f"Expected bandwidth > 0, got {sigma}"
        self.output_dims = output_dims
        self.output_schema = Scalar((np.float32, (output_dims,)), self.get_next_blob_reference("output"))
        self.w = self.create_param(
            "w", [output_dims, dim], w_init or ("GaussianFill", {"mean": 0.0, "std": 1.0 / sigma}), model.NoOptim)
        self.b = self.create_param("b", [output_dims], b_init or ("UniformFill", {"min": 0.0, "max": 2 * math.pi}), model.NoOptim)

    def add_ops(self, net: Any) -> None:
        angle = net.FC(self.input_record.field_blobs() + [self.w, self.b], net.NextScopedBlob("cosine_arg"))
        cosine = net.Cos([angle], net.NextScopedBlob("new_feature_vec"))
        net.Scale([cosine], self.output_schema.field_blobs(), scale=math.sqrt(2.0 / self.output_dims))


class ArcCosineFeatureMap(ModelLayer):
    """max(0, w x + b)^s with random w and b, which are not trained unless optimizers are given (arc-cosine kernel of degree s)."""

    def __init__(
        self, model: Any, input_record: Any, output_dims: int, s: int = 1, scale: float = 1.0, weight_init: Any = None, bias_init: Any = None,
        weight_optim: Any = None, bias_optim: Any = None, set_weight_as_global_constant: bool = False, initialize_output_schema: bool = True,
        name: str = "arc_cosine_feature_map", **kwargs: Any,
    ):
        super().__init__(model, name, input_record, **kwargs)
        self.input_dims = _vector_dim(input_record)
        if initialize_output_schema:
            self.output_schema = Scalar((np.float32, (output_dims,)), model.net.NextScopedBlob(name + "_output"))
        self.output_dims = output_dims
        self.s = s
        assert isinstance(s, int) and s >= 0, f"Expected s >= 0 to be an integer, got {s}"
        assert scale > 0.0, f"Expected scale > 0, got {scale}"
        self.set_weight_as_global_constant = set_weight_as_global_constant
        self.stddev = scale * math.sqrt(1.0 / self.input_dims)
        default_weight, default_bias = _inits(self.stddev)
        if set_weight_as_global_constant:
            w = np.random.normal(scale=self.stddev, size=(output_dims, self.input_dims))
            b = np.random.uniform(-0.5 * self.stddev, 0.5 * self.stddev, size=output_dims)
            self.random_w = model.add_global_constant(f"{self.name}_fixed_rand_W", array=w)
            self.random_b = model.add_global_constant(f"{self.name}_fixed_rand_b", array=b)
        else:
            self.random_w, self.random_b = self._initialize_params(
                "random_w", "random_b", weight_init or default_weight, bias_init or default_bias, weight_optim or model.NoOptim,
                bias_optim or model.NoOptim)

    def _initialize_params(self, w_name, b_name, w_init, b_init, w_optim=None, b_optim=None):
        w = self.create_param(w_name, [self.output_dims, self.input_dims], w_init, w_optim)
        return w, self.create_param(b_name, [self.output_dims], b_init, b_optim)

    def _heaviside_with_power(self, net: Any, features: Any, output: list[Any], s: int) -> Any:
        """max(0, features)^s; for s = 0 a smooth step, max(0, softsign(features))."""
        if s == 0:
            return net.Relu([net.Softsign([features], net.NextScopedBlob("softsign_features"))], output)
        if s == 1:
            return net.Relu([features], output)
        positive = net.Relu([features], net.NextScopedBlob("relu_rand"))
        power = net.Pow([features], net.NextScopedBlob("pow_rand"), exponent=float(s - 1))
        return net.Mul([positive, power], output)

    def add_ops(self, net: Any) -> None:
        features = net.FC(
            self.input_record.field_blobs() + [self.random_w, self.random_b], net.NextScopedBlob("random_features"))
        self._heaviside_with_power(net, features, self.output_schema.field_blobs(), self.s)


class SemiRandomFeatures(ArcCosineFeatureMap):
    """Random features gated with features that are trained; gives their product and the random ones.

    (https://arxiv.org/abs/1702.08882). The input is one record for both, or a struct of `full` and `random`.
    """

    def __init__(
        self, model: Any, input_record: Any, output_dims: int, s: int = 1, scale_random: float = 1.0, scale_learned: float = 1.0,
        weight_init_random: Any = None, bias_init_random: Any = None, weight_init_learned: Any = None, bias_init_learned: Any = None,
        weight_optim: Any = None, bias_optim: Any = None, set_weight_as_global_constant: bool = False, name: str = "semi_random_features",
        **kwargs: Any,
    ):
        if isinstance(input_record, Struct):
            self.input_record_full, self.input_record_random = input_record.full, input_record.random
        else:
            self.input_record_full = self.input_record_random = input_record
        super().__init__(
            model, self.input_record_full, output_dims, s=s, scale=scale_random, weight_init=weight_init_random, bias_init=bias_init_random,
            weight_optim=None, bias_optim=None, set_weight_as_global_constant=set_weight_as_global_constant,
            initialize_output_schema=False, name=name, **kwargs)
        self.output_schema = Struct(
            ("full", Scalar((np.float32, (output_dims,)), model.net.NextScopedBlob(name + "_full_output"))),
            ("random", Scalar((np.float32, (output_dims,)), model.net.NextScopedBlob(name + "_random_output"))))
        assert scale_learned > 0.0, f"Expected scale (learned) > 0, got {scale_learned}"
        default_weight, default_bias = _inits(scale_learned * math.sqrt(1.0 / self.input_dims))
        self.learned_w, self.learned_b = self._initialize_params(
            "learned_w", "learned_b", weight_init_learned or default_weight, bias_init_learned or default_bias, weight_optim, bias_optim)

    def add_ops(self, net: Any) -> None:
        learned = net.FC(
            self.input_record_full.field_blobs() + [self.learned_w, self.learned_b], net.NextScopedBlob("learned_features"))
        features = net.FC(
            self.input_record_random.field_blobs() + [self.random_w, self.random_b], net.NextScopedBlob("random_features"))
        gate = self._heaviside_with_power(net, features, self.output_schema.random.field_blobs(), self.s)
        net.Mul([gate, learned], self.output_schema.full.field_blobs())
