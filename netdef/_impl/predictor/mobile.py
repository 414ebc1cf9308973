"""Export as a pair of nets: one fills the parameters, the other predicts."""

from __future__ import annotations

from typing import Any, Iterable

import numpy as np

from netdef._impl.core.net import Net
from netdef._impl.core.ssa import get_ssa
from netdef._impl.predictor.fillers import add_tensor
from netdef.proto import caffe2_pb2


def Export(workspace: Any, net: Any, params: Iterable[Any]) -> tuple[caffe2_pb2.NetDef, caffe2_pb2.NetDef]:
    """(init_net, predict_net) of a net whose parameters are in the workspace.

    workspace: the module or object whose FetchBlob gives the parameters. net: a Net or NetDef.
    The inputs of the net get a value as well, of shape [1, 1], for programs that feed only some of them. The outputs are the
    blobs that nothing reads.
    """
    proto = net if isinstance(net, caffe2_pb2.NetDef) else net.Proto()
    params = list(dict.fromkeys(str(param) for param in params))
    ssa, versions = get_ssa(proto)
    inputs = list(dict.fromkeys(
        blob for reads, _ in ssa for blob, version in reads if version == 0 and versions[blob] == 0 and blob not in params))
    read = {versioned for reads, _ in ssa for versioned in reads}
    outputs = [blob for blob, version in versions.items() if (blob, version) not in read]

    init_net = caffe2_pb2.NetDef()
    for param in params:
        blob = workspace.FetchBlob(param)
        assert isinstance(blob, np.ndarray), f"parameter {param} is no tensor but {type(blob)}"
        add_tensor(init_net, param, blob)
    for blob in inputs:
        add_tensor(init_net, blob, np.zeros((1, 1), np.float32))

    predict_net = caffe2_pb2.NetDef()
    predict_net.CopyFrom(proto)
    others = [blob for blob in proto.external_input if blob not in inputs]
    del predict_net.external_input[:]
    predict_net.external_input.extend([*inputs, *others])
    known = set(predict_net.external_output)
    predict_net.external_output.extend(blob for blob in outputs if blob not in known)
    if not predict_net.name:
        predict_net.name = Net("predict").Name()
    return init_net, predict_net
