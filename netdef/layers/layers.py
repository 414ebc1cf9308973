"""The base of layers, and what they share; as caffe2.python.layers.layers."""

from netdef import core, schema, scope
from netdef._impl.layers.base import AccessedFeatures, InstantiationContext, ModelLayer
from netdef._impl.layers.parameter import LayerParameter, LayerPsParam
from netdef._impl.layers.records import (
    IdList,
    IdListWithEvicted,
    IdScoreList,
    IdScoreListWithEvicted,
    almost_equal_schemas,
    get_avg_length,
    get_categorical_limit,
    get_key,
    is_request_only_scalar,
    set_request_only,
)
from netdef._impl.layers.registry import _LAYER_REGISTRY, create_layer, get_layer_class, layer_exists, register_layer
from netdef._impl.layers.tags import TagContext
from netdef.proto import caffe2_pb2
