"""Nets of a model of layers; as caffe2.python.layer_model_instantiator."""

from netdef import core, layers, schema
from netdef._impl.layer_model_helper.instantiator import (
    _filter_layers,
    _generate_training_net_only,
    generate_eval_net,
    generate_predict_net,
    generate_training_nets,
    generate_training_nets_forward_only,
    shrink_output_schema,
)
from netdef.layers.layers import InstantiationContext
from netdef.layers.tags import Tags
