"""What all optimizers have in common: names of blobs, the learning rate, sparse gradients."""

from __future__ import annotations

import collections
import copy
from typing import Any

import numpy as np

from netdef._impl import scope
from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.device import DeviceOption, IsGPUDeviceType
from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.modeling.parameter_info import ParameterInfo
from netdef._impl.utils.iteration import OPTIMIZER_ITERATION_NAME, BuildUniqueMutexIter
from netdef.proto import caffe2_pb2

AuxOptimizerParams = collections.namedtuple("AuxOptimizerParams", ["local", "shared"])
AuxOptimizerParams.__doc__ = "Blobs of an optimizer beside the parameters: `local` ones of one parameter each, `shared` ones."

# How many optimizers of each class there are; the number is part of the names of their blobs.
_optimizer_instance_count: dict[str, int] = collections.defaultdict(int)


def current_device() -> caffe2_pb2.DeviceOption:
    """The device of the current scope, the CPU outside of one."""
    return scope.CurrentDeviceScope() or DeviceOption(caffe2_pb2.PROTO_CPU)


class Optimizer:
    """Base of optimizers. An instance, called for each parameter, adds the operators that update it.

        optimizer = AdamOptimizer(alpha=0.01)
        for info in model.GetOptimizationParamInfo():
            optimizer(model.net, model.param_init_net, info)
    """

    def __init__(self) -> None:
        self._aux_params = AuxOptimizerParams(local=[], shared=[])
        self._instance_num = _optimizer_instance_count[type(self).__name__]
        _optimizer_instance_count[type(self).__name__] += 1
        self._lr_multiplier: Any = None
        self._local_lr_multiplier: Any = None
        self._local_lr_multiplier_on_gpu = False

    def __call__(self, net: Any, param_init_net: Any, param: Any, grad: Any = None) -> None:
        """Adds the update to `net` and the optimizer's state to `param_init_net`.

        param: a ParameterInfo, or a blob together with its gradient `grad`, a BlobReference or a GradientSlice.
        """
        if grad is None:
            assert isinstance(param, ParameterInfo), f"Expected parameter to be of type ParameterInfo, got {param}"
            assert param.grad is not None, f"parameter {param} has no gradient"
        else:
            param = ParameterInfo(param_id=None, param=param if isinstance(param, BlobReference) else BlobReference(param), grad=grad)
        self._run(net, param_init_net, param)

    def _run(self, net: Any, param_init_net: Any, param_info: ParameterInfo) -> None:
        raise NotImplementedError("an optimizer implements _run(net, param_init_net, param_info)")

    def get_auxiliary_parameters(self) -> AuxOptimizerParams:
        """The blobs that a checkpoint must hold beside the parameters."""
        return self._aux_params

    @property
    def attributes(self) -> dict[str, Any]:
        """A copy of all settings."""
        settings = copy.deepcopy(vars(self))
        settings.pop("_instance_num", None)
        return settings

    def scale_learning_rate(self, *args: Any, **kwargs: Any) -> None:
        """Multiplies the learning rate by a number; for before the operators are added."""
        raise NotImplementedError("Optimizer Need to Implement `scale_learning_rate` method.")

    # --- names

    def get_cpu_blob_name(self, base_str: str, node_name: str = "") -> str:
        """The name of a blob of this optimizer on the CPU."""
        return f"{type(self).__name__}_{self._instance_num}_{base_str}{node_name}_cpu"

    def get_gpu_blob_name(self, base_str: str, gpu_id: int, node_name: str) -> str:
        """The name of a blob of this optimizer on a GPU."""
        return f"{type(self).__name__}_{self._instance_num}_{base_str}{node_name}_gpu{gpu_id}"

    def make_unique_blob_name(self, base_str: str) -> str:
        """The name of a blob of this optimizer on the device of the current scope."""
        device = scope.CurrentDeviceScope()
        if device is None:
            return self.get_cpu_blob_name(base_str)
        if IsGPUDeviceType(device.device_type):
            return self.get_gpu_blob_name(base_str, device.device_id, device.node_name)
        return self.get_cpu_blob_name(base_str, device.node_name)

    # --- the learning rate

    def build_lr(
        self,
        net: Any,
        param_init_net: Any,
        base_learning_rate: float,
        learning_rate_blob: Any = None,
        policy: str = "fixed",
        iter_val: int = 0,
        **kwargs: Any,
    ) -> tuple[BlobReference, BlobReference]:
        """(learning rate, iteration counter), made once per net and device; `kwargs` are arguments of the policy."""
        name = learning_rate_blob or self.make_unique_blob_name("lr")
        iteration = self._build_iteration(net, param_init_net, iter_val)
        if net.BlobIsDefined(name):
            lr = net.GetBlobRef(name)
        else:
            lr = net.LearningRate([iteration], BlobReference(str(name)), base_lr=base_learning_rate, policy=policy, **kwargs)
        if self._lr_multiplier is not None:
            multiplier = net.CopyFromCPUInput(self._lr_multiplier, self.make_unique_blob_name("lr_multiplier"))
            lr = net.Mul([lr, multiplier], self.make_unique_blob_name("scaled_lr"), broadcast=1)
        if self._local_lr_multiplier is not None:
            multiplier = self._local_lr_multiplier
            if IsGPUDeviceType(current_device().device_type) and not self._local_lr_multiplier_on_gpu:
                multiplier = net.CopyFromCPUInput(multiplier, self.make_unique_blob_name("local_lr_multiplier"))
            lr = net.Mul([lr, multiplier], self.make_unique_blob_name("local_scaled_lr"), broadcast=1)
        return lr, iteration

    @staticmethod
    def _build_iteration(net: Any, param_init_net: Any, iter_val: int = 0) -> BlobReference:
        """The counter of runs, made once for all optimizers of a model."""
        if param_init_net.BlobIsDefined(OPTIMIZER_ITERATION_NAME):
            return param_init_net.GetBlobRef(OPTIMIZER_ITERATION_NAME)
        return BuildUniqueMutexIter(param_init_net, net, iter_val=iter_val)

    def add_lr_multiplier(self, lr_multiplier: Any) -> None:
        """Lets the learning rate be multiplied by a blob on the CPU when the net runs."""
        self._lr_multiplier = lr_multiplier

    def _add_local_lr_multiplier(self, multiplier: Any, is_gpu_blob: bool = False) -> None:
        """The same for the parameter at hand only."""
        self._local_lr_multiplier = multiplier
        self._local_lr_multiplier_on_gpu = is_gpu_blob

    def create_lars_inputs(
        self, param_init_net: Any, weight_decay: float, trust: float, lr_max: float
    ) -> tuple[BlobReference, BlobReference, BlobReference]:
        """The blobs of one value each that the operator Lars reads."""
        values = {"weight_decay": weight_decay, "trust": trust, "lr_max": lr_max}
        return tuple(param_init_net.ConstantFill([], name, shape=[1], value=value) for name, value in values.items())

    def _scale_by_layer(self, net: Any, param_init_net: Any, param: Any, grad: Any) -> None:
        """Layer-wise adaptive rate scaling (You et al. 2017), where `lars` is set and the gradient dense."""
        if self.lars is None or isinstance(grad, GradientSlice):
            return
        assert self.lars >= 0, f"Lars offset must be nonnegative, got {self.lars}"
        inputs = self.create_lars_inputs(param_init_net, 0.0, 1.0, np.finfo(np.float32).max)
        multiplier = net.Lars(
            [param, grad, *inputs], self.make_unique_blob_name(f"{param}_lars"), offset=self.lars, lr_min=0.0)
        self._add_local_lr_multiplier(multiplier, is_gpu_blob=IsGPUDeviceType(current_device().device_type))

    # --- gradients and state

    @staticmethod
    def dedup(net: Any, sparse_dedup_aggregator: str | None, grad: GradientSlice) -> GradientSlice:
        """A sparse gradient with each index once, by "sum" or "mean"; unchanged without an aggregator."""
        assert isinstance(grad, GradientSlice), f"Dedup only works for sparse gradient, got {grad}"
        return net.DeduplicateGradientSlices(grad, aggregator=sparse_dedup_aggregator) if sparse_dedup_aggregator else grad

    def _state(self, param_init_net: Any, param: Any, suffix: str, **kwargs: Any) -> BlobReference:
        """A blob of zeros like the parameter; one that a checkpoint holds."""
        blob = param_init_net.ConstantFill([param], f"{param}{suffix}", **(kwargs or {"value": 0.0}))
        self._aux_params.local.append(blob)
        return blob
