"""The extension module under the name by which scripts of Caffe2 import it; `core.C` and `workspace.C` are the same."""

import sys

from netdef import _C, workspace

sys.modules[__name__] = _C
