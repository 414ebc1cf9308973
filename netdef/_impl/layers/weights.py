"""Weighted sums of the fields of a record, and smoothed labels."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef._impl.layers.base import ModelLayer
from netdef._impl.regularizer.norms import LogBarrier
from netdef._impl.regularizer.projections import BoundedGradientProjection
from netdef._impl.schema.scalar import Scalar
from netdef.proto import caffe2_pb2

INT64, FLOAT = caffe2_pb2.TensorProto.INT64, caffe2_pb2.TensorProto.FLOAT


class ConstantWeight(ModelLayer):
    """The sum of all fields with fixed weights, equal ones by default."""

    def __init__(self, model: Any, input_record: Any, weights: Any = None, name: str = "constant_weight", **kwargs: Any):
        super().__init__(model, name, input_record, **kwargs)
        self.output_schema = Scalar(np.float32, self.get_next_blob_reference("constant_weight"))
        self.data = input_record.field_blobs()
        self.num = len(self.data)
        weights = [1.0 / self.num] * self.num if weights is None else weights
        assert len(weights) == self.num, f"{len(weights)} weights for {self.num} fields"
        self.weights = [
            model.add_global_constant(f"{self.name}_weight_{i}", float(weight)) for i, weight in enumerate(weights)]

    def add_ops(self, net: Any) -> None:
        net.WeightedSum([blob for pair in zip(self.data, self.weights) for blob in pair], self.output_schema())


class BlobWeightedSum(ModelLayer):
    """The sum of all fields with weights that are trained."""

    def __init__(
        self, model: Any, input_record: Any, init_weights: Any = None, weight_optim: Any = None, name: str = "blob_weighted_sum", **kwargs: Any
    ):
        super().__init__(model, name, input_record, **kwargs)
        self.blobs = input_record.field_blobs()
        self.num_weights = len(self.blobs)
        assert self.num_weights > 1, "BlobWeightedSum expects more than one input blobs"
        shapes = [scalar.field_type().shape for scalar in input_record.all_scalars()]
        assert len(shapes[0]) > 0, "BlobWeightedSum expects limited dimensions of the input tensor"
        assert all(shape == shapes[0] for shape in shapes), "Shape of input blobs should be the same shape"
        init_weights = init_weights or [1.0] * self.num_weights
        assert len(init_weights) == self.num_weights, f"the size of init_weights should be the same as input blobs, got {len(init_weights)} and {self.num_weights}"
        self.weights = [
            self.create_param(f"w_{i}", [1], ("ConstantFill", {"value": float(w)}), weight_optim) for i, w in enumerate(init_weights)]
        self.output_schema = Scalar((np.float32, shapes[0]), self.get_next_blob_reference("blob_weighted_sum_out"))

    def add_ops(self, net: Any) -> None:
        net.WeightedSum(
            [blob for pair in zip(self.blobs, self.weights) for blob in pair], self.output_schema(), grad_on_w=True)


class AdaptiveWeight(ModelLayer):
    """The sum of losses weighted by their uncertainty, which is trained (https://arxiv.org/abs/1705.07115).

    estimation_method: "log_std" trains the logarithm of the deviation, "inv_var" the inverse of the variance, kept positive by pos_optim_method
    "log_barrier" (weight reg_lambda), "pos_grad_proj" or "pos_..." of the optimizer. weights: what the weights start as.
    """

    def __init__(
        self, model: Any, input_record: Any, name: str = "adaptive_weight", optimizer: Any = None, weights: Any = None,
        enable_diagnose: bool = False, estimation_method: str = "log_std", pos_optim_method: str = "log_barrier", reg_lambda: float = 0.1,
        **kwargs: Any,
    ):
        super().__init__(model, name, input_record, **kwargs)
        self.output_schema = Scalar(np.float32, self.get_next_blob_reference("adaptive_weight"))
        self.data = input_record.field_blobs()
        self.num = len(self.data)
        self.optimizer = optimizer
        weights = [1.0 / self.num] * self.num if weights is None else weights
        assert len(weights) == self.num, f"{len(weights)} weights for {self.num} fields"
        assert min(weights) > 0, "initial weights must be positive"
        self.weights = np.array(weights, np.float32)
        self.estimation_method = str(estimation_method).lower()
        self.pos_optim_method = str(pos_optim_method).lower()
        self.reg_lambda = float(reg_lambda)
        assert self.estimation_method in ("log_std", "inv_var"), f"unsupported estimation method {estimation_method}"
        getattr(self, self.estimation_method + "_init")()
        self.enable_diagnose = enable_diagnose
        if enable_diagnose:
            self.weight_i = [self.get_next_blob_reference(f"adaptive_weight_{i}") for i in range(self.num)]
            for blob in self.weight_i:
                model.add_ad_hoc_plot_blob(blob)

    def concat_data(self, net: Any) -> Any:
        """The fields as a vector."""
        reshaped = [net.NextScopedBlob(f"reshaped_data_{i}") for i in range(self.num)]
        for i in range(self.num):
            net.Reshape([self.data[i]], [reshaped[i], net.NextScopedBlob(f"new_shape_{i}")], shape=[1])
        together, _ = net.Concat(reshaped, [net.NextScopedBlob("concated_data"), net.NextScopedBlob("concated_new_shape")], axis=0)
        return together

    def log_std_init(self) -> None:
        """mu = log(deviation), so that exp(-mu) / 2 are the weights."""
        values = [float(v) for v in np.log(1.0 / (2.0 * self.weights))]
        self.mu = self.create_param("mu", [self.num], ("GivenTensorFill", {"values": values, "dtype": FLOAT}), self.optimizer)

    def log_std_weight(self, x: Any, net: Any, weight: Any) -> None:
        """The weights."""
        negative = net.Negative(self.mu, net.NextScopedBlob("mu_neg"))
        net.Scale(net.Exp(negative, net.NextScopedBlob("mu_neg_exp")), weight, scale=0.5)

    def log_std_reg(self, net: Any, reg: Any) -> None:
        """What keeps the weights from vanishing."""
        net.Scale(self.mu, reg, scale=0.5)

    def inv_var_init(self) -> None:
        """k = 1 / variance, so that k / 2 are the weights."""
        values = [float(v) for v in 2.0 * self.weights]
        if self.pos_optim_method == "log_barrier":
            regularizer: Any = LogBarrier(reg_lambda=self.reg_lambda)
        elif self.pos_optim_method == "pos_grad_proj":
            regularizer = BoundedGradientProjection(lb=0, left_open=True)
        else:
            raise TypeError(f"unknown positivity optimization method: {self.pos_optim_method}")
        self.k = self.create_param(
            "k", [self.num], ("GivenTensorFill", {"values": values, "dtype": FLOAT}), self.optimizer, regularizer=regularizer)

    def inv_var_weight(self, x: Any, net: Any, weight: Any) -> None:
        """The weights."""
        net.Scale(self.k, weight, scale=0.5)

    def inv_var_reg(self, net: Any, reg: Any) -> None:
        """What keeps the weights from vanishing."""
        net.Scale(net.Log(self.k, net.NextScopedBlob("log_k")), reg, scale=-0.5)

    def add_ops(self, net: Any) -> None:
        x = self.concat_data(net)
        weight, reg = net.NextScopedBlob("weight"), net.NextScopedBlob("reg")
        getattr(self, self.estimation_method + "_weight")(x, net, weight)
        getattr(self, self.estimation_method + "_reg")(net, reg)
        weighted = net.Mul([weight, x], net.NextScopedBlob("weighted_x"))
        net.SumElements(net.Add([weighted, reg], net.NextScopedBlob("weighted_x_add_reg")), self.output_schema())
        if self.enable_diagnose:
            for i, blob in enumerate(self.weight_i):
                net.Slice(weight, blob, starts=[i], ends=[i + 1])


class LabelSmooth(ModelLayer):
    """Labels as probabilities: rows of a matrix for categories, or two numbers for yes-or-no labels."""

    def __init__(self, model: Any, label: Any, smooth_matrix: Any, name: str = "label_smooth", **kwargs: Any):
        super().__init__(model, name, label, **kwargs)
        self.label = label
        self.smooth_matrix = np.array(smooth_matrix, np.float32)
        self.binary_prob_label = len(self.smooth_matrix.ravel()) == 2
        if not self.binary_prob_label:
            self.set_dim(model)
            self.set_smooth_matrix(model)
        dim = 1 if self.binary_prob_label else self.dim
        self.output_schema = Scalar((np.float32, (dim,)), self.get_next_blob_reference("smoothed_label"))

    def set_dim(self, model: Any) -> None:
        """The number of categories, as a constant."""
        assert self.smooth_matrix.ndim == 2 and self.smooth_matrix.shape[0] == self.smooth_matrix.shape[1], (
            f"the smoothing matrix must be square, got shape {self.smooth_matrix.shape}")
        self.dim = self.smooth_matrix.shape[0]
        self.label_dim = model.add_global_constant(f"{self.name}_label_dim", array=self.dim, dtype=np.int64)

    def set_smooth_matrix(self, model: Any) -> None:
        """The matrix, as a constant."""
        self.smooth_matrix_blob = model.add_global_constant(
            f"{self.name}_label_smooth_matrix", array=self.smooth_matrix, dtype=np.float32)

    def add_ops_for_binary_prob_label(self, net: Any) -> None:
        """For labels that are probabilities of yes."""
        label = self.label()
        if self.label.field_type().base != np.float32:
            label = net.Cast(label, net.NextScopedBlob("float32_label"), to=FLOAT)
        low, high = (float(v) for v in self.smooth_matrix.ravel())
        net.StumpFunc(label, self.output_schema(), threshold=0.5, low_value=low, high_value=high)

    def add_ops_for_categorical_label(self, net: Any) -> None:
        """For labels that are categories."""
        label = self.label()
        if self.label.field_type().base != np.int64:
            label = net.Cast(label, net.NextScopedBlob("int64_label"), to=INT64)
        one_hot = net.OneHot([label, self.label_dim], net.NextScopedBlob("one_hot_label"))
        net.MatMul([one_hot, self.smooth_matrix_blob], self.output_schema())

    def add_ops(self, net: Any) -> None:
        if self.binary_prob_label:
            self.add_ops_for_binary_prob_label(net)
        else:
            self.add_ops_for_categorical_label(net)


class HomotopyWeight(ModelLayer):
    """A sum of two losses whose weights pass from max_weight : min_weight to the opposite during training.

    half_life, quad_life: iterations after which half and three quarters of the way are done. atomic_iter: an iteration counter to use.
    """

    def __init__(
        self, model: Any, input_record: Any, name: str = "homotopy_weight", min_weight: float = 0.0, max_weight: float = 1.0,
        half_life: float = 1e6, quad_life: float = 3e6, atomic_iter: Any = None, **kwargs: Any,
    ):
        super().__init__(model, name, input_record, **kwargs)
        self.output_schema = Scalar(np.float32, self.get_next_blob_reference("homotopy_weight"))
        data = input_record.field_blobs()
        assert len(data) == 2, f"homotopy weight takes two losses, got {len(data)}"
        self.x, self.y = data
        assert max_weight > min_weight, f"expected min_weight < max_weight, got {min_weight} and {max_weight}"
        self.scale = float(max_weight - min_weight)
        self.offset = model.add_global_constant(f"{self.name}_offset_1dfloat", [float(min_weight)])
        self.gamma, self.power = self.solve_inv_lr_params(half_life, quad_life)
        self.use_external_iter = atomic_iter is not None
        self._iter_blob = atomic_iter if self.use_external_iter else self.create_atomic_iter()

    def solve_inv_lr_params(self, half_life: float, quad_life: float) -> tuple[float, float]:
        """(gamma, power) of (1 + gamma * iteration)^-power, which is 1/2 and 1/4 at the two lives.

        Raises:
            AssertionError: quad_life is not more than twice half_life.
        """
        assert half_life > 0 and quad_life > 2 * half_life, f"expected quad_life > 2 half_life > 0, got {quad_life} and {half_life}"
        # (1 + gamma h)^p = 2 and (1 + gamma q)^p = 4, so that q / h = 2^(1/p) + 1
        root = float(quad_life) / float(half_life) - 1.0
        return (root - 1.0) / float(half_life), float(np.log(2.0) / np.log(root))

    def create_atomic_iter(self) -> Any:
        """A counter of this layer."""
        self.mutex = self.create_param(f"{self.name}_mutex", None, ("CreateMutex",), self.model.NoOptim)
        self.atomic_iter = self.create_param(
            f"{self.name}_atomic_iter", [1], ("ConstantFill", {"value": 0, "dtype": INT64}), self.model.NoOptim)
        return self.atomic_iter

    def update_weight(self, net: Any) -> tuple[Any, Any]:
        """Counts, and gives the two weights: each is min_weight and a share of the range, which together are all of it."""
        if not self.use_external_iter:
            net.AtomicIter([self.mutex, self._iter_blob], [self._iter_blob])
        share = net.LearningRate(
            [self._iter_blob], net.NextScopedBlob("lr"), base_lr=1.0, gamma=self.gamma, power=self.power, policy="inv")
        rest = net.Sub([self.model.global_constants["ONE"], share], net.NextScopedBlob("complementary_lr"))
        alpha, beta = (
            net.Add([net.Scale(part, net.NextScopedBlob(f"scaled_{name}"), scale=self.scale), self.offset], net.NextScopedBlob(weight))
            for part, name, weight in ((share, "lr", "alpha"), (rest, "complementary_lr", "beta")))
        return alpha, beta

    def add_ops(self, net: Any) -> None:
        alpha, beta = self.update_weight(net)
        net.WeightedSum([self.x, alpha, self.y, beta], self.output_schema())
