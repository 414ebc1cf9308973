"""Tests of layers; as caffe2.python.layer_test_util."""

from netdef import core, layer_model_helper, layer_model_instantiator, schema, test_util, workspace
from netdef._impl.layer_model_helper.test_util import LayersTestCase, OpSpec
from netdef.proto import caffe2_pb2
