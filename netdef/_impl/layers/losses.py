"""Losses of a batch."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef._impl.layers.base import ModelLayer
from netdef._impl.layers.tags import Tags
from netdef._impl.schema.columns import is_schema_subset
from netdef._impl.schema.lists import List
from netdef._impl.schema.scalar import Scalar
from netdef._impl.schema.struct import Struct
from netdef.proto import caffe2_pb2

FLOAT, INT32 = caffe2_pb2.TensorProto.FLOAT, caffe2_pb2.TensorProto.INT32
_LABEL_AND_PREDICTION = Struct(("label", Scalar()), ("prediction", Scalar()))


class _Loss(ModelLayer):
    """A layer that gives one number and takes no part in prediction."""

    def __init__(self, model: Any, input_record: Any, name: str, output: str = "output", **kwargs: Any):
        super().__init__(model, name, input_record, **kwargs)
        self.tags.update([Tags.EXCLUDE_FROM_PREDICTION])
        self.output_schema = Scalar(np.float32, self.get_next_blob_reference(output))

    def _weight(self, net: Any) -> Any:
        """The weights of the examples as float, which get no gradient."""
        return net.StopGradient([_float_weight(self, net)], [net.NextScopedBlob("weight_stop_gradient")])

    def _averaged(self, net: Any, distances: Any) -> None:
        if "weight" in self.input_record.fields:
            distances = net.Mul([distances, self._weight(net)], net.NextScopedBlob("weighted"))
        net.AveragedLoss(distances, self.output_schema.field_blobs())


def _float_weight(layer: ModelLayer, net: Any) -> Any:
    """The weights of the examples as float."""
    weight = layer.input_record.weight()
    if layer.input_record.weight.field_type().base != np.float32:
        weight = net.Cast(weight, weight + "_float32", to=FLOAT)
    return weight


def _expanded_label(layer: ModelLayer, net: Any) -> Any:
    """The label as a column of floats that gets no gradient."""
    record = layer.input_record
    label = record.label()
    if len(record.label.field_type().shape) == 0:
        label = net.ExpandDims(label, 1, dims=[1])
    if record.label.field_type().base != np.float32:
        label = net.Cast(label, net.NextScopedBlob("label_float32"), to=FLOAT)
    return net.StopGradient(label, net.NextScopedBlob("stopped_label"))


class BatchMSELoss(_Loss):
    """Mean of half the squared differences."""

    def __init__(self, model: Any, input_record: Any, name: str = "batch_mse_loss", **kwargs: Any):
        assert is_schema_subset(_LABEL_AND_PREDICTION, input_record)
        super().__init__(model, input_record, name, **kwargs)

    def add_ops(self, net: Any) -> None:
        label = _expanded_label(self, net)
        self._averaged(net, net.SquaredL2Distance([label, self.input_record.prediction()], net.NextScopedBlob("l2")))


class BatchHuberLoss(_Loss):
    """Mean Huber loss: quadratic up to `delta`, linear beyond."""

    def __init__(self, model: Any, input_record: Any, name: str = "batch_huber_loss", delta: float = 1.0, **kwargs: Any):
        assert delta > 0
        self._delta = delta
        super().__init__(model, input_record, name, **kwargs)

    def add_ops(self, net: Any) -> None:
        blob = net.NextScopedBlob
        prediction = net.Squeeze(self.input_record.prediction(), blob("squeezed_prediction"), dims=[1])
        label = self.input_record.label()
        if self.input_record.label.field_type().base != np.float32:
            label = net.Cast(label, blob("label_float32"), to=FLOAT)
        delta = net.ConstantFill([label], blob("delta"), value=float(self._delta), dtype=FLOAT)
        label = net.StopGradient(label, blob("stopped_label"))
        delta = net.StopGradient(delta, blob("stopped_delta"))
        error = net.L1Distance([label, prediction], blob("abs_error"))
        small = net.Min([error, delta], blob("min_error_delta"))
        quadratic = net.Scale(net.Sqr(small), scale=0.5)
        linear = net.Mul([net.Sub([error, small]), delta], blob("huber_linear_term"))
        self._averaged(net, net.Add([quadratic, linear], blob("huber_dist")))


class BatchSigmoidCrossEntropyLoss(_Loss):
    """Mean cross entropy of many yes-or-no labels for each example."""

    def __init__(self, model: Any, input_record: Any, name: str = "batch_sigmoid_cross_entropy_loss", **kwargs: Any):
        assert is_schema_subset(_LABEL_AND_PREDICTION, input_record)
        assert input_record.prediction.field_type().shape == input_record.label.field_type().shape, (
            f"prediction must be a vector of the label's size, got {input_record.prediction.field_type().shape}")
        super().__init__(model, input_record, name, output="loss", **kwargs)

    def add_ops(self, net: Any) -> None:
        entropy = net.SigmoidCrossEntropyWithLogits(
            [self.input_record.prediction(), self.input_record.label()], net.NextScopedBlob("sigmoid_cross_entropy"))
        net.AveragedLoss(entropy, self.output_schema.field_blobs())


class BatchSoftmaxLoss(ModelLayer):
    """Softmax of the prediction and its cross entropy; label_smoothing_matrix: rows of probabilities in place of labels."""

    def __init__(
        self, model: Any, input_record: Any, name: str = "batch_softmax_loss", label_smoothing_matrix: Any = None, label_prob: bool = False,
        scale: float = 1.0, average_by_batch_size: bool = False, **kwargs: Any,
    ):
        super().__init__(model, name, input_record, **kwargs)
        assert input_record.prediction.field_type().base == np.float32 and len(input_record.prediction.field_type().shape) == 1, (
            f"prediction must be a float vector, got {input_record.prediction.field_type()}")
        self.label_prob = label_prob
        self.scale = scale
        self.average_by_batch_size = average_by_batch_size
        self.label_smoothing_matrix = None
        if label_smoothing_matrix is not None:
            self.initialize_label_smoothing_constants(label_smoothing_matrix)
        self.output_schema = Struct(
            ("softmax", Scalar(input_record.prediction.field_type(), self.get_next_blob_reference("softmax"))),
            ("loss", Scalar(np.float32, self.get_next_blob_reference("loss"))))

    def initialize_label_smoothing_constants(self, label_smoothing_matrix: Any) -> None:
        """Makes the constants of label smoothing."""
        matrix = np.array(label_smoothing_matrix, np.float32)
        assert matrix.ndim == 2, f"the smoothing matrix must have two dimensions, got shape {matrix.shape}"
        self.label_dim = self.model.add_global_constant(f"{self.name}_label_dim", array=matrix.shape[0], dtype=np.int64)
        self.label_smoothing_matrix = self.model.add_global_constant(f"{self.name}_label_smoothing_matrix", array=matrix, dtype=np.float32)
        self.label_prob = True

    def compute_smoothed_label(self, net: Any) -> Any:
        """The rows of the matrix for the labels."""
        label = net.Cast(self.input_record.label(), net.NextScopedBlob("int64_label"), to=caffe2_pb2.TensorProto.INT64)
        one_hot = net.OneHot([label, self.label_dim], net.NextScopedBlob("one_hot_label"))
        return net.MatMul([one_hot, self.label_smoothing_matrix], net.NextScopedBlob("smoothed_label"))

    def add_ops(self, net: Any) -> None:
        if self.label_smoothing_matrix is not None:
            label = self.compute_smoothed_label(net)
        elif not self.label_prob and self.input_record.label.field_types()[0].base != np.int32:
            label = net.Cast(self.input_record.label(), net.NextScopedBlob("int32_label"), to=INT32)
        else:
            label = self.input_record.label()
        inputs = [self.input_record.prediction(), label]
        if "weight" in self.input_record.fields:
            inputs.append(_float_weight(self, net))
        net.SoftmaxWithLoss(
            inputs, self.output_schema.field_blobs(), label_prob=self.label_prob, scale=self.scale,
            average_by_batch_size=self.average_by_batch_size)


class _RankLoss(_Loss):
    """A loss of a positive prediction and a list of negative ones for each example."""

    def __init__(self, model: Any, input_record: Any, name: str, **kwargs: Any):
        ranked = Struct(("pos_prediction", Scalar((np.float32, (1,)))), ("neg_prediction", List(np.float32)))
        assert is_schema_subset(ranked, input_record)
        super().__init__(model, input_record, name, **kwargs)

    def _pairs(self, net: Any) -> tuple[Any, Any]:
        """The negative predictions of all lists, and the positive one for each."""
        positive, negative = self.input_record.pos_prediction, self.input_record.neg_prediction
        return negative["values"](), net.LengthsTile([positive(), negative.lengths()], net.NextScopedBlob("pos_score_repeated"))


class MarginRankLoss(_RankLoss):
    """Sum (or mean) of how far each positive prediction falls short of being `margin` above the negative ones of its list."""

    def __init__(
        self, model: Any, input_record: Any, name: str = "margin_rank_loss", margin: float = 0.1, average_loss: bool = False, **kwargs: Any
    ):
        assert margin >= 0, f"For hinge loss, margin should be no less than 0, got {margin}"
        self._margin = margin
        self._average_loss = average_loss
        super().__init__(model, input_record, name, **kwargs)

    def add_ops(self, net: Any) -> None:
        negative, positive = self._pairs(net)
        one = net.ConstantFill(negative, net.NextScopedBlob("const_1"), value=1, dtype=INT32)
        loss = net.MarginRankingCriterion([positive, negative, one], net.NextScopedBlob("rank_loss"), margin=self._margin)
        (net.AveragedLoss if self._average_loss else net.ReduceFrontSum)(loss, self.output_schema.field_blobs())


class BPRLoss(_RankLoss):
    """Sum of softplus(negative - positive) (https://arxiv.org/abs/1205.2618)."""

    def __init__(self, model: Any, input_record: Any, name: str = "bpr_loss", **kwargs: Any):
        super().__init__(model, input_record, name, **kwargs)

    def add_ops(self, net: Any) -> None:
        negative, positive = self._pairs(net)
        net.ReduceFrontSum(net.Softplus([net.Sub([negative, positive])]), self.output_schema.field_blobs())
