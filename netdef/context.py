"""Objects found by their class inside a with block; as caffe2.python.context."""

from netdef._impl.context import DefaultManaged, Managed, define_context

__all__ = ["DefaultManaged", "Managed", "define_context"]
