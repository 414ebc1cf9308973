"""Flags for loading libraries; as caffe2.python.extension_loader."""

from netdef._impl.dyndep.load import DlopenGuard

__all__ = ["DlopenGuard"]
