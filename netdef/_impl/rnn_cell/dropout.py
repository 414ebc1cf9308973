"""Dropout on the output of a cell."""

from __future__ import annotations

from typing import Any

from netdef._impl.brew.layers import brew
from netdef._impl.rnn_cell.cell import RNNCell
from netdef._impl.scope import NameScope


class DropoutCell(RNNCell):
    """Applies dropout to what a cell gives out, not to what it passes to its next step.

    dropout_ratio: the share of elements dropped, None for no dropout; is_test (keyword, required with a ratio): whether nothing is
    dropped. A cell made with forward_only drops nothing either where is_test is not set.
    """

    def __init__(self, internal_cell: RNNCell, dropout_ratio: float | None = None, use_cudnn: bool = False, **kwargs: Any):
        self.internal_cell = internal_cell
        self.dropout_ratio = dropout_ratio
        assert "is_test" in kwargs, "Argument 'is_test' is required"
        self.is_test = kwargs.pop("is_test")
        self.use_cudnn = use_cudnn
        super().__init__(**kwargs)
        self.prepare_input = internal_cell.prepare_input
        self.get_output_state_index = internal_cell.get_output_state_index
        self.get_state_names = internal_cell.get_state_names
        self.get_output_dim = internal_cell.get_output_dim
        self.mask = 0

    def _apply(self, model, input_t, seq_lengths, states, timestep, extra_inputs=None):
        return self.internal_cell._apply(model, input_t, seq_lengths, states, timestep, extra_inputs)

    def _prepare_output(self, model, states):
        return self._dropped(model, self.internal_cell._prepare_output(model, states))

    def _prepare_output_sequence(self, model, state_outputs):
        return self._dropped(model, self.internal_cell._prepare_output_sequence(model, state_outputs))

    def _dropped(self, model, output):
        if not self.dropout_ratio or self.forward_only:
            return output
        name = f"{output}_with_dropout_mask{self.mask}"
        self.mask += 1
        with NameScope(self.name or ""):
            return brew.dropout(
                model, output, name, ratio=self.dropout_ratio, is_test=self.is_test, use_cudnn=self.use_cudnn)
