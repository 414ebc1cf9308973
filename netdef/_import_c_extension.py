"""The extension module under the name by which scripts of Caffe2 import it; `core.C` and `workspace.C` are the same."""

from netdef import _C, workspace

globals().update({name: value for name, value in vars(_C).items() if not name.startswith("__")})
