"""Adagrad (Duchi et al. 2011), with row-wise, pruning and averaging variants."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.data_type import DataType
from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.optimizer.base import Optimizer
from netdef._impl.optimizer.shapes import shape_of

logger = logging.getLogger(__name__)

# Engines that keep the state in half precision.
FP16_ENGINES = ["SIMD_Q_FP16", "SIMD_Q_STOC_FP16", "SIMD_Q_STOC_MKL_FP16"]


class AdagradOptimizer(Optimizer):
    """h = decay * h + g^2; p += lr * g / (sqrt(h) + epsilon), with a negative lr."""

    def __init__(
        self,
        alpha: float = 0.01,
        epsilon: float = 1e-4,
        decay: float = 1,
        weight_decay: float = 0.0,
        policy: str = "fixed",
        sparse_dedup_aggregator: str | None = None,
        rowWise: bool = False,
        engine: str = "",
        lars: float | None = None,
        output_effective_lr: bool = False,
        output_effective_lr_and_update: bool = False,
        pruning_options: dict[str, Any] | None = None,
        swa_options: dict[str, Any] | None = None,
        ema_options: dict[str, Any] | None = None,
        weight_scale: Any = None,
        counter_halflife: int = -1,
        **kwargs: Any,
    ):
        """alpha: the learning rate. rowWise: one state per row, for sparse gradients.

        output_effective_lr, output_effective_lr_and_update: also write `<param>_effective_lr`, `<param>_update`.
        pruning_options: mask_tensor, or mask_db_path, mask_db_type and mask_blob_name, or use_mask with prune_delays and
            prune_ratios; prune_block_size. swa_options, ema_options: stochastic and exponential weight averaging.
        weight_scale: an object with stepsize, upper_bound_iter, scale and to_aux: scale the parameter now and then.
        counter_halflife: above 0, rows also count how often they are updated.
        kwargs: arguments of the learning rate policy.
        """
        super().__init__()
        self.alpha = alpha
        self.epsilon = epsilon
        self.decay = decay
        self.weight_decay = float(weight_decay)
        self.policy = policy
        self.sparse_dedup_aggregator = sparse_dedup_aggregator
        self.rowWise = rowWise
        self.engine = engine
        self.lars = lars
        self.output_effective_lr = output_effective_lr
        self.output_effective_lr_and_update = output_effective_lr_and_update
        self.counter_halflife = counter_halflife
        self.init_kwargs = kwargs
        self.weight_scale = weight_scale
        self._process_pruning_options(pruning_options or {})
        self._process_averaging_options(swa_options, ema_options)

    def _process_pruning_options(self, options: dict[str, Any]) -> None:
        self.use_mask = False
        self.mask_tensor = options.get("mask_tensor")
        self.mask_db_path = options.get("mask_db_path")
        self.mask_db_type = options.get("mask_db_type")
        self.mask_blob_name = options.get("mask_blob_name")
        self.prune_delays = options.get("prune_delays", [])
        self.prune_ratios = options.get("prune_ratios", [])
        self.prune_block_size = options.get("prune_block_size", 1)
        if self.mask_tensor is not None:
            assert isinstance(self.mask_tensor, np.ndarray), f"mask_tensor must be a numpy array, got {type(self.mask_tensor)}"
            assert self.mask_db_path is self.mask_db_type is self.mask_blob_name is None, (
                "mask can be provided through either a numpy array or a db path, not both")
            self.use_mask = True
        if self.mask_db_path is not None or self.mask_db_type is not None:
            assert None not in (self.mask_db_path, self.mask_db_type, self.mask_blob_name), (
                "when mask is provided through db, db path, db type, and blob name are all needed")
            self.use_mask = True
        assert len(self.prune_delays) == len(self.prune_ratios), "Prune Delays and prune ratios should be of the same length"
        if self.prune_delays:
            self.use_mask = True

    def _process_averaging_options(self, swa: dict[str, Any] | None, ema: dict[str, Any] | None) -> None:
        self.swa_enabled = bool(swa)
        if swa:
            self.swa_avg_start_it = swa.get("swa_avg_start_it")
            self.swa_avg_end_it = swa.get("swa_avg_end_it")
            self.swa_feedback_start_it = swa.get("swa_feedback_start_it")
            self.swa_feedback_step = swa.get("swa_feedback_step")
            self.swa_feedback_end_it = swa.get("swa_feedback_end_it")
        self.ema_enabled = bool(ema)
        if ema:
            self.ema_start = ema.get("ema_start")
            self.ema_end = ema.get("ema_end")
            self.ema_step = ema.get("ema_step")
            self.ema_alpha = ema.get("ema_alpha")

    # --- state

    def _squared_sum(self, param: Any, grad: Any, param_init_net: Any) -> BlobReference:
        if self.rowWise:
            assert isinstance(grad, GradientSlice), (
                "If SparseAdagrad with rowWise=True, gradient must be a gradientslice. PLease ensure that rowWise is not "
                "enabled for the dense Adagrad optimizer, as it is not supported.")
            rows = shape_of(param, param_init_net)[0]
            return param_init_net.ConstantFill([], f"{param}_avg_squared_sum", shape=[rows], value=0.0)
        if self.engine in FP16_ENGINES:
            shape = shape_of(param, param_init_net)
            return param_init_net.Float16ConstantFill([], f"{param}_squared_sum", value=0.0, shape=shape)
        return param_init_net.ConstantFill([param], f"{param}_squared_sum", value=0.0)

    def _mask(self, param: Any, param_init_net: Any) -> tuple[BlobReference, BlobReference | None]:
        """(mask, iteration it was changed last, None for one that stays)."""
        if self.prune_delays:
            changed = param_init_net.ConstantFill(
                [], f"{param}_last_mask_updated_iter", value=-1, dtype=DataType.INT64, shape=[1])
            self._aux_params.local.append(changed)
            mask = param_init_net.GivenTensorFill([], [f"{param}_empty_mask"], values=[], dtype=DataType.FLOAT, shape=[0])
            return mask, changed
        if self.mask_tensor is not None:
            values = self.mask_tensor.flatten().tolist()
            mask = param_init_net.GivenTensorFill(
                [], f"{param}_mask", values=[float(value) for value in values], shape=self.mask_tensor.shape)
        else:
            mask = param_init_net.Load(
                [], self.mask_blob_name, db=self.mask_db_path, db_type=self.mask_db_type, absolute_path=True)
        self._aux_params.local.append(mask)
        return mask, None

    # --- operators

    def _run(self, net: Any, param_init_net: Any, param_info: Any) -> None:
        param, grad = param_info.blob, param_info.grad
        if self.alpha <= 0:
            return
        self._scale_by_layer(net, param_init_net, param, grad)
        lr, iteration = self.build_lr(net, param_init_net, -self.alpha, policy=self.policy, **self.init_kwargs)
        squared_sum = self._squared_sum(param, grad, param_init_net)
        mask, mask_changed = self._mask(param, param_init_net) if self.use_mask else (None, None)
        self._aux_params.local.append(squared_sum)
        counter = self._make_counter(param, param_init_net, iteration) if self.counter_halflife > 0 else ()
        pruning = {"block_size": self.prune_block_size, "delays": self.prune_delays, "prune_ratios": self.prune_ratios}
        mask_inputs = [mask] if mask_changed is None else [mask, iteration, mask_changed]
        mask_outputs = [] if mask_changed is None else [mask, mask_changed]
        decay = {"weight_decay": self.weight_decay} if self.weight_decay > 0 else {}
        if self.use_mask:
            assert not decay, "weight decay is not implemented for use_mask yet"
        if isinstance(grad, GradientSlice):
            assert self.decay == 1.0, "Decay is not implemented for SparseAdagrad and must be set to 1"
            grad = self.dedup(net, self.sparse_dedup_aggregator, grad)
            inputs = [param, squared_sum, grad.indices, grad.values, lr]
            outputs = [param, squared_sum]
            settings = {"epsilon": self.epsilon, "engine": self.engine}
            kind = "RowWiseSparseAdagrad" if self.rowWise else "SparseAdagrad"
            if self.use_mask:
                getattr(net, f"Masked{kind}")([*inputs, *mask_inputs], [*outputs, *mask_outputs], **settings, **pruning)
            else:
                getattr(net, kind)(inputs, outputs, **settings, **decay)
            if counter:
                updates, last = counter
                net.RowWiseCounter(
                    [last, updates, grad.indices, iteration], [last, updates], counter_halflife=self.counter_halflife)
        else:
            if decay and len(shape_of(param, param_init_net)) == 1:
                logger.warning("SKIPPING weight decay on 1d dense param: %s.shape is %s", param, shape_of(param, param_init_net))
                decay = {}
            inputs, outputs = [param, squared_sum, grad, lr], [param, squared_sum]
            settings = {"epsilon": self.epsilon, "decay": float(self.decay), "engine": self.engine}
            if self.use_mask:
                assert not self.output_effective_lr and not self.output_effective_lr_and_update, (
                    "MaskedAdagrad doesn't support outputting effective_lr")
                net.MaskedAdagrad([*inputs, *mask_inputs], [*outputs, *mask_outputs], **settings, **pruning)
            else:
                if self.output_effective_lr_and_update:
                    outputs += [f"{param}_effective_lr", f"{param}_update"]
                elif self.output_effective_lr:
                    outputs.append(f"{param}_effective_lr")
                net.Adagrad(inputs, outputs, **settings, **decay)
            self._average_stochastically(net, param_init_net, param, iteration)
        self._average_exponentially(net, param_init_net, param, iteration)
        self._scale_weights(net, param, squared_sum, iteration)

    def _make_counter(self, param: Any, param_init_net: Any, iteration: Any) -> tuple[BlobReference, BlobReference]:
        rows = [shape_of(param, param_init_net)[0]]
        updates = param_init_net.ConstantFill([], f"{param}_update_counter", shape=rows, value=0.0, dtype=DataType.DOUBLE)
        last = param_init_net.ConstantFill([], f"{param}_prev_update_iter", shape=rows, value=0, dtype=DataType.INT64)
        self._aux_params.local.extend([updates, last])
        self._aux_params.shared.append(iteration)
        return updates, last

    def _average_stochastically(self, net: Any, param_init_net: Any, param: Any, iteration: Any) -> None:
        if self.swa_enabled:
            average = self._state(param_init_net, param, "_swa")
            net.SWA(
                [param, average, iteration], [param, average], avg_start=self.swa_avg_start_it, avg_end=self.swa_avg_end_it,
                feedback_start=self.swa_feedback_start_it, feedback_step=self.swa_feedback_step,
                feedback_end=self.swa_feedback_end_it)

    def _average_exponentially(self, net: Any, param_init_net: Any, param: Any, iteration: Any) -> None:
        if self.ema_enabled:
            average = self._state(param_init_net, param, "_ema")
            net.EMA(
                [param, average, iteration], [param, average], ema_start=self.ema_start, ema_end=self.ema_end,
                ema_step=self.ema_step, ema_alpha=self.ema_alpha)

    def _scale_weights(self, net: Any, param: Any, squared_sum: Any, iteration: Any) -> None:
        if self.weight_scale is None:
            return
        for blob in [param, squared_sum] if self.weight_scale.to_aux else [param]:
            net.WeightScale(
                [blob, iteration], [blob], stepsize=self.weight_scale.stepsize,
                upper_bound_iter=self.weight_scale.upper_bound_iter, scale=float(self.weight_scale.scale))

    def scale_learning_rate(self, scale: float) -> None:
        self.alpha *= scale
