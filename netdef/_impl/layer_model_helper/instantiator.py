"""Nets of a model of layers."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.net import Net
from netdef._impl.layers.base import InstantiationContext
from netdef._impl.layers.tags import Tags
from netdef._impl.schema.columns import from_column_list


def _filter_layers(layers: list[Any], include_tags: Any) -> list[Any]:
    """The layers that have one of these tags; all where none are given."""
    if include_tags is None:
        return layers
    return [layer for layer in layers if not set(include_tags).isdisjoint(layer.tags)]


def shrink_output_schema(net: Net, out_schema: Any) -> Any:
    """The fields of a record whose blobs the net has."""
    if len(out_schema.field_names()) <= 1:
        return out_schema
    there = [net.BlobIsDefined(blob) for blob in out_schema.field_blobs()]
    kept = [column for column, exists in zip(
        zip(out_schema.field_names(), out_schema.field_types(), out_schema.field_blobs(), out_schema.field_metadata()), there) if exists]
    return from_column_list(*([column[k] for column in kept] for k in range(4)))


def _net(model: Any, name: str, context: str, excluding: str, include_tags: Any) -> Net:
    net = Net(name)
    for layer in _filter_layers(model.layers, include_tags):
        if excluding not in layer.tags:
            layer.add_operators(net, context=context)
    return net


def generate_predict_net(model: Any, include_tags: Any = None) -> Net:
    """The net that predicts."""
    net = _net(model, "predict_net", InstantiationContext.PREDICTION, Tags.EXCLUDE_FROM_PREDICTION, include_tags)
    net.set_input_record(model.input_feature_schema.clone())
    net.set_output_record(shrink_output_schema(net, model.output_schema))
    return net


def generate_eval_net(model: Any, include_tags: Any = None) -> Net:
    """The net that evaluates."""
    net = _net(model, "eval_net", InstantiationContext.EVAL, Tags.EXCLUDE_FROM_EVAL, include_tags)
    net.set_input_record(model.input_feature_schema + model.trainer_extra_schema)
    net.set_output_record(shrink_output_schema(net, model.output_schema + model.metrics_schema))
    return net


def _generate_training_net_only(model: Any, include_tags: Any = None) -> tuple[Net, Net]:
    train_net = Net("train_net")
    train_init_net = model.create_init_net("train_init_net")
    for layer in _filter_layers(model.layers, include_tags):
        if Tags.EXCLUDE_FROM_TRAIN not in layer.tags:
            layer.add_operators(train_net, train_init_net)
    train_net.set_input_record(model.input_feature_schema + model.trainer_extra_schema)
    return train_init_net, train_net


def generate_training_nets_forward_only(model: Any, include_tags: Any = None) -> tuple[Net, Net]:
    """(net that initializes, net that trains) without gradients."""
    train_init_net, train_net = _generate_training_net_only(model, include_tags)
    train_net.set_output_record(_training_output(model, train_net))
    return train_init_net, train_net


def _training_output(model: Any, train_net: Net) -> Any:
    return shrink_output_schema(train_net, model.output_schema + model.metrics_schema)


def generate_training_nets(model: Any, include_tags: Any = None) -> tuple[Net, Net]:
    """(net that initializes, net that trains), with gradients, optimizers, regularizers and modifiers."""
    train_init_net, train_net = _generate_training_net_only(model, include_tags)
    model.apply_regularizers_on_loss(train_net, train_init_net)
    if not model.has_loss():
        train_net.set_output_record(_training_output(model, train_net))
        return train_init_net, train_net
    gradients = train_net.AddGradientOperators(model.loss.field_blobs())
    grad_map = {str(blob): gradient for blob, gradient in gradients.items()}
    model.apply_post_grad_net_modifiers(train_net, train_init_net, grad_map)
    model.apply_optimizers(train_net, train_init_net, grad_map)
    model.apply_regularizers_after_optimizer(train_net, train_init_net, grad_map)
    model.apply_final_net_modifiers(train_net, train_init_net, grad_map)
    train_net.set_output_record(_training_output(model, train_net))
    return train_init_net, train_net
