"""Changes to a net that was built; as caffe2.python.modeling.net_modifier."""

from netdef._impl.modeling.net_modifier import NetModifier

__all__ = ["NetModifier"]
