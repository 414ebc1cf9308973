"""Loss, optimizers, regularizers and modifiers of a model of layers."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef._impl.muji import OnCPU
from netdef._impl.regularizer.base import RegularizationBy
from netdef._impl.schema.scalar import Scalar
from netdef._impl.schema.struct import Struct
from netdef._impl.scope import DeviceScope
from netdef.proto import caffe2_pb2


class Training:
    """Mixed into LayerModelHelper."""

    def _start_training(self) -> None:
        self._default_optimizer: Any = None
        self.param_to_optim: dict[str, Any] = {}
        self.param_to_reg: dict[Any, Any] = {}
        self._post_grad_net_modifiers: list[Any] = []
        self._final_net_modifiers: list[Any] = []

    @property
    def default_optimizer(self) -> Any:
        """The optimizer of parameters that name none."""
        return self._default_optimizer

    @default_optimizer.setter
    def default_optimizer(self, optimizer: Any) -> None:
        self._default_optimizer = optimizer

    def NoOptim(self, *args: Any, **kwargs: Any) -> None:
        """The optimizer of parameters that are not trained."""

    @property
    def loss(self) -> Any:
        """The record of losses."""
        assert self._loss is not None, "the model has no loss"
        return self._loss

    @loss.setter
    def loss(self, loss: Any) -> None:
        assert self._loss is None, "the model has a loss already"
        self._loss = loss

    def has_loss(self) -> bool:
        """Whether there is a loss."""
        return self._loss is not None

    def add_loss(self, loss: Any, name: str = "unnamed") -> None:
        """Adds a loss, a scalar or a record; the name gets a number where there is one of it."""
        assert loss is not None, "Added loss should not be None"
        assert isinstance(loss, (Scalar, Struct)), "Added loss should be a scalar or a struct"
        if self._loss is None:
            self._loss = Struct((name, loss))
            return
        if isinstance(self._loss, Scalar):
            self._loss = Struct(("unnamed", self._loss))
        free, index = name, 0
        while free in self._loss:
            free = f"{name}_auto_{index}"
            index += 1
        self._loss = self._loss + Struct((free, loss))

    def _device_of(self, param: Any, grad: Any, blob_to_device: dict | None) -> caffe2_pb2.DeviceOption:
        return (blob_to_device or {}).get(str(param)) or OnCPU()

    def apply_regularizers_on_loss(self, train_net: Any, train_init_net: Any, blob_to_device: Any = None) -> None:
        """Adds what regularizers add to the loss."""
        for param, regularizer in self.param_to_reg.items():
            if regularizer is None:
                continue
            added = regularizer(train_net, train_init_net, param, grad=None, by=RegularizationBy.ON_LOSS)
            if added is not None:
                self.add_loss(Scalar(blob=added, dtype=np.float32), str(added))

    def apply_regularizers_after_optimizer(self, train_net: Any, train_init_net: Any, grad_map: Any, blob_to_device: Any = None) -> None:
        """Adds what regularizers do to parameters after the step."""
        for param, regularizer in self.param_to_reg.items():
            if regularizer is not None:
                regularizer(
                    train_net, train_init_net, param, grad=grad_map.get(str(param)), by=RegularizationBy.AFTER_OPTIMIZER)

    def apply_optimizers(self, train_net: Any, train_init_net: Any, grad_map: Any, blob_to_device: Any = None) -> None:
        """Adds the optimizers of all parameters that have a gradient."""
        for param, optimizer in self.param_to_optim.items():
            assert optimizer is not None, f"default optimizer must have been set in add_layer: {param} has none"
            grad = grad_map.get(param)
            if grad is None:
                continue
            with DeviceScope(self._device_of(param, grad, blob_to_device)):
                optimizer(train_net, train_init_net, param, grad)

    def add_post_grad_net_modifiers(self, modifier: Any) -> None:
        """Adds a modifier that is called when the gradients are there."""
        assert modifier not in self._post_grad_net_modifiers, f"{modifier} is already in {self._post_grad_net_modifiers}"
        self._post_grad_net_modifiers.append(modifier)

    def add_final_net_modifiers(self, modifier: Any) -> None:
        """Adds a modifier that is called when the nets are complete."""
        assert modifier not in self._final_net_modifiers, f"{modifier} is already in {self._final_net_modifiers}"
        self._final_net_modifiers.append(modifier)

    def apply_post_grad_net_modifiers(
        self, trainer_net: Any, trainer_init_net: Any, grad_map: Any, blob_to_device: Any = None, modify_output_record: bool = False
    ) -> None:
        """Calls the modifiers for after the gradients."""
        known = {param: grad for param, grad in grad_map.items() if str(param) in self.param_to_optim}
        for modifier in self._post_grad_net_modifiers:
            modifier(trainer_net, trainer_init_net, known, blob_to_device=blob_to_device, modify_output_record=modify_output_record)

    def apply_final_net_modifiers(
        self, trainer_net: Any, trainer_init_net: Any, grad_map: Any, blob_to_device: Any = None, modify_output_record: bool = False
    ) -> None:
        """Calls the modifiers for the end."""
        for modifier in self._final_net_modifiers:
            modifier(trainer_net, trainer_init_net, grad_map, blob_to_device=blob_to_device, modify_output_record=modify_output_record)
