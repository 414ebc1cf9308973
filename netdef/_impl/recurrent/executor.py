"""Settings of a RecurrentNetwork's executor, and what its steps leave behind."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.net import Net
from netdef._impl.utils.arguments import MakeArgument
from netdef._impl.workspace.blobs import FetchBlob
from netdef._impl.workspace.running import RunNetOnce
from netdef.proto import caffe2_pb2


def set_rnn_executor_config(
    rnn_op: caffe2_pb2.OperatorDef, num_threads: int | None = None, max_cuda_streams: int | None = None
) -> None:
    """Sets how many threads (on a GPU: streams) the executor of a RecurrentNetwork may use.

    Raises:
        AssertionError: the operator is no RecurrentNetwork.
    """
    assert rnn_op.type in ("RecurrentNetwork", "RecurrentNetworkGradient"), f"{rnn_op.type} is no RecurrentNetwork"
    for name, value in (("num_threads", num_threads), ("max_cuda_streams", max_cuda_streams)):
        if value is None:
            continue
        key = "rnn_executor." + name
        kept = [arg for arg in rnn_op.arg if arg.name != key]
        del rnn_op.arg[:]
        rnn_op.arg.extend([*kept, MakeArgument(key, value)])


def retrieve_step_blobs(net: Any, prefix: str = "rnn") -> Any:
    """Copies the blobs of every time step into the current workspace and returns their names.

    net: has been run and holds RecurrentNetworks; a blob b of step t becomes `prefix`_bt. The names come as an array of bytes.
    """
    steps = [name for op in net.Proto().op for name in op.output if "step_workspaces" in name]
    assert steps, f"the net {net.Name()} holds no RecurrentNetwork whose steps could be fetched"
    fetcher = Net("fetch_step_blobs")
    names = fetcher.RecurrentNetworkBlobFetcher(steps[0], prefix + "_blobs", prefix=prefix)
    RunNetOnce(fetcher)
    return FetchBlob(names)
