"""Translating with one or several trained models."""

from __future__ import annotations

import abc
import logging
from typing import Any, Sequence

import numpy as np

from netdef._impl.core.data_type import DataType
from netdef._impl.core.operator import CreateOperator
from netdef._impl.scope import NameScope, joined
from netdef._impl.seq2seq.beam_search import BeamSearchForwardOnly
from netdef._impl.seq2seq.decoder import (
    LSTMWithAttentionDecoder,
    build_initial_rnn_decoder_states,
    decoder_cells,
    flattened,
    output_projection,
)
from netdef._impl.seq2seq.encoder import build_embedding_encoder, build_embeddings
from netdef._impl.seq2seq.model_helper import Seq2SeqModelHelper
from netdef._impl.seq2seq.vocabulary import EOS_ID, GO_ID, PAD_ID, UNK_ID
from netdef._impl.workspace.blobs import FeedBlob, FetchBlob
from netdef._impl.workspace.running import CreateNet, RunNet, RunNetOnce, RunOperatorOnce

logger = logging.getLogger("netdef.models.seq2seq.translate")


class Seq2SeqModelCaffe2EnsembleDecoderBase(abc.ABC):
    """What decoders of several models have in common: where their weights come from, what words are worth.

    A subclass has `model`, `models` and `decoder_scope_names`, a scope for each model.
    """

    model: Any
    models: Sequence[dict[str, Any]]
    decoder_scope_names: Sequence[str]

    @abc.abstractmethod
    def get_model_file(self, model: dict[str, Any]) -> str:
        """The database of a model's weights."""

    @abc.abstractmethod
    def get_db_type(self) -> str:
        """The type of these databases."""

    def build_word_rewards(self, vocab_size: int, word_reward: float, unk_reward: float) -> np.ndarray:
        """What is added to the score of each word, float32 (vocab_size,): nothing for marks, something else for unknown words."""
        rewards = np.full(vocab_size, word_reward, np.float32)
        rewards[[PAD_ID, GO_ID, EOS_ID]] = 0
        rewards[UNK_ID] = word_reward + unk_reward
        return rewards

    def load_models(self) -> None:
        """Loads the weights of each model under its scope."""
        for model, scope in zip(self.models, self.decoder_scope_names):
            params = [param for param in self.model.GetAllParams() if str(param).startswith(f"{scope}/")]
            path = self.get_model_file(model)
            RunOperatorOnce(CreateOperator("CreateDB", [], ["reader"], db=path, db_type=self.get_db_type()))
            RunOperatorOnce(CreateOperator("Load", ["reader"], params, load_all=1, add_prefix=f"{scope}/", strip_prefix="gpu_0/"))
            logger.info("Model %s is loaded from a checkpoint %s", scope, path)


