"""What a model knows of its parameters; as caffe2.python.modeling.parameter_info."""

from netdef._impl.modeling.parameter_info import ParameterInfo, ParameterTags

__all__ = ["ParameterInfo", "ParameterTags"]
