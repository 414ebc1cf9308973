"""Optimizers: operators that update the parameters of a model; as caffe2.python.optimizer.

    model.AddGradientOperators([loss])
    optimizer.build_sgd(model, base_learning_rate=0.1, policy="step", stepsize=1000, gamma=0.999, momentum=0.9)
"""

from netdef import core, scope, utils, workspace
from netdef._impl.optimizer.adadelta import AdadeltaOptimizer
from netdef._impl.optimizer.adagrad import FP16_ENGINES, AdagradOptimizer
from netdef._impl.optimizer.adam import AdamOptimizer
from netdef._impl.optimizer.base import AuxOptimizerParams, Optimizer, _optimizer_instance_count
from netdef._impl.optimizer.build import LEARNING_RATE_INJECTION as _LEARNING_RATE_INJECTION
from netdef._impl.optimizer.build import (
    add_weight_decay,
    build_adadelta,
    build_adagrad,
    build_adam,
    build_fp16_sgd,
    build_ftrl,
    build_gftrl,
    build_multi_precision_sgd,
    build_rms_prop,
    build_sgd,
    build_storm,
    build_wngrad,
    build_yellowfin,
    get_lr_injection,
    set_lr_injection,
)
from netdef._impl.optimizer.build import build as _build
from netdef._impl.optimizer.devices import get_param_device
from netdef._impl.optimizer.devices import get_param_to_device as _get_param_to_device
from netdef._impl.optimizer.ftrl import FtrlOptimizer, GFtrlOptimizer
from netdef._impl.optimizer.gradient_norm import calc_norm_ratio as _calc_norm_ratio
from netdef._impl.optimizer.rms_prop import RmsPropOptimizer
from netdef._impl.optimizer.sgd import FP16SgdOptimizer, MultiPrecisionSgdOptimizer, SgdOptimizer
from netdef._impl.optimizer.storm import StormOptimizer
from netdef._impl.optimizer.weight_decay import WeightDecayBuilder
from netdef._impl.optimizer.wngrad import WngradOptimizer
from netdef._impl.optimizer.yellowfin import YellowFinOptimizer
from netdef.modeling import parameter_info
from netdef.proto import caffe2_pb2

__all__ = [
    "AdadeltaOptimizer", "AdagradOptimizer", "AdamOptimizer", "AuxOptimizerParams", "FP16SgdOptimizer", "FP16_ENGINES",
    "FtrlOptimizer", "GFtrlOptimizer", "MultiPrecisionSgdOptimizer", "Optimizer", "RmsPropOptimizer", "SgdOptimizer",
    "StormOptimizer", "WeightDecayBuilder", "WngradOptimizer", "YellowFinOptimizer", "add_weight_decay", "build_adadelta",
    "build_adagrad", "build_adam", "build_fp16_sgd", "build_ftrl", "build_gftrl", "build_multi_precision_sgd",
    "build_rms_prop", "build_sgd", "build_storm", "build_wngrad", "build_yellowfin", "caffe2_pb2", "core", "get_lr_injection",
    "get_param_device", "parameter_info", "scope", "set_lr_injection", "utils", "workspace",
]
