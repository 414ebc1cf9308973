"""Norms of a parameter as a term of the loss."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.regularizer.base import Regularizer, check_factor
from netdef._impl.utils.iteration import BuildUniqueMutexIter


def _lp(net: Any, param: Any, suffix: str, p: int) -> BlobReference:
    return net.LpNorm([param], [net.NextScopedBlob(f"{param}{suffix}")], p=p)


def _scaled(net: Any, blob: BlobReference, scale: float) -> BlobReference:
    return net.Scale([blob], [blob], scale=float(scale))


class L1Norm(Regularizer):
    """reg_lambda * |w|_1."""

    def __init__(self, reg_lambda: float):
        super().__init__()
        self.reg_lambda = check_factor(reg_lambda)

    def _run_on_loss(self, net: Any, param_init_net: Any, param: Any, grad: Any = None) -> BlobReference:
        return _scaled(net, _lp(net, param, "_l1_regularization", 1), self.reg_lambda)


class L2Norm(Regularizer):
    """reg_lambda * |w|_2^2."""

    def __init__(self, reg_lambda: float):
        super().__init__()
        self.reg_lambda = check_factor(reg_lambda)

    def _run_on_loss(self, net: Any, param_init_net: Any, param: Any, grad: Any = None) -> BlobReference:
        return _scaled(net, _lp(net, param, "_l2_regularization", 2), self.reg_lambda)


def _l1_trimmed(net: Any, param: Any, k: int, suffix: str) -> BlobReference:
    """The sum of absolute values without the k largest."""
    magnitudes = net.Abs([param], [net.NextScopedBlob("abs")])
    total = net.SumElements([magnitudes], [net.NextScopedBlob("sum_abs")], average=False)
    names = [net.NextScopedBlob(name) for name in ("topk", "id", "flat_id")]
    largest, _, _ = net.TopK([magnitudes], names, k=k)
    trimmed = net.SumElements([largest], [net.NextScopedBlob("topk_sum")], average=False)
    return net.Sub([total, trimmed], [net.NextScopedBlob(f"{param}{suffix}")])


class L1NormTrimmed(Regularizer):
    """reg_lambda * |w|_1 without the k largest values (Yun et al. 2017, The Trimmed Lasso)."""

    def __init__(self, reg_lambda: float, k: int):
        super().__init__()
        self.reg_lambda = check_factor(reg_lambda)
        assert isinstance(k, int), "k should be an interger as expected #. after selection"
        assert k >= 1, "k should be larger than 1"
        self.k = k

    def _run_on_loss(self, net: Any, param_init_net: Any, param: Any, grad: Any = None) -> BlobReference:
        return _scaled(net, _l1_trimmed(net, param, self.k, "_l1_trimmed_regularization"), self.reg_lambda)


class ElasticNet(Regularizer):
    """l1 * |w|_1 + l2 * |w|_2^2."""

    def __init__(self, l1: float, l2: float):
        super().__init__()
        self.l1 = l1
        self.l2 = l2

    def _run_on_loss(self, net: Any, param_init_net: Any, param: Any, grad: Any = None) -> BlobReference:
        squares, magnitudes = _lp(net, param, "_l2_blob", 2), _lp(net, param, "_l1_blob", 1)
        _scaled(net, squares, self.l2)
        _scaled(net, magnitudes, self.l1)
        return net.Add([magnitudes, squares], [net.NextScopedBlob(f"{param}_elastic_net_regularization")])


class ElasticNetL1NormTrimmed(Regularizer):
    """l1 * |w|_1 without the k largest values, + l2 * |w|_2^2."""

    def __init__(self, l1: float, l2: float, k: int):
        super().__init__()
        self.l1 = l1
        self.l2 = l2
        self.k = k

    def _run_on_loss(self, net: Any, param_init_net: Any, param: Any, grad: Any = None) -> BlobReference:
        squares = _scaled(net, _lp(net, param, "_l2_blob", 2), self.l2)
        magnitudes = _scaled(net, _l1_trimmed(net, param, self.k, "_l1_blob"), self.l1)
        return net.Add([magnitudes, squares], [net.NextScopedBlob(f"{param}_elastic_net_l1_trimmed_regularization")])


class GroupL1Norm(Regularizer):
    """The group lasso over groups of columns, each weighted by the root of its size (Scardapane et al. 2017)."""

    def __init__(self, reg_lambda: float, groups: list[int], stabilizing_val: float = 0):
        """groups: how many columns each group has. stabilizing_val: added to sums of squares before the root."""
        super().__init__()
        assert reg_lambda >= 0, "regularization weight should be 0 or positive"
        assert isinstance(groups, list), "groups needs to be a list"
        self.reg_lambda = reg_lambda
        self.groups = groups
        self.stabilizing_val = stabilizing_val

    def _run_on_loss(self, net: Any, param_init_net: Any, param: Any, grad: Any = None) -> BlobReference:
        columns = net.ReduceSum([net.Sqr([param])], axes=[0], keepdims=0)
        sums = net.LengthsSum([columns, net.GivenTensorIntFill([], 1, shape=[len(self.groups)], values=self.groups)])
        if self.stabilizing_val:
            net.Add([sums, net.ConstantFill([], 1, value=self.stabilizing_val)], [sums], broadcast=1)
        roots = net.Sqrt([sums])
        weights = net.GivenTensorFill(
            [], shape=[len(self.groups)], values=[float(value) for value in self.reg_lambda * np.sqrt(self.groups)])
        scaled = net.Mul([roots, weights], ["normalized_l2_norm_scaled"])
        return net.LpNorm(scaled, ["group_l1_nrom"], p=1)


def _norms_of_columns(net: Any, param: Any) -> BlobReference:
    products = net.Mul([param, param], [net.NextScopedBlob("param_mul")])
    sums = net.ReduceFrontSum([products], [net.NextScopedBlob("param_reduced")])
    return net.Pow([sums], [net.NextScopedBlob("grouped_feature_weight_vec")], exponent=0.5)


class LpNorm(Regularizer):
    """reg_lambda * |v|_p, where v holds the L2 norms of the columns."""

    def __init__(self, reg_lambda: float, p_value: float = 0.5):
        super().__init__()
        assert reg_lambda > 0, "factor ahead of regularization should be greater than 0"
        assert p_value > 0, "p_value factor should be greater than 0"
        self.p_value = p_value
        self.reg_lambda = reg_lambda

    def _run_on_loss(self, net: Any, param_init_net: Any, param: Any, grad: Any = None) -> BlobReference:
        raised = net.Pow([_norms_of_columns(net, param)], [net.NextScopedBlob("lp_vec_raised")], exponent=self.p_value)
        summed = net.ReduceFrontSum([raised], [net.NextScopedBlob("lp_vec_summed")])
        norm = net.Pow([summed], [net.NextScopedBlob("lp_vec")], exponent=1 / self.p_value)
        return net.Scale([norm], [net.NextScopedBlob(f"{param}_dense_feature_regularization")], scale=float(self.reg_lambda))


class L0ApproxNorm(Regularizer):
    """reg_lambda * the number of columns that count, each by min(its L2 norm, alpha) / alpha; above `budget` only."""

    def __init__(self, reg_lambda: float, alpha: float = 0.01, budget: int = 0):
        super().__init__()
        assert reg_lambda > 0, "factor ahead of regularization should be greater than 0"
        assert alpha > 0, "alpha factor must be a positive value greater than 0"
        assert budget >= 0, "budget factor must be greater than or equal to 0"
        self.reg_lambda = reg_lambda
        self.alpha = alpha
        self.budget = float(budget)

    def _run_on_loss(self, net: Any, param_init_net: Any, param: Any, grad: Any = None) -> BlobReference:
        magnitudes = net.Abs([_norms_of_columns(net, param)], [net.NextScopedBlob("l0_abs")])
        smallest = net.Clip([magnitudes], [net.NextScopedBlob("l0_min")], max=self.alpha)
        summed = net.ReduceFrontSum([smallest], [net.NextScopedBlob("l0_summed")])
        norm = net.Scale([summed], [net.NextScopedBlob("l0_norm")], scale=1 / self.alpha)
        if self.budget:
            budget = net.ConstantFill([], "budget", shape=[1], value=self.budget)
            above = net.Sub([norm, budget], [net.NextScopedBlob("l0_budget")])
            norm = net.Relu([above], [net.NextScopedBlob("relu_l0_sub_budget")])
        return net.Scale([norm], [net.NextScopedBlob(f"{param}_dense_feature_regularization")], scale=float(self.reg_lambda))


class LogBarrier(Regularizer):
    """-reg_lambda * sum(log w), with a factor that falls; keeps values positive (Nocedal and Wright, Numerical Optimization)."""

    def __init__(self, reg_lambda: float, discount_policy: str = "inv", discount_options: dict[str, Any] | None = None):
        """discount_policy, discount_options: a learning rate policy for the factor, and its arguments."""
        super().__init__()
        self.reg_lambda = check_factor(reg_lambda)
        self.discount_policy = discount_policy
        self.discount_options = discount_options or {"gamma": 1.0, "power": 1.0}

    def _run_on_loss(self, net: Any, param_init_net: Any, param: Any, grad: Any = None) -> BlobReference:
        iteration = BuildUniqueMutexIter(param_init_net, net)
        discount = net.LearningRate(
            [iteration], [net.NextScopedBlob(f"{param}_log_barrier_discount")], base_lr=-self.reg_lambda,
            policy=self.discount_policy, **self.discount_options)
        positive = net.Clip([param], [net.NextScopedBlob(f"{param}_non_neg")], min=self.kEpsilon)
        logarithms = net.Log([positive], [net.NextScopedBlob(f"{param}_log")])
        summed = net.SumElements([logarithms], [net.NextScopedBlob(f"{param}_log_sum")])
        return net.Mul([summed, discount], [net.NextScopedBlob(f"{param}_log_barrier")], broadcast=1)

    def _run_after_optimizer(self, net: Any, param_init_net: Any, param: Any, grad: Any) -> None:
        self._ensure_clipped(net, param, grad, min=0, open_range=True)
