"""Adding an optimizer for every parameter of a model."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef._impl import scope
from netdef._impl.core.device import DeviceOption
from netdef._impl.optimizer.adadelta import AdadeltaOptimizer
from netdef._impl.optimizer.adagrad import AdagradOptimizer
from netdef._impl.optimizer.adam import AdamOptimizer
from netdef._impl.optimizer.base import Optimizer
from netdef._impl.optimizer.devices import get_param_device, get_param_to_device
from netdef._impl.optimizer.ftrl import FtrlOptimizer, GFtrlOptimizer
from netdef._impl.optimizer.gradient_norm import calc_norm_ratio
from netdef._impl.optimizer.rms_prop import RmsPropOptimizer
from netdef._impl.optimizer.sgd import FP16SgdOptimizer, MultiPrecisionSgdOptimizer, SgdOptimizer
from netdef._impl.optimizer.storm import StormOptimizer
from netdef._impl.optimizer.weight_decay import WeightDecayBuilder
from netdef._impl.optimizer.wngrad import WngradOptimizer
from netdef._impl.optimizer.yellowfin import YellowFinOptimizer
from netdef._impl.workspace.blobs import FeedBlob, FetchBlob
from netdef.proto import caffe2_pb2

LEARNING_RATE_INJECTION = "lr_injection"


def build(
    model: Any,
    optimizer: Optimizer,
    weights_only: bool = False,
    use_param_info_optim: bool = True,
    max_gradient_norm: float | None = None,
    allow_lr_injection: bool = False,
) -> Optimizer:
    """Adds `optimizer` for every parameter of the model that has a gradient; returns it.

    weights_only: leave out what is not tagged as a weight. use_param_info_optim: a parameter's own optimizer wins.
    max_gradient_norm: scale the learning rate so that no step is longer than that of a gradient of this norm.
    allow_lr_injection: scale it by the blob `lr_injection` as well.
    """
    devices = get_param_to_device(model)
    model.Validate()
    infos = [info for info in model.GetOptimizationParamInfo() if not weights_only or info.blob in model.weights]
    multiplier = None
    if max_gradient_norm is not None:
        multiplier = calc_norm_ratio(model, infos, "norm_clipped_grad_update", devices, max_gradient_norm)
    if allow_lr_injection:
        if not model.net.BlobIsDefined(LEARNING_RATE_INJECTION):
            injected = model.param_init_net.ConstantFill([], LEARNING_RATE_INJECTION, shape=[1], value=1.0)
        else:
            injected = model.net.GetBlobRef(LEARNING_RATE_INJECTION)
        multiplier = injected if multiplier is None else model.net.Mul([multiplier, injected], "lr_multiplier", broadcast=1)
    optimizer.add_lr_multiplier(multiplier)
    cpu = DeviceOption(caffe2_pb2.PROTO_CPU)
    for info in infos:
        with scope.DeviceScope(get_param_device(info.name, info.grad, devices, cpu)):
            chosen = info.optimizer if info.optimizer and use_param_info_optim else optimizer
            chosen(model.net, model.param_init_net, info)
    return optimizer


def add_weight_decay(model: Any, weight_decay: float) -> None:
    """Adds weight_decay * parameter to the gradient of each weight; a value of 0 changes nothing."""
    build(model, WeightDecayBuilder(weight_decay=weight_decay), weights_only=True, use_param_info_optim=False)


def build_sgd(
    model: Any, base_learning_rate: float, max_gradient_norm: float | None = None, allow_lr_injection: bool = False, **kwargs: Any
) -> Optimizer:
    """Trains the model by SgdOptimizer(**kwargs); see `build` for the other arguments."""
    optimizer = SgdOptimizer(base_learning_rate, **kwargs)
    return build(model, optimizer, max_gradient_norm=max_gradient_norm, allow_lr_injection=allow_lr_injection)


def build_multi_precision_sgd(
    model: Any, base_learning_rate: float, max_gradient_norm: float | None = None, allow_lr_injection: bool = False, **kwargs: Any
) -> Optimizer:
    """Trains the model by MultiPrecisionSgdOptimizer(**kwargs)."""
    optimizer = MultiPrecisionSgdOptimizer(base_learning_rate, **kwargs)
    return build(model, optimizer, max_gradient_norm=max_gradient_norm, allow_lr_injection=allow_lr_injection)


def build_fp16_sgd(model: Any, base_learning_rate: float, **kwargs: Any) -> Optimizer:
    """Trains the model by FP16SgdOptimizer(**kwargs)."""
    return build(model, FP16SgdOptimizer(base_learning_rate, **kwargs))


def build_ftrl(model: Any, engine: str = "SIMD", **kwargs: Any) -> Optimizer:
    """Trains the model by FtrlOptimizer(**kwargs); where the engine does not exist the plain kernel serves."""
    return build(model, FtrlOptimizer(engine=engine, **kwargs))


def build_gftrl(model: Any, engine: str = "", **kwargs: Any) -> Optimizer:
    """Trains the model by GFtrlOptimizer(**kwargs)."""
    return build(model, GFtrlOptimizer(engine=engine, **kwargs))


def build_adagrad(
    model: Any,
    base_learning_rate: float,
    parameters: Any = None,
    max_gradient_norm: float | None = None,
    allow_lr_injection: bool = False,
    **kwargs: Any,
) -> Optimizer:
    """Trains the model by AdagradOptimizer(**kwargs); `parameters` is accepted and not used, as in Caffe2."""
    optimizer = AdagradOptimizer(alpha=base_learning_rate, **kwargs)
    return build(model, optimizer, max_gradient_norm=max_gradient_norm, allow_lr_injection=allow_lr_injection)


def build_wngrad(
    model: Any,
    base_learning_rate: float,
    parameters: Any = None,
    max_gradient_norm: float | None = None,
    allow_lr_injection: bool = False,
    **kwargs: Any,
) -> Optimizer:
    """Trains the model by WngradOptimizer(**kwargs); `parameters` is not used."""
    optimizer = WngradOptimizer(alpha=base_learning_rate, **kwargs)
    return build(model, optimizer, max_gradient_norm=max_gradient_norm, allow_lr_injection=allow_lr_injection)


def build_storm(
    model: Any,
    base_learning_rate: float,
    parameters: Any = None,
    max_gradient_norm: float | None = None,
    allow_lr_injection: bool = False,
    **kwargs: Any,
) -> Optimizer:
    """Trains the model by StormOptimizer(**kwargs); `parameters` is not used."""
    optimizer = StormOptimizer(lr=base_learning_rate, **kwargs)
    return build(model, optimizer, max_gradient_norm=max_gradient_norm, allow_lr_injection=allow_lr_injection)


def build_adadelta(
    model: Any,
    base_learning_rate: float,
    parameters: Any = None,
    max_gradient_norm: float | None = None,
    allow_lr_injection: bool = False,
    **kwargs: Any,
) -> Optimizer:
    """Trains the model by AdadeltaOptimizer(**kwargs); `parameters` is not used."""
    optimizer = AdadeltaOptimizer(alpha=base_learning_rate, **kwargs)
    return build(model, optimizer, max_gradient_norm=max_gradient_norm, allow_lr_injection=allow_lr_injection)


def build_adam(
    model: Any, base_learning_rate: float, max_gradient_norm: float | None = None, allow_lr_injection: bool = False, **kwargs: Any
) -> Optimizer:
    """Trains the model by AdamOptimizer(**kwargs)."""
    optimizer = AdamOptimizer(alpha=base_learning_rate, **kwargs)
    return build(model, optimizer, max_gradient_norm=max_gradient_norm, allow_lr_injection=allow_lr_injection)


def build_yellowfin(model: Any, base_learning_rate: float = 0.1, **kwargs: Any) -> Optimizer:
    """Trains the model by YellowFinOptimizer(**kwargs)."""
    return build(model, YellowFinOptimizer(alpha=base_learning_rate, **kwargs))


def build_rms_prop(
    model: Any, base_learning_rate: float, max_gradient_norm: float | None = None, allow_lr_injection: bool = False, **kwargs: Any
) -> Optimizer:
    """Trains the model by RmsPropOptimizer(**kwargs)."""
    optimizer = RmsPropOptimizer(alpha=base_learning_rate, **kwargs)
    return build(model, optimizer, max_gradient_norm=max_gradient_norm, allow_lr_injection=allow_lr_injection)


def set_lr_injection(lr_injection_value: float) -> None:
    """Sets what the learning rate is multiplied by, in the current workspace."""
    FeedBlob(LEARNING_RATE_INJECTION, np.array([float(lr_injection_value)], dtype=np.float32))


def get_lr_injection() -> Any:
    """What the learning rate is multiplied by, an array of one value."""
    return FetchBlob(LEARNING_RATE_INJECTION)
