"""Models under construction: nets, their parameters and how these start; as caffe2.python.model_helper."""

from netdef import core, scope, workspace
from netdef._impl.brew.db_input import db_input
from netdef._impl.model_helper.model_helper import ModelHelper
from netdef._impl.model_helper.predictor_net import ExtractPredictorNet
from netdef._impl.modeling.modifiers import DEFAULT_MODIFIER as DEFAULT_OPTIM
from netdef._impl.modeling.modifiers import OptimizerContext, RegularizerContext
from netdef._impl.modeling.parameter_sharing import parameter_sharing_context
from netdef.modeling import parameter_info

__all__ = [
    "DEFAULT_OPTIM", "ExtractPredictorNet", "ModelHelper", "OptimizerContext", "RegularizerContext", "core", "db_input",
    "parameter_info", "parameter_sharing_context", "scope", "workspace",
]
