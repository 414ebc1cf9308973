"""The model that learns to translate."""

from __future__ import annotations

import logging
import math
import os
import time
from typing import Any, Sequence

import numpy as np

from netdef import _C
from netdef._impl.core.device import DeviceOption
from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.core.operator import CreateOperator
from netdef._impl.scope import CurrentNameScope, DeviceScope, NameScope
from netdef._impl.seq2seq.batches import Pair, prepare_batch
from netdef._impl.seq2seq.decoder import build_embedding_decoder, output_projection
from netdef._impl.seq2seq.encoder import build_embedding_encoder
from netdef._impl.seq2seq.model_helper import Seq2SeqModelHelper
from netdef._impl.workspace.blobs import FeedBlob, FetchBlob
from netdef._impl.workspace.running import CreateNet, RunNet, RunNetOnce, RunOperatorOnce
from netdef.proto import caffe2_pb2

logger = logging.getLogger("netdef.models.seq2seq.train")

_INPUTS = ("encoder_inputs", "encoder_lengths", "decoder_inputs", "decoder_lengths", "targets", "target_weights")


class Seq2SeqModelCaffe2:
    """Encoder, decoder, loss and gradient descent with clipped gradients; use it in a with statement.

    model_params: "attention" ("none", "regular" or "dot"), "encoder_type" (as encoder_params of build_embedding_encoder),
    "decoder_layer_configs", "encoder_embedding_size", "decoder_embedding_size", "decoder_softmax_size", "batch_size",
    "optimizer_params" ({"learning_rate": ...}) and "max_gradient_norm".
    num_gpus: 0, there are none here. num_cpus: threads inside the with statement, at most as many as the
    machine has.
    """

    def __init__(
        self, model_params: dict[str, Any], source_vocab_size: int, target_vocab_size: int, num_gpus: int = 1, num_cpus: int = 1
    ):
        self.model_params = model_params
        self.encoder_type = "rnn"
        self.encoder_params = model_params["encoder_type"]
        self.source_vocab_size = source_vocab_size
        self.target_vocab_size = target_vocab_size
        self.num_gpus = num_gpus
        self.num_cpus = num_cpus
        self.batch_size = model_params["batch_size"]
        self.model: Any = None
        self.forward_net: Any = None
        self._threads_before = _C.num_threads()

    def __enter__(self) -> Seq2SeqModelCaffe2:
        self._threads_before = _C.num_threads()
        _C.set_num_threads(min(self.num_cpus, os.cpu_count() or 1))
        return self

    def __exit__(self, *exception: Any) -> None:
        _C.set_num_threads(self._threads_before)
        _C.reset_workspace(None)

    # --- building

    def initialize_from_scratch(self) -> None:
        """Builds the model with fresh weights.

        Raises:
            RuntimeError: num_gpus is not 0.
        """
        if self.num_gpus:
            raise RuntimeError(f"num_gpus is {self.num_gpus}, but this library runs on the CPU: make the model with num_gpus=0")
        self.model = self._started_model()
        self.model.AddGradientOperators(self.model_build_fun(self.model))
        self.norm_clipped_grad_update(self.model, scope="norm_clipped_grad_update")
        self.norm_clipped_sparse_grad_update(self.model, scope="norm_clipped_sparse_grad_update")
        forward_model = self._started_model()
        self.forward_model_build_fun(forward_model)
        self.forward_net = forward_model.net
        RunNetOnce(self.model.param_init_net)
        for net in (self.model.net, self.forward_net):
            CreateNet(net, input_blobs=[str(name) for name in net.external_inputs])

    def _started_model(self) -> Seq2SeqModelHelper:
        """A model with the counters and the embeddings."""
        model = Seq2SeqModelHelper()
        rate = float(self.model_params["optimizer_params"]["learning_rate"])
        with DeviceScope(DeviceOption(caffe2_pb2.CPU)):
            self.learning_rate = model.AddParam(name="learning_rate", init_value=rate, trainable=False)
            self.global_step = model.AddParam(name="global_step", init_value=0, trainable=False)
            self.start_time = model.AddParam(name="start_time", init_value=time.time(), trainable=False)
            self.encoder_embeddings, self.decoder_embeddings = (
                model.param_init_net.UniformFill(
                    [], f"{side}_embeddings", shape=[words, self.model_params[f"{side}_embedding_size"]],
                    min=-math.sqrt(3), max=math.sqrt(3))
                for side, words in (("encoder", self.source_vocab_size), ("decoder", self.target_vocab_size)))
        model.params.extend([self.encoder_embeddings, self.decoder_embeddings])
        return model

    def model_build_fun(self, model: Any, forward_only: bool = False, loss_scale: float | None = None) -> list[Any]:
        """Adds encoder, decoder and loss: the sum over the words of a sentence, the mean over sentences."""
        params = self.model_params
        blobs = {name: model.net.AddExternalInput(CurrentNameScope() + name) for name in _INPUTS}
        attention = params["attention"]
        assert attention in ("none", "regular", "dot"), f"attention is none, regular or dot, got {attention!r}"
        encoder_outputs, weighted, hidden_states, cell_states, units = build_embedding_encoder(
            model=model,
            encoder_params=self.encoder_params,
            num_decoder_layers=len(params["decoder_layer_configs"]),
            inputs=blobs["encoder_inputs"],
            input_lengths=blobs["encoder_lengths"],
            vocab_size=self.source_vocab_size,
            embeddings=self.encoder_embeddings,
            embedding_size=params["encoder_embedding_size"],
            use_attention=attention != "none",
            num_gpus=self.num_gpus,
        )
        decoder_outputs, width = build_embedding_decoder(
            model,
            decoder_layer_configs=params["decoder_layer_configs"],
            inputs=blobs["decoder_inputs"],
            input_lengths=blobs["decoder_lengths"],
            encoder_lengths=blobs["encoder_lengths"],
            encoder_outputs=encoder_outputs,
            weighted_encoder_outputs=weighted,
            final_encoder_hidden_states=hidden_states,
            final_encoder_cell_states=cell_states,
            encoder_units_per_layer=units,
            vocab_size=self.target_vocab_size,
            embeddings=self.decoder_embeddings,
            embedding_size=params["decoder_embedding_size"],
            attention_type=attention,
            forward_only=False,
            num_gpus=self.num_gpus,
        )
        logits = output_projection(model, decoder_outputs, width, self.target_vocab_size, params["decoder_softmax_size"])
        return [self._loss(model, logits, blobs["targets"], blobs["target_weights"])]

    def forward_model_build_fun(self, model: Any, loss_scale: float | None = None) -> list[Any]:
        """As model_build_fun, for a model that is not trained."""
        return self.model_build_fun(model=model, forward_only=True, loss_scale=loss_scale)

    def _loss(self, model: Any, logits: Any, targets: Any, weights: Any) -> Any:
        net = model.net
        targets, _ = net.Reshape([targets], ["targets", "targets_old_shape"], shape=[-1])
        weights, _ = net.Reshape([weights], ["target_weights", "target_weights_old_shape"], shape=[-1])
        _, per_word = net.SoftmaxWithLoss(
            [logits, targets, weights], ["OutputProbs_INVALID", "loss_per_word"], only_loss=True)
        total = net.Mul([per_word, net.SumElements([weights], "num_words")], "total_loss_scalar")
        return net.Scale([total], "total_loss_scalar_weighted", scale=1.0 / self.batch_size)

    # --- updates

    def norm_clipped_grad_update(self, model: Any, scope: str) -> None:
        """Adds the update of what has dense gradients; together their norm is at most max_gradient_norm."""
        self._update(model, scope, sparse=False)

    def norm_clipped_sparse_grad_update(self, model: Any, scope: str) -> None:
        """Adds the update of what has sparse gradients, the embeddings; together their norm is at most max_gradient_norm."""
        self._update(model, scope, sparse=True)

    def _update(self, model: Any, scope: str, sparse: bool) -> None:
        grads = {
            param: model.param_to_grad[param]
            for param in model.GetParams(top_scope=True)
            if param in model.param_to_grad and isinstance(model.param_to_grad[param], GradientSlice) == sparse
        }
        one = model.param_init_net.ConstantFill([], "ONE", shape=[1], value=1.0)
        ratio = self._norm_ratio(model, list(grads.values()), scope)
        for param, grad in grads.items():
            rate = model.net.Negative([self.learning_rate], "negative_learning_rate")
            with NameScope(scope):
                step = model.net.Mul([rate, ratio], "update_coeff", broadcast=1)
            if sparse:
                model.net.ScatterWeightedSum([param, one, grad.indices, grad.values, step], param)
            else:
                model.net.WeightedSum([param, one, grad, step], param)

    def _norm_ratio(self, model: Any, grads: Sequence[Any], scope: str) -> Any:
        """By what gradients are multiplied: 1 where their common norm is within the limit."""
        net = model.net
        with NameScope(scope):
            sums = []
            for i, grad in enumerate(grads):
                values = grad.values if isinstance(grad, GradientSlice) else grad
                sums.append(net.SumElements(net.Sqr([values], f"grad_{i}_squared"), f"grad_{i}_squared_sum"))
            norm = net.Pow(net.Sum(sums, "grad_squared_full_sum"), "global_norm", exponent=0.5)
            limit = model.param_init_net.ConstantFill(
                [], "clip_norm", shape=[], value=float(self.model_params["max_gradient_norm"]))
            return net.Div([limit, net.Max([norm, limit], "max_norm")], "norm_ratio")

    # --- running

    def step(self, batch: Sequence[Pair], forward_only: bool) -> np.ndarray:
        """Runs a batch, trains on it unless forward_only, and gives the sum of its losses."""
        for name, value in prepare_batch(batch)._asdict().items():
            FeedBlob(name, value)
        RunNet(self.forward_net if forward_only else self.model.net)
        if not forward_only:
            self.inc_current_step()
        return self.total_loss_scalar()

    def total_loss_scalar(self) -> np.ndarray:
        """The sum of the losses of the last batch."""
        return FetchBlob("total_loss_scalar")

    def get_current_step(self) -> float:
        """How many batches were trained on."""
        return FetchBlob(self.global_step)[0]

    def inc_current_step(self) -> None:
        """Counts a batch."""
        FeedBlob(self.global_step, np.array([self.get_current_step() + 1]))

    def save(self, checkpoint_path_prefix: str, current_step: int) -> str:
        """Writes all parameters into the file PREFIX-STEP, a minidb, and notes its name in `checkpoint` beside it."""
        path = f"{checkpoint_path_prefix}-{current_step}"
        RunOperatorOnce(CreateOperator("Save", self.model.GetAllParams(), [], absolute_path=True, db=path, db_type="minidb"))
        with open(os.path.join(os.path.dirname(checkpoint_path_prefix), "checkpoint"), "w") as note:
            note.write(f'model_checkpoint_path: "{path}"\nall_model_checkpoint_paths: "{path}"\n')
        logger.info("Saved checkpoint file to %s", path)
        return path
