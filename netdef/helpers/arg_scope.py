"""Default arguments of layers; as caffe2.python.helpers.arg_scope."""

from netdef._impl.brew.arg_scope import arg_scope, get_current_scope

__all__: list[str] = []  # no layers
