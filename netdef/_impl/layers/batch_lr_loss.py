"""The logistic loss and its variants."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef._impl.layers.losses import FLOAT, _Loss
from netdef._impl.schema.columns import is_schema_subset
from netdef._impl.schema.scalar import Scalar
from netdef._impl.schema.struct import Struct
from netdef.proto import caffe2_pb2

_MOST_CERTAIN = 88.0  # the logarithm of what float32 can hold


class BatchLRLoss(_Loss):
    """Mean cross entropy of a yes-or-no label and a logit, (N, 1) both; without average_loss the sum.

    Weights of the record multiply the losses of its examples, which are otherwise changed in this order:
    * focal_gamma: times (y (1 - p) + p (1 - y))^focal_gamma (https://arxiv.org/abs/1708.02002), p being the record's `prediction`;
      stop_grad_in_focal_factor: that factor gets no gradient.
    * task_gamma: times task_gamma^iteration, but at least task_gamma_lb.
    * jsd_weight: that share is the Jensen-Shannon divergence of `prediction` and label. homotopy_weighting: the share grows during
      training instead, to 1 - (1 + iteration / 10^6)^-0.1.
    * a column `log_variance`, s: exp(-s) / 2 times the loss plus uncertainty_penalty s / 2 (https://arxiv.org/abs/1703.04977).

    pos_label_target, neg_label_target: what labels 1 and 0 stand for. log_D_trick, unjoined_lr_loss: variants of the operator.
    """

    def __init__(
        self, model: Any, input_record: Any, name: str = "batch_lr_loss", average_loss: bool = True, jsd_weight: float = 0.0,
        pos_label_target: float = 1.0, neg_label_target: float = 0.0, homotopy_weighting: bool = False, log_D_trick: bool = False,
        unjoined_lr_loss: bool = False, uncertainty_penalty: float = 1.0, focal_gamma: float = 0.0, stop_grad_in_focal_factor: bool = False,
        task_gamma: float = 1.0, task_gamma_lb: float = 0.1, **kwargs: Any,
    ):
        assert is_schema_subset(Struct(("label", Scalar()), ("logit", Scalar())), input_record)
        assert uncertainty_penalty >= 0, f"uncertainty_penalty must not be negative, got {uncertainty_penalty}"
        assert 0 <= jsd_weight <= 1, f"jsd_weight should be in [0, 1], got {jsd_weight}"
        assert 0 <= neg_label_target <= pos_label_target <= 1, (
            f"expected 0 <= neg_label_target <= pos_label_target <= 1, got {neg_label_target} and {pos_label_target}")
        assert not (log_D_trick and unjoined_lr_loss), "log_D_trick and unjoined_lr_loss exclude each other"
        super().__init__(model, input_record, name, **kwargs)
        self.average_loss = average_loss
        self.pos_label_target, self.neg_label_target = pos_label_target, neg_label_target
        self.log_D_trick, self.unjoined_lr_loss = log_D_trick, unjoined_lr_loss
        self.uncertainty_penalty = uncertainty_penalty
        self.focal_gamma = focal_gamma
        self.stop_grad_in_focal_factor = stop_grad_in_focal_factor
        self.homotopy_weighting = homotopy_weighting
        self.jsd_fuse = jsd_weight > 0 or homotopy_weighting
        assert "prediction" in input_record or not (self.jsd_fuse or focal_gamma), (
            "jsd_weight, homotopy_weighting and focal_gamma need a column prediction")
        if self.jsd_fuse:
            self.init_weight(jsd_weight, homotopy_weighting)
        self.apply_exp_decay = task_gamma < 1.0
        if self.apply_exp_decay:
            self.task_gamma_cur = self._state("task_gamma_cur", 1.0)
            self.task_gamma = self._state("task_gamma", task_gamma)
            self.task_gamma_lb = self._state("task_gamma_lb", task_gamma_lb)

    def _state(self, name: str, value: float, dtype: int = FLOAT) -> Any:
        """A number that training keeps but no optimizer touches."""
        return self.create_param(
            f"{self.name}_{name}", [1], ("ConstantFill", {"value": value, "dtype": dtype}), self.model.NoOptim)

    def init_weight(self, jsd_weight: float, homotopy_weighting: bool) -> None:
        """Makes the weights of entropy and divergence: constants, or what update_weight changes."""
        if homotopy_weighting:
            self.mutex = self.create_param(f"{self.name}_mutex", None, ("CreateMutex",), self.model.NoOptim)
            self.counter = self._state("counter", 0, caffe2_pb2.TensorProto.INT64)
            self.xent_weight, self.jsd_weight = self._state("xent_weight", 1.0), self._state("jsd_weight", 0.0)
        else:
            self.jsd_weight = self.model.add_global_constant(f"{self.name}_jsd_weight", float(jsd_weight))
            self.xent_weight = self.model.add_global_constant(f"{self.name}_xent_weight", 1.0 - jsd_weight)

    def update_weight(self, net: Any) -> tuple[Any, Any]:
        """Counts, and gives the weights of entropy and divergence."""
        net.AtomicIter([self.mutex, self.counter], [self.counter])
        net.LearningRate([self.counter], [self.xent_weight], base_lr=1.0, policy="inv", gamma=1e-6, power=0.1)
        net.Sub([self.model.global_constants["ONE"], self.xent_weight], [self.jsd_weight])
        return self.xent_weight, self.jsd_weight

    def add_ops(self, net: Any) -> None:
        label = self._label(net)
        loss = net.SigmoidCrossEntropyWithLogits(
            [self.input_record.logit(), label], net.NextScopedBlob("cross_entropy"), log_D_trick=self.log_D_trick,
            unjoined_lr_loss=self.unjoined_lr_loss)
        if self.focal_gamma:
            loss = net.Mul([loss, self._focal_factor(net, label)], net.NextScopedBlob("focallossxent"))
        if self.apply_exp_decay:
            net.Mul([self.task_gamma_cur, self.task_gamma], self.task_gamma_cur)
            factor = net.Max([self.task_gamma_cur, self.task_gamma_lb], net.NextScopedBlob("task_gamma_cur_multiplier"))
            loss = net.Mul([loss, factor], net.NextScopedBlob("expdecayxent"))
        if self.jsd_fuse:
            divergence = self._flat(net, net.BernoulliJSD([self._prediction(net), label], net.NextScopedBlob("jsd")), "jsd_flat")
            if self.homotopy_weighting:
                self.update_weight(net)
            loss = net.WeightedSum([loss, self.xent_weight, divergence, self.jsd_weight], net.NextScopedBlob("loss"))
        if "log_variance" in self.input_record.fields:
            loss = self._uncertain(net, loss)
        if "weight" in self.input_record.fields:
            loss = net.Mul([loss, self._flat(net, self._weight(net), "flat_weight")], net.NextScopedBlob("weighted_cross_entropy"))
        (net.AveragedLoss if self.average_loss else net.ReduceFrontSum)(loss, self.output_schema.field_blobs())

    def _flat(self, net: Any, blob: Any, name: str) -> Any:
        """(N, 1) or (N,) as (N,), as losses are."""
        return net.FlattenToVec(blob, net.NextScopedBlob(name))

    def _column(self, net: Any, blob: Any, name: str) -> Any:
        """(N,) or (N, 1) as (N, 1), whatever the record says: labels often come without the axis it declares."""
        return net.Reshape([blob], [net.NextScopedBlob(name), net.NextScopedBlob(f"{name}_old_shape")], shape=[-1, 1])[0]

    def _label(self, net: Any) -> Any:
        """The label as floats, (N, 1); it may be of another type than the record says."""
        label = net.Cast(self.input_record.label(), net.NextScopedBlob("label_float32"), to=FLOAT)
        label = self._column(net, label, "expanded_label")
        if (self.neg_label_target, self.pos_label_target) != (0.0, 1.0):
            label = net.StumpFunc(
                label, net.NextScopedBlob("smoothed_label"), threshold=0.5, low_value=self.neg_label_target,
                high_value=self.pos_label_target)
        return label

    def _prediction(self, net: Any) -> Any:
        """The prediction, (N, 1)."""
        return self._column(net, self.input_record.prediction(), "expanded_prediction")

    def _focal_factor(self, net: Any, label: Any) -> Any:
        """y (1 - p) + p (1 - y) = y + p - 2 y p, to the power of focal_gamma."""
        label = net.StopGradient([label], [net.NextScopedBlob("label_stop_gradient")])
        prediction = self._prediction(net)
        twice_both = net.Scale(net.Mul([prediction, label], net.NextScopedBlob("yp")), net.NextScopedBlob("two_yp"), scale=2.0)
        wrong = net.Sub([net.Add([prediction, label], net.NextScopedBlob("y_plus_p")), twice_both], net.NextScopedBlob("wrong"))
        factor = net.Pow(wrong, net.NextScopedBlob("focal_factor"), exponent=float(self.focal_gamma))
        if self.stop_grad_in_focal_factor:
            factor = net.StopGradient([factor], [net.NextScopedBlob("focal_factor_stop_gradient")])
        return self._flat(net, factor, "flat_focal_factor")

    def _uncertain(self, net: Any, loss: Any) -> Any:
        column = self.input_record.log_variance
        variance = column()
        if column.field_type().base != np.float32:
            variance = net.Cast(variance, net.NextScopedBlob("log_variance_float32"), to=FLOAT)
        variance = self._flat(net, variance, "flat_log_variance")
        certainty = net.Clip(net.Negative(variance, net.NextScopedBlob("neg_log_variance")), max=_MOST_CERTAIN)
        loss = net.Mul([loss, net.Exp(certainty, net.NextScopedBlob("certainty"))], net.NextScopedBlob("certain_loss"))
        penalty = net.Scale(variance, net.NextScopedBlob("penalized_uncertainty"), scale=float(self.uncertainty_penalty))
        return net.Scale(net.Add([loss, penalty], net.NextScopedBlob("loss_twice")), net.NextScopedBlob("loss"), scale=0.5)
