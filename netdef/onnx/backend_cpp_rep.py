"""A prepared model under the interface that Caffe2's C++ converter had."""

from __future__ import annotations

from typing import Any

import onnx.backend.base

from netdef.onnx.backend_rep import Caffe2Rep
from netdef.proto import caffe2_pb2


class Caffe2CppRep(onnx.backend.base.BackendRep):
    """cpp_rep: a Caffe2Rep; there is one converter here."""

    def __init__(self, cpp_rep: Caffe2Rep):
        super().__init__()
        self._rep = cpp_rep

    def init_net(self) -> caffe2_pb2.NetDef:
        return self._rep.init_net

    def pred_net(self) -> caffe2_pb2.NetDef:
        return self._rep.predict_net

    def external_outputs(self) -> list[str]:
        return list(self._rep.predict_net.external_output)

    def external_inputs(self) -> list[str]:
        return list(self._rep.uninitialized)

    def run(self, inputs: Any) -> tuple:
        """As Caffe2Rep.run."""
        return self._rep.run(inputs)
