"""RNNCell: the interface of one step, and running it over a sequence."""

from __future__ import annotations

from typing import Any, Sequence

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.model_helper.model_helper import ModelHelper
from netdef._impl.recurrent.network import recurrent_net
from netdef._impl.utils.debugging import raiseIfNotEqual


class RNNCell:
    """One step of a recurrent network.

    A subclass says what its states are called (get_state_names_override), and computes them in apply_override; what does not depend on
    the states it may compute for all steps at once in prepare_input. Its blobs get names under the cell's own (`scope`).
    """

    def __init__(self, name: str | None = None, forward_only: bool = False, initializer: Any = None):
        self.name = name
        self.recompute_blobs: list[Any] = []
        self.forward_only = forward_only
        self._initializer = initializer

    @property
    def initializer(self) -> Any:
        """Makes the initial states: an object with create_states(model)."""
        return self._initializer

    @initializer.setter
    def initializer(self, value: Any) -> None:
        self._initializer = value

    def scope(self, name: str) -> str:
        """A blob's name under that of the cell."""
        return name if self.name is None else self.name + "/" + name

    def apply_over_sequence(
        self,
        model: ModelHelper,
        inputs: Any,
        seq_lengths: Any = None,
        initial_states: Sequence[Any] | None = None,
        outputs_with_grads: Sequence[int] | None = None,
    ) -> tuple[Any, tuple[BlobReference, ...]]:
        """Runs the cell over a sequence of shape (time, batch, dim).

        seq_lengths: int32, the length of each sequence of the batch; None where all are full.
        initial_states: one blob for each state.
        outputs_with_grads: positions among the returned states that gradients come back to, by default the output's.

        Returns (output of all steps, (all values of state 0, last value of state 0, all of state 1, ...)).
        """
        inputs = self.prepare_input(model, inputs)
        step_model = ModelHelper(name=self.name, param_model=model)
        input_t, timestep = step_model.net.AddScopedExternalInputs("input_t", "timestep")
        raiseIfNotEqual(
            len(initial_states or ()), len(self.get_state_names()),
            "Number of initial state values provided doesn't match the number of states")
        states_prev = step_model.net.AddScopedExternalInputs(*[name + "_prev" for name in self.get_state_names()])
        if isinstance(states_prev, BlobReference):
            states_prev = [states_prev]
        states = self._apply(
            model=step_model, input_t=input_t, seq_lengths=seq_lengths, states=list(states_prev), timestep=timestep, extra_inputs=None)
        outputs = set(step_model.net.Proto().external_output)
        for state in states:
            if str(state) not in outputs:
                step_model.net.AddExternalOutput(state)
        if outputs_with_grads is None:
            outputs_with_grads = [self.get_output_state_index() * 2]
        all_states = recurrent_net(
            net=model.net,
            cell_net=step_model.net,
            inputs=[(input_t, inputs)],
            initial_cell_inputs=list(zip(states_prev, initial_states)),
            links=dict(zip(states_prev, states)),
            timestep=timestep,
            scope=self.name,
            outputs_with_grads=outputs_with_grads,
            recompute_blobs_on_backward=self.recompute_blobs,
            forward_only=self.forward_only,
        )
        return self._prepare_output_sequence(model, all_states), all_states

    def apply(self, model: ModelHelper, input_t: Any, seq_lengths: Any, states: Sequence[Any], timestep: Any) -> tuple[Any, list[Any]]:
        """One step: (output, new states). `input_t` and `states` are blobs of shape (1, batch, dim)."""
        input_t = self.prepare_input(model, input_t)
        states = self._apply(model, input_t, seq_lengths, states, timestep)
        return self._prepare_output(model, states), states

    def _apply(self, model, input_t, seq_lengths, states, timestep, extra_inputs=None) -> list[Any]:
        return self._reported(model, self.apply_override(
            model=model, input_t=input_t, seq_lengths=seq_lengths, states=states, timestep=timestep, extra_inputs=extra_inputs))

    @staticmethod
    def _reported(model: ModelHelper, states: Sequence[Any]) -> list[Any]:
        """The states, which become external outputs of the step net."""
        model.net.AddExternalOutputs(*states)
        return list(states)

    def apply_override(self, model, input_t, seq_lengths, timestep, extra_inputs=None) -> Any:
        """Computes the new states from a prepared input; to be overridden. `extra_inputs`: pairs (blob, dim) to read beside the state."""
        raise NotImplementedError("Abstract method")

    def prepare_input(self, model: ModelHelper, input_blob: Any) -> Any:
        """What can be computed for all steps at once; by default nothing."""
        return input_blob

    def get_output_state_index(self) -> int:
        """Which state is the output."""
        return 0

    def get_state_names(self) -> list[str]:
        """The states' names, the cell's own in front."""
        return [self.scope(name) for name in self.get_state_names_override()]

    def get_state_names_override(self) -> list[str]:
        """The states' names; to be overridden."""
        raise NotImplementedError("Abstract method")

    def get_output_dim(self) -> int:
        """The last dimension of the output; to be overridden."""
        raise NotImplementedError("Abstract method")

    def _prepare_output(self, model: ModelHelper, states: Sequence[Any]) -> Any:
        return states[self.get_output_state_index()]

    def _prepare_output_sequence(self, model: ModelHelper, state_outputs: Sequence[Any]) -> Any:
        return state_outputs[2 * self.get_output_state_index()]
