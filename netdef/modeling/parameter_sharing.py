"""Sharing parameters between scopes; as caffe2.python.modeling.parameter_sharing."""

from netdef._impl.modeling.parameter_sharing import ParameterSharing, ParameterSharingContext, parameter_sharing_context

__all__ = ["ParameterSharing", "ParameterSharingContext", "parameter_sharing_context"]
