"""The loss of a linear-chain conditional random field (https://arxiv.org/abs/1603.01360)."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef._impl.brew.layers import brew
from netdef._impl.crf.viterbi import raise_best_classes
from netdef._impl.model_helper.model_helper import ModelHelper
from netdef._impl.recurrent.network import recurrent_net

LOW_SCORE = -1000.0  # of classes that cannot be


class CRFWithLoss:
    """Scores sequences of classes by their predictions and by the transitions between them.

    Two classes are added, the begin (num_classes) and the end (num_classes + 1) of a sequence. transitions_blob: scores of
    (class before, class after), (num_classes + 2, num_classes + 2); by default a parameter that starts uniform in [-1, 1].
    """

    def __init__(self, model: Any, num_classes: int, transitions_blob: Any = None):
        self.model = model
        self.num_classes = num_classes
        self.num_classes_padded = num_classes + 2
        if transitions_blob is None:
            transitions_blob = model.param_init_net.UniformFill(
                [], ["crf_transitions"], shape=[self.num_classes_padded, self.num_classes_padded], min=-1.0, max=1.0)
            model.params.append(transitions_blob)
        self.transitions = transitions_blob

    def crf_loss(self, predictions: Any, labels: Any, seq_lengths: Any = None) -> Any:
        """Minus the logarithm of the chance of the labels, a scalar.

        predictions: (length, num_classes); labels: (length,), integers. One sequence at a time; seq_lengths has no effect.
        """
        net, init = self.model.net, self.model.param_init_net
        transitions = net.Copy(self.transitions, net.NextBlob("transitions_snapshot"))
        unary = self._unary_score(net, init, predictions, labels)
        padded = self.pad_predictions(predictions, init, net, self.num_classes)
        binary = self._path_binary_scores(self.pad_labels(labels, init, net, self.num_classes), transitions)
        path = net.Add([binary, unary], net.NextBlob("path_total"))
        first = init.ConstantFill([], shape=[1], value=0)
        initial = net.Gather([padded, first], net.NextBlob("rnn_initial"), dense_gradient=True)
        rest, _ = net.RemovePadding([padded], outputs=2, padding_width=1, end_padding_width=0)
        rest = net.ExpandDims(rest, net.NextBlob("rnn_input_data"), dims=[1])
        every = self._crf_forward(rest, initial, net.Copy(transitions, net.NextBlob("transitions_copy")))
        return net.Sub([every, path], net.NextBlob("crf_loss"))

    def _unary_score(self, net: Any, init: Any, predictions: Any, labels: Any) -> Any:
        """The sum of the labels' predictions."""
        count = init.ConstantFill([], shape=[1], value=self.num_classes)
        one_hot = net.OneHot([net.Cast(labels, to="int64"), count])
        return net.ReduceFrontSum(net.DotProduct([net.FlattenToVec(one_hot), net.FlattenToVec(predictions)]))

    @staticmethod
    def pad_labels(labels: Any, init_net: Any, net: Any, num_classes: int) -> Any:
        """The labels with begin and end around them."""
        begin = init_net.ConstantFill([], shape=[1], value=num_classes)
        end = init_net.ConstantFill([], shape=[1], value=num_classes + 1)
        padded, _ = net.Concat([begin, net.Cast(labels, to="int64"), end], outputs=2, axis=0)
        return padded

    @staticmethod
    def pad_predictions(predictions: Any, init_net: Any, net: Any, num_classes: int) -> Any:
        """The predictions with two more classes, between a row for the begin and one for the end."""

        def row(name: str, where: int) -> Any:
            values = np.full(num_classes + 2, LOW_SCORE, np.float32)
            values[where] = 0.0
            return init_net.GivenTensorFill([], net.NextBlob(name), shape=[1, num_classes + 2], values=values.tolist())

        begin, end = row("b_scores", num_classes), row("e_scores", num_classes + 1)
        first = net.ConstantFill([], shape=[1], value=0)
        length = net.Cast(net.Gather([net.Shape([predictions]), first]), to="int32")
        column = net.ExpandDims(net.ConstantFill(net.LengthsRangeFill(length), value=LOW_SCORE), dims=[1])
        wide, _ = net.Concat([predictions, column, column], outputs=2, axis=1)
        padded, _ = net.Concat([begin, wide, end], outputs=2, axis=0)
        return padded

    def _path_binary_scores(self, labels: Any, transitions: Any) -> Any:
        """The sum of the transitions from each label to the next."""
        net = self.model.net
        after, _ = net.RemovePadding([labels], outputs=2, padding_width=1, end_padding_width=0)
        before, _ = net.RemovePadding([labels], outputs=2, padding_width=0, end_padding_width=1)
        width = net.ConstantFill([before], value=self.num_classes_padded)
        places = net.Add([net.Mul([before, width]), after])
        return net.ReduceFrontSum(net.Gather([net.FlattenToVec(transitions), places], dense_gradient=True))

    def _crf_forward(self, inputs: Any, initial_state: Any, transitions: Any) -> Any:
        """The logarithm of the summed exponentials of all paths' scores."""
        net = self.model.net
        last = self.build_crf_net(inputs, initial_state, transitions)
        segment = self.model.param_init_net.ConstantFill([], value=0, shape=[self.num_classes_padded], dtype=2)
        last, _ = net.Reshape(last, outputs=2, shape=[self.num_classes_padded])
        total, _ = net.Reshape(net.SortedSegmentRangeLogSumExp([last, segment]), outputs=2, shape=[])
        return total

    def build_crf_net(self, input_blob: Any, initial_state: Any, transitions: Any) -> Any:
        """Adds the forward recursion as a RecurrentNetwork; returns the last state.

        input_blob: (length, 1, num_classes + 2); initial_state: (1, num_classes + 2).
        """
        scope = "crf_net"

        def s(name: str) -> str:
            return f"{scope}/{name}"

        width = self.num_classes_padded
        step = ModelHelper(name="crf_step", param_model=self.model)
        input_t, before, _ = step.net.AddExternalInputs("input_t", "cell_t_prev", transitions)
        segment = step.param_init_net.ConstantFill([], [s("zero_segment_id")], value=0, shape=[width], dtype=2)
        step.param_init_net.AddExternalOutput(segment)
        step.params.append(segment)
        tiled = step.net.Tile(brew.transpose(step, before, s("prev_transpose"), axes=(0, 2, 1)), s("prev_tiled"), tiles=width, axis=2)
        input_tiled = step.net.Tile(input_t, s("input_t_tiled"), tiles=width, axis=1)
        total = step.net.Add([tiled, input_tiled], s("input_with_prev"))
        total = step.net.Add([total, transitions], s("prev_with_transitions"), broadcast=1, use_grad_hack=1)
        flat, _ = step.net.Reshape(
            total, [s("all_with_transitions_reshaped"), s("all_with_transitions_orig")], shape=[width, width])
        state = step.net.SortedSegmentRangeLogSumExp([flat, segment], s("cell_t_flat"))
        # the gradient of a state has three dimensions, so the state has
        state, _ = step.net.Reshape(state, [s("cell_t"), s("cell_t_flat_shape")], shape=[1, 1, width])
        step.net.AddExternalOutputs(state)
        _, last = recurrent_net(
            net=self.model.net, cell_net=step.net, inputs=[(input_t, input_blob)], initial_cell_inputs=[(before, initial_state)],
            links={before: state}, scope=scope, outputs_with_grads=(1,))
        return last

    def update_predictions(self, classes: Any) -> Any:
        """Adds an operator that swaps, in each row, the best class of the best path and the row's own best; returns the predictions."""
        net = self.model.net
        padded = self.pad_predictions(classes, self.model.param_init_net, net, self.num_classes)

        def run(inputs: Any, outputs: Any) -> None:
            predictions, transitions = (x.data for x in inputs)
            outputs[0].feed(raise_best_classes(predictions[1:-1, :-2], predictions, transitions))

        return net.Python(run)([padded, self.transitions], net.NextBlob("post_crf_classes"))
