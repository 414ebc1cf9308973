"""Models of layers over records; as caffe2.python.layer_model_helper."""

from netdef import core, layers, model_helper, schema, scope, utils
from netdef._impl.layer_model_helper.helper import LayerModelHelper
from netdef.modeling.net_modifier import NetModifier
from netdef.modeling.parameter_info import ParameterInfo
from netdef.modeling.parameter_sharing import parameter_sharing_context
from netdef.optimizer import Optimizer
from netdef.proto import caffe2_pb2
from netdef.regularizer import RegularizationBy, Regularizer
