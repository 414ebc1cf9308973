"""The modules under which the cases are built: the real Caffe2's when recording, netdef's in the tests."""

try:
    from netdef import brew, core, model_helper, optimizer, scope, workspace
except ImportError:
    from caffe2.python import brew, core, model_helper, optimizer, scope, workspace

__all__ = ["brew", "core", "model_helper", "optimizer", "scope", "workspace"]
