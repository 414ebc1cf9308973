"""TranslatorRegistry: from layers to operators."""

from __future__ import annotations

import logging
from typing import Any, Callable, Sequence

import numpy as np

from netdef._impl.caffe_translator.legacy_pad import remove_legacy_pad as _remove_legacy_pad
from netdef._impl.caffe_translator.reading import blob_array, layers_of
from netdef._impl.core.operator import CreateOperator
from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.utils.arguments import MakeArgument
from netdef.proto import caffe2_pb2, caffe_pb2

log = logging.getLogger(__name__)


class TranslatorRegistry:
    """Functions (layer, pretrained_blobs, is_test, **kwargs) -> (operators, parameters), by the type of layer."""

    registry_: dict[str, Callable] = {}

    @classmethod
    def Register(cls, op_name: str) -> Callable:
        """A decorator for the translator of layers of type `op_name`."""

        def register(function: Callable) -> Callable:
            cls.registry_[op_name] = function
            return function

        return register

    @classmethod
    def TranslateLayer(cls, layer: Any, pretrained_blobs: Sequence[np.ndarray], is_test: bool, **kwargs: Any) -> tuple[list, list]:
        """(operators, parameters as TensorProtos) of a layer.

        Raises:
            KeyError: no translator is registered for its type.
        """
        if layer.type not in cls.registry_:
            raise KeyError(f"No translator registered for layer: {layer} yet.")
        operators, params = cls.registry_[layer.type](layer, pretrained_blobs, is_test, **kwargs)
        if operators is None:
            operators = []
        return (list(operators) if isinstance(operators, (list, tuple)) else [operators]), params

    @classmethod
    def TranslateModel(cls, caffe_net: Any, pretrained_net: Any, is_test: bool = False, net_state: Any = None,
                       remove_legacy_pad: bool = False, input_dims: Sequence[int] | None = None) -> tuple:
        """(NetDef, TensorProtos of the parameters) of a net and its weights (NetParameters).

        net_state: which layers to include; by default all that are included in the phase of `is_test` and have no other rules.
        remove_legacy_pad: replace Caffe's padding of pooling layers, which depends on the input's size, by explicit padding for
            inputs of `input_dims` (N, C, H, W).
        """
        net_state = net_state or caffe_pb2.NetState(phase=caffe_pb2.TEST if is_test else caffe_pb2.TRAIN)
        net = caffe2_pb2.NetDef(name=caffe_net.name)
        params = caffe2_pb2.TensorProtos()
        layers = layers_of(caffe_net)
        if not layers:
            raise ValueError("I think something is wrong. The net has no layers.")
        pretrained: dict[str, Any] = {}
        for layer in layers_of(pretrained_net):
            if layer.name in pretrained and layer.blobs:
                raise ValueError(f"huh? more than one pretrained layer of one name? {layer.name}")
            pretrained.setdefault(layer.name, layer)
        for layer in layers:
            if not _is_included(layer, net_state):
                log.info("Current net state does not need layer %s", layer.name)
                continue
            weights = [blob_array(blob) for blob in pretrained[layer.name].blobs] if layer.name in pretrained else []
            operators, layer_params = cls.TranslateLayer(
                layer, weights, is_test, net=net, net_params=params, input_dims=input_dims)
            net.op.extend(operators)
            params.protos.extend(layer_params)
        if remove_legacy_pad:
            assert input_dims, "Please specify input_dims to remove legacy_pad"
            net = _remove_legacy_pad(net, params, input_dims)
        return net, params


def TranslateModel(*args: Any, **kwargs: Any) -> tuple:
    """TranslatorRegistry.TranslateModel."""
    return TranslatorRegistry.TranslateModel(*args, **kwargs)


def _is_included(layer: Any, state: Any) -> bool:
    if layer.include:
        return any(_meets(state, rule) for rule in layer.include)
    return not any(_meets(state, rule) for rule in layer.exclude)


def _meets(state: Any, rule: Any) -> bool:
    return ((not rule.HasField("phase") or rule.phase == state.phase)
            and (not rule.HasField("min_level") or state.level >= rule.min_level)
            and (not rule.HasField("max_level") or state.level <= rule.max_level)
            and set(rule.stage) <= set(state.stage)
            and not set(rule.not_stage) & set(state.stage))


def BaseTranslate(layer: Any, caffe2_type: str) -> caffe2_pb2.OperatorDef:
    """An operator with the layer's inputs and outputs."""
    return caffe2_pb2.OperatorDef(type=caffe2_type, input=layer.bottom, output=layer.top)


def AddArgument(op: caffe2_pb2.OperatorDef, key: str, value: Any) -> None:
    """Appends an argument."""
    op.arg.append(MakeArgument(key, value))


def ConvertTensorProtosToInitNet(net_params: caffe2_pb2.TensorProtos, input_name: str) -> caffe2_pb2.NetDef:
    """A net that fills the parameters, and the input with one zero."""
    init_net = caffe2_pb2.NetDef()
    for tensor in net_params.protos:
        if not tensor.float_data:
            raise RuntimeError("Only float tensors are supported in this util.")
        init_net.op.append(CreateOperator(
            "GivenTensorFill", [], [BlobReference(tensor.name)],
            arg=[MakeArgument("shape", list(tensor.dims)), MakeArgument("values", list(tensor.float_data))]))
    init_net.op.append(CreateOperator("ConstantFill", [], [BlobReference(input_name)], shape=[1]))
    return init_net