class Seq2SeqModelCaffe2EnsembleDecoder(Seq2SeqModelCaffe2EnsembleDecoderBase):
    """Beam search over the mean of several models.

    translate_params: "ensemble_models", a list of {"source_vocab", "target_vocab", "model_params" (as of training),
    "model_file"} of the same vocabularies, and "decoding_params", {"beam_size", "word_reward", "unk_reward"}.
    """

    def __init__(self, translate_params: dict[str, Any]):
        self.models = translate_params["ensemble_models"]
        decoding = translate_params["decoding_params"]
        self.beam_size = decoding["beam_size"]
        assert len(self.models) > 0, "ensemble_models names no model"
        for name in ("source_vocab", "target_vocab"):
            assert all(model[name] == self.models[0][name] for model in self.models), f"the models differ in their {name}"
        self.source_vocab_size = len(self.models[0]["source_vocab"])
        self.target_vocab_size = len(self.models[0]["target_vocab"])
        self.decoder_scope_names = [f"model{i}" for i in range(len(self.models))]

        self.model = Seq2SeqModelHelper()
        self.encoder_inputs, self.encoder_lengths, self.max_output_seq_len = self.model.net.AddExternalInputs(
            "encoder_inputs", "encoder_lengths", "max_output_seq_len")
        fake_seq_lengths = self._constant("fake_seq_lengths", 100000, self.beam_size, DataType.INT32)
        search = BeamSearchForwardOnly(
            beam_size=self.beam_size, model=self.model, go_token_id=GO_ID, eos_token_id=EOS_ID)
        states, log_probs, attentions = [], [], []
        for model, scope in zip(self.models, self.decoder_scope_names):
            own_states, own_log_probs, own_attentions = self._build_decoder(search, model["model_params"], scope, fake_seq_lengths)
            states.extend(own_states)
            log_probs.append(own_log_probs)
            attentions.append(own_attentions)
        step_model = search.get_step_model()
        share = 1 / len(self.models)
        attention = _weighted_sum(
            step_model, attentions, self._constant("num_decoders_with_attention_blob", share), "attention_weights_average")
        log_prob = _weighted_sum(step_model, log_probs, self._constant("num_decoders_blob", share), "output_log_probs_average")
        (
            self.output_token_beam_list,
            self.output_prev_index_beam_list,
            self.output_score_beam_list,
            self.output_attention_weights_beam_list,
        ) = search.apply(
            inputs=self.encoder_inputs,
            length=self.max_output_seq_len,
            log_probs=log_prob,
            attentions=attention,
            state_configs=states,
            data_dependencies=[],
            word_rewards=self._constant("word_rewards", 0.0, self.target_vocab_size),
        )
        RunNetOnce(self.model.param_init_net)
        FeedBlob("word_rewards", self.build_word_rewards(
            self.target_vocab_size, decoding["word_reward"], decoding["unk_reward"]))
        CreateNet(
            self.model.net, input_blobs=[str(b) for b in (self.encoder_inputs, self.encoder_lengths, self.max_output_seq_len)])

    def get_model_file(self, model: dict[str, Any]) -> str:
        return model["model_file"]

    def get_db_type(self) -> str:
        return "minidb"

    def scope(self, scope_name: str | None, blob_name: str) -> str:
        """A name below a scope, which may be None."""
        return joined(scope_name, blob_name)

    # --- building

    def _constant(self, name: str, value: float, size: int = 1, dtype: int = DataType.FLOAT) -> Any:
        return self.model.param_init_net.ConstantFill([], name, shape=[size], value=value, dtype=dtype)

    def _build_decoder(
        self, search: BeamSearchForwardOnly, params: dict[str, Any], scope: str, fake_seq_lengths: Any
    ) -> tuple[list[Any], Any, Any]:
        """Adds a model's encoder, once, and its decoder, in every step; gives its states, log probabilities and attention."""
        assert params["attention"] in ("none", "regular"), f"attention is none or regular, got {params['attention']!r}"
        use_attention = params["attention"] != "none"
        configs = params["decoder_layer_configs"]
        model, step_model = self.model, search.get_step_model()
        with NameScope(scope):
            embeddings = build_embeddings(
                model, self.source_vocab_size, params["encoder_embedding_size"], "encoder_embeddings", freeze_embeddings=False)
        encoder_outputs, weighted, hidden_states, cell_states, units = build_embedding_encoder(
            model=model,
            encoder_params=params["encoder_type"],
            num_decoder_layers=len(configs),
            inputs=self.encoder_inputs,
            input_lengths=self.encoder_lengths,
            vocab_size=self.source_vocab_size,
            embeddings=embeddings,
            embedding_size=params["encoder_embedding_size"],
            use_attention=use_attention,
            forward_only=True,
            scope=scope,
        )
        with NameScope(scope):
            if use_attention:
                encoder_outputs = self._for_each_beam(encoder_outputs, "encoder_outputs_tiled")
            embeddings = build_embeddings(
                model, self.target_vocab_size, params["decoder_embedding_size"], "decoder_embeddings", freeze_embeddings=False)
            embedded = step_model.net.Gather([embeddings, search.get_previous_tokens()], "embedded_tokens_t_prev")
            initial_states = build_initial_rnn_decoder_states(
                model=model,
                encoder_units_per_layer=units,
                decoder_units_per_layer=[config["num_units"] for config in configs],
                final_encoder_hidden_states=self._all_for_each_beam(hidden_states, "final_encoder_hidden_tiled"),
                final_encoder_cell_states=self._all_for_each_beam(cell_states, "final_encoder_cell_tiled"),
                use_attention=use_attention,
            )
        without_dropout = [{"num_units": config["num_units"]} for config in configs]
        decoder = LSTMWithAttentionDecoder(
            encoder_outputs=encoder_outputs,
            encoder_output_dim=units[-1],
            encoder_lengths=None,
            vocab_size=self.target_vocab_size,
            attention_type=params["attention"],
            embedding_size=params["decoder_embedding_size"],
            decoder_num_units=configs[-1]["num_units"],
            decoder_cells=decoder_cells(without_dropout, params["decoder_embedding_size"], forward_only=True),
            weighted_encoder_outputs=weighted,
            name=scope,
        )
        previous = step_model.net.AddExternalInputs(*(f"{scope}/{name}_prev" for name in decoder.get_state_names()))
        outputs, states = decoder.apply(
            model=step_model, input_t=embedded, seq_lengths=fake_seq_lengths, states=previous, timestep=search.get_timestep())
        link = BeamSearchForwardOnly.LinkConfig
        state_configs = [
            BeamSearchForwardOnly.StateConfig(initial, link(before, 0, 1), link(after, 1, 1))
            for initial, before, after in zip(initial_states, previous, states)
        ]
        with NameScope(scope):
            logits = output_projection(
                step_model, flattened(step_model, outputs, decoder.get_output_dim()), decoder.get_output_dim(),
                self.target_vocab_size, params["decoder_softmax_size"])
            log_probs = step_model.net.Log(step_model.net.Softmax(logits, "output_probs"), "output_log_probs")
            attention = decoder.get_attention_weights() if use_attention else self._no_attention(step_model)
        return state_configs, log_probs, attention

    def _for_each_beam(self, blob: Any, name: str) -> Any:
        """(length, 1, width) to (length, beam_size, width)."""
        return self.model.net.Tile(blob, name, tiles=self.beam_size, axis=1)

    def _all_for_each_beam(self, states: Sequence[Any], name: str) -> list[Any]:
        return [state if state is None else self._for_each_beam(state, f"{name}_{i}") for i, state in enumerate(states)]

    def _no_attention(self, step_model: Any) -> Any:
        """Zeros, (beam_size, encoder length)."""
        zeros = step_model.net.ConstantFill([self.encoder_inputs], "zero_attention_weights_tmp_1", value=0.0)
        zeros = step_model.net.Transpose(zeros, "zero_attention_weights_tmp_2")
        return step_model.net.Tile(zeros, "zero_attention_weights_tmp", tiles=self.beam_size, axis=0)

    # --- running

    def decode(self, numberized_input: Sequence[int], max_output_seq_len: int) -> tuple[list[int], list[list[float]], float]:
        """The translation of a sentence: its words, the attention of each to the words of the sentence, and minus its score."""
        FeedBlob(self.encoder_inputs, np.array(numberized_input[::-1], np.int32).reshape(-1, 1))
        FeedBlob(self.encoder_lengths, np.array([len(numberized_input)], np.int32))
        FeedBlob(self.max_output_seq_len, np.array([max_output_seq_len], np.int64))
        RunNet(self.model.net)
        scores, tokens, beams = (
            FetchBlob(blob)[:, :, 0]
            for blob in (self.output_score_beam_list, self.output_token_beam_list, self.output_prev_index_beam_list))
        attention = FetchBlob(self.output_attention_weights_beam_list)

        # Sentences that have ended, and those of the last step; the first step is what was there before.
        ended = tokens == EOS_ID
        ended[max_output_seq_len] = True
        candidates = np.where(ended, scores, -np.inf)
        step, beam = np.unravel_index(np.argmax(candidates), candidates.shape)
        best_score = -float(scores[step, beam])
        words, weights = [], []
        while step > 0:
            words.append(int(tokens[step, beam]))
            weights.append([float(w) for w in attention[step, beam][::-1][: len(numberized_input)]])
            beam = beams[step, beam]
            step -= 1
        return words[::-1], weights[::-1], best_score


def _weighted_sum(model: Any, values: Sequence[Any], weight: Any, output_name: str) -> Any:
    return model.net.WeightedSum([blob for value in values for blob in (value, weight)], output_name)
