"""Beam search: the most probable sentences, a step at a time, as one RecurrentNetwork."""

from __future__ import annotations

import collections
from typing import Any, Sequence

from netdef._impl.core.data_type import DataType
from netdef._impl.seq2seq.model_helper import Seq2SeqModelHelper
from netdef._impl.seq2seq.vocabulary import GO_ID

# What the search itself carries from step to step beside the decoder's states.
_OWN_STATES = ("scores", "tokens", "hypo", "attention")


class BeamSearchForwardOnly:
    """Keeps the beam_size best beginnings of a sentence and lets the decoder prolong all of them at once.

    The decoder is built into `get_step_model()`, from `get_previous_tokens()`, int32 (1, beam_size), and `get_timestep()`;
    `apply` then adds the search.

    StateConfig: a state of the decoder by its `initial_value` and two LinkConfigs, where a step reads it (`state_prev_link`) and
    where it writes it (`state_link`). LinkConfig: a `blob` of the step and where in the states of all steps it is, from `offset`
    on for `window` steps.
    post_eos_penalty: added to the score of what goes on after the end; None for none.
    """

    LinkConfig = collections.namedtuple("LinkConfig", ["blob", "offset", "window"])
    StateConfig = collections.namedtuple("StateConfig", ["initial_value", "state_prev_link", "state_link"])

    def __init__(
        self, beam_size: int, model: Any, eos_token_id: int, go_token_id: int = GO_ID, post_eos_penalty: float | None = None
    ):
        self.beam_size = beam_size
        self.model = model
        self.step_model = Seq2SeqModelHelper(name="step_model", param_model=model)
        self.go_token_id = go_token_id
        self.eos_token_id = eos_token_id
        self.post_eos_penalty = post_eos_penalty
        self.timestep, self.scores_t_prev, self.tokens_t_prev, self.hypo_t_prev, self.attention_t_prev = (
            self.step_model.net.AddExternalInputs("timestep", *(f"{state}_t_prev" for state in _OWN_STATES)))
        tokens = self.step_model.net.Cast(self.tokens_t_prev, "tokens_t_prev_int32", to=DataType.INT32)
        self.tokens_t_prev_int32_flattened, _ = self.step_model.net.Reshape(
            [tokens], [tokens, "input_t_int32_old_shape"], shape=[1, -1])

    def get_step_model(self) -> Seq2SeqModelHelper:
        """The model of one step."""
        return self.step_model

    def get_previous_tokens(self) -> Any:
        """The last words, int32 (1, beam_size); in the first step (1, 1)."""
        return self.tokens_t_prev_int32_flattened

    def get_timestep(self) -> Any:
        """The number of the step, int32."""
        return self.timestep

    def apply(
        self,
        inputs: Any,
        length: Any,
        log_probs: Any,
        attentions: Any,
        state_configs: Sequence[Any],
        data_dependencies: Sequence[Any],
        word_rewards: Any = None,
        possible_translation_tokens: Any = None,
        go_token_id: Any = None,
    ) -> tuple[Any, Any, Any, Any]:
        """Adds the search to the model.

        inputs: what the encoder reads, (encoder length, 1). length: int64 (1,), steps to make.
        log_probs: of the next word in each beam, (beam_size, words). attentions: (beam_size, encoder length, 1).
        data_dependencies: blobs that must exist before the search begins.
        word_rewards: added to the scores of words, (words,). possible_translation_tokens: int32, the words' numbers where
        log_probs is about some only. go_token_id: blob of the first word, float (1,), instead of the constructor's.

        Returns, for length + 1 steps, words int32 (steps, beam_size, 1), from which beam each came (int32, the same shape), its
        score (the same shape), attention (steps, beam_size, encoder length).
        """
        zero = self._constant("ZERO", 0, DataType.INT32)
        first_step = self.step_model.net.EQ([zero, self.timestep], "on_initial_step")
        if self.post_eos_penalty is not None:
            log_probs = self._penalized(log_probs, first_step)
        scores, tokens = self._best_words(log_probs, word_rewards, possible_translation_tokens)
        scores_t, tokens_t, beams, hypo_t = self._best_of_all(scores, tokens, first_step, zero)
        attention_t = self.step_model.net.Gather([attentions, beams], "attention_t")
        attention_t, _ = self.step_model.net.Reshape(
            attention_t, [attention_t, "attention_t_old_shape"], shape=[1, self.beam_size, -1])

        states = [self._of_chosen_beams(config, beams) for config in state_configs]
        own = [scores_t, tokens_t, hypo_t, attention_t]
        before = (self.scores_t_prev, self.tokens_t_prev, self.hypo_t_prev, self.attention_t_prev)
        for initial, previous, blob in zip(self._initial_states(inputs, go_token_id), before, own):
            states.append(self.StateConfig(initial, self.LinkConfig(previous, 0, 1), self.LinkConfig(blob, 1, 1)))
        return self._results(self._recur(length, states, own, list(data_dependencies)))

    # --- one step

    def _constant(self, name: str, value: float, dtype: int, size: int = 1) -> Any:
        return self.model.param_init_net.ConstantFill([], name, shape=[size], value=value, dtype=dtype)

    def _penalized(self, log_probs: Any, first_step: Any) -> Any:
        """The penalty, except in the first step, where the last word was the end."""
        net = self.step_model.net
        eos = self._constant("eos_token", self.eos_token_id, DataType.INT32, self.beam_size)
        penalty = self._constant("finished_penalty", float(self.post_eos_penalty), DataType.FLOAT)
        none = self._constant("ZERO_FLOAT", 0.0, DataType.FLOAT)
        penalty = net.Conditional([first_step, none, penalty], "possible_finished_penalty")
        tokens = net.Cast(net.FlattenToVec(self.tokens_t_prev, "tokens_t_flat"), "tokens_t_flat_int", to=DataType.INT32)
        ended = net.Cast(net.EQ([tokens, eos], "predecessor_is_eos"), "predecessor_is_eos_float", to=DataType.FLOAT)
        ended = net.Mul([ended, penalty], "predecessor_is_eos_penalty", broadcast=1)
        return net.Add([log_probs, ended], "log_probs_penalized", broadcast=1, axis=0)

    def _best_words(self, log_probs: Any, word_rewards: Any, possible_translation_tokens: Any) -> tuple[Any, Any]:
        """The best prolongations of each beam with their scores, flat: (beams * beam_size,)."""
        net = self.step_model.net
        scores, tokens = net.TopK(log_probs, ["best_scores_per_hypo", "best_tokens_per_hypo_indices"], k=self.beam_size)
        if possible_translation_tokens:
            tokens = net.Gather([possible_translation_tokens, tokens], ["best_tokens_per_hypo"])
        so_far, _ = net.Reshape(
            self.scores_t_prev, ["scores_t_prev_squeezed", "scores_t_prev_old_shape"], shape=[self.beam_size])
        scores = net.Add([scores, so_far], "output_scores", broadcast=1, axis=0)
        if word_rewards is not None:
            rewards = net.Gather([word_rewards, tokens], "word_rewards_for_best_tokens_per_hypo")
            scores = net.Add([scores, rewards], "output_scores")
        scores, _ = net.Reshape([scores], [scores, "output_scores_old_shape"], shape=[-1])
        return scores, tokens

    def _best_of_all(self, scores: Any, tokens: Any, first_step: Any, zero: Any) -> tuple[Any, Any, Any, Any]:
        """Scores and words of the new beams, and which beams they come from, as index and as state.

        In the first step all beams are the same: the prolongations of one serve.
        """
        net, init_net = self.step_model.net, self.model.param_init_net
        to_the_end = self._constant("MINUS_ONE_INT32", -1, DataType.INT32)
        beam_size = self._constant("beam_size", self.beam_size, DataType.INT32)
        end = net.Conditional([first_step, beam_size, to_the_end], ["slice_end"])
        scores = net.Slice([scores, zero, end], "output_scores_flattened_slice")
        scores, _ = net.Reshape(scores, [scores, "output_scores_flattened_slice_old_shape"], shape=[1, -1])
        scores_t, best = net.TopK(scores, ["scores_t", "best_indices"], k=self.beam_size)
        beams = net.Div([best, init_net.Cast(beam_size, "BEAM_SIZE_64", to=DataType.INT64)], "hypo_t_int32", broadcast=1)
        hypo_t = net.Cast(beams, "hypo_t", to=DataType.FLOAT)
        tokens, _ = net.Reshape(
            tokens, ["best_tokens_per_hypo_flatten", "best_tokens_per_hypo_old_shape"], shape=[-1])
        tokens_t = net.Cast(net.Gather([tokens, best], "tokens_t_int32"), "tokens_t", to=DataType.FLOAT)
        return scores_t, tokens_t, beams, hypo_t

    def _of_chosen_beams(self, config: Any, beams: Any) -> Any:
        """A state of the decoder, of the beams that the new ones come from."""
        net, blob = self.step_model.net, config.state_link.blob
        flat, _ = net.Reshape(blob, [blob, blob + "_old_shape"], shape=[self.beam_size, -1])
        return config._replace(state_link=config.state_link._replace(blob=net.Gather([flat, beams], f"{blob}_chosen_per_hypo")))

    # --- all steps

    def _initial_states(self, inputs: Any, go_token_id: Any) -> list[Any]:
        """What scores, words, beams and attention are before the first step."""
        if go_token_id:
            tokens = self.model.net.Copy([go_token_id], "initial_tokens")
        else:
            tokens = self._constant("initial_tokens", float(self.go_token_id), DataType.FLOAT)
        flat, _ = self.model.net.Reshape(inputs, ["encoder_inputs_flattened", "encoder_inputs_old_shape"], shape=[-1])
        return [
            self._constant("initial_scores", 0.0, DataType.FLOAT),
            tokens,
            self._constant("initial_hypo", 0.0, DataType.FLOAT),
            self.model.net.ConstantFill(flat, "init_attention", value=0.0, dtype=DataType.FLOAT),
        ]

    def _recur(self, length: Any, states: list[Any], own: list[Any], data_dependencies: list[Any]) -> Sequence[Any]:
        """The RecurrentNetwork: its states over all steps are named after the blobs that read them."""
        steps = self.model.net.ConstantFill(
            length, "beam_search_fake_input", input_as_shape=True, extra_shape=[self.beam_size, 1], value=0.0, dtype=DataType.FLOAT)
        initial_values = [state.initial_value for state in states]
        inputs = [steps, *self.step_model.params, *initial_values, *data_dependencies]
        over_all_steps = [f"{state.state_prev_link.blob}_states" for state in states]
        links = [
            (str(link.blob), name, link.offset, link.window)
            for name, state in zip(over_all_steps, states)
            for link in (state.state_prev_link, state.state_link)
        ]
        internal, external, offsets, windows = zip(*links)
        outputs = [f"{blob}_all" for blob in own]
        return self.model.net.RecurrentNetwork(
            inputs,
            [*outputs, "step_workspaces"],
            param=[inputs.index(p) for p in self.step_model.params],
            alias_src=over_all_steps[-len(own):],
            alias_dst=outputs,
            alias_offset=[0] * len(own),
            recurrent_states=over_all_steps,
            initial_recurrent_state_ids=[inputs.index(value) for value in initial_values],
            link_internal=list(internal),
            link_external=list(external),
            link_offset=list(offsets),
            link_window=list(windows),
            backward_link_internal=[],
            backward_link_external=[],
            backward_link_offset=[],
            step_net=self.step_model.net.Proto(),
            timestep=str(self.timestep),
            outputs_with_grads=[],
            enable_rnn_executor=1,
            rnn_executor_debug=0,
        )

    def _results(self, all_steps: Sequence[Any]) -> tuple[Any, Any, Any, Any]:
        net = self.model.net
        scores, tokens, beams, attention = all_steps[:4]
        return (
            net.Cast(tokens, "output_token_beam_list", to=DataType.INT32),
            net.Cast(beams, "output_prev_index_beam_list", to=DataType.INT32),
            net.Alias(scores, "output_score_beam_list"),
            net.Alias(attention, "output_attention_weights_beam_list"),
        )
