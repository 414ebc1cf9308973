"""Names of blobs used again once every operator that touches the blob is known to have run.

Safe for executors that run operators at the same time: a name is taken over only by an operator that depends on all
operators that touch the blob before it.
"""

from __future__ import annotations

from typing import Any, Callable, Collection, Iterable, Sequence

from netdef import _C
from netdef._impl.memonger.graph import dependencies
from netdef._impl.memonger.renaming import apply_assignments
from netdef.proto import caffe2_pb2


class _Recycler:
    """Gives the blobs of a list of operators new names."""

    def __init__(self, ops: Sequence[Any], in_order: bool, sizes: dict[str, Any] | None = None):
        """in_order: the operators run one after another; otherwise at any time their inputs allow."""
        self.ops = ops
        self.sizes = sizes or {}
        self.users: dict[str, int] = {}  # blob: the operators that touch it, as bits
        self.first_writer: dict[str, int] = {}
        self.from_outside: set[str] = set()
        for i, op in enumerate(ops):
            for name in op.input:
                if name not in self.first_writer:
                    self.from_outside.add(name)
            for name in op.output:
                self.first_writer.setdefault(name, i)
            for name in (*op.input, *op.output):
                self.users[name] = self.users.get(name, 0) | 1 << i
        self.before = [(1 << i) - 1 for i in range(len(ops))] if in_order else self._ancestors()

    def _ancestors(self) -> list[int]:
        before: list[int] = []
        for direct in dependencies(self.ops):
            bits = 0
            for j in direct:
                bits |= before[j] | 1 << j
            before.append(bits)
        return before

    def names(self, may_share: Callable[[str], bool], prefix: str, keeps_name: Callable[[str], bool] = lambda name: False) -> dict[str, str]:
        """{blob: new name}; new names are `prefix`__m0_shared and so on, or the blob's own where `keeps_name` says so."""
        result: dict[str, str] = {}
        held: dict[str, tuple[int, Any]] = {}  # name: operators that touch it, size of the last blob
        fresh = 0
        for i, op in enumerate(self.ops):
            for blob in dict.fromkeys(op.output):
                if self.first_writer[blob] != i or blob in self.from_outside or not may_share(blob):
                    continue
                size = self.sizes.get(blob)
                free = [name for name, (users, _) in held.items() if users & ~self.before[i] == 0]
                if free:
                    name = next((n for n in free if held[n][1] == size), free[0])
                elif keeps_name(blob):
                    name = blob
                else:
                    name = f"{prefix}__m{fresh}_shared"
                    fresh += 1
                held[name] = (self.users[blob], size)
                if name != blob:
                    result[blob] = name
        return result


def _renamed(proto: caffe2_pb2.NetDef, names: dict[str, str]) -> caffe2_pb2.NetDef:
    copy = caffe2_pb2.NetDef()
    copy.CopyFrom(proto)
    apply_assignments(copy, names)
    return copy


def _bound(ops: Iterable[Any]) -> set[str]:
    """Blobs that keep their names: a recurrent network knows them by name, and some hold more than tensors."""
    return {
        name for op in ops if op.type.startswith("RecurrentNetwork") for name in (*op.input, *op.output)
        if not (op.is_gradient_op and name.endswith("_grad"))
    }


def _check_enforced_inplace(ops: Iterable[Any]) -> None:
    for op in ops:
        schema = _C.OpSchema.get(op.type)
        if schema is None:
            continue
        for i, read in enumerate(op.input):
            for o, written in enumerate(op.output):
                if schema.inplace_enforced(i, o) and read != written:
                    raise RuntimeError(
                        f"{op.type} must write its output {o} in place of its input {i}, but reads {read} and writes {written}")


def memonger_compute_blob_recycling_for_dag(
    net: bytes,
    heads: Sequence[str],
    op_indices: Sequence[int],
    shareable_blob_names: Collection[str],
    namescope: str,
    dont_share_blob_names: Collection[str],
    blob_shapes: dict[str, Sequence[int]],
) -> bytes:
    """A serialized net in which blobs written by the operators `op_indices` share names.

    heads: blobs the net starts from. shareable_blob_names, dont_share_blob_names: which blobs may change their name.
    namescope: put in front of new names. blob_shapes: {blob: dims}; blobs of the same shape share rather than others.
    """
    proto = caffe2_pb2.NetDef.FromString(net)
    _check_enforced_inplace(proto.op)
    written = {name for i in op_indices for name in proto.op[i].output}
    kept = set(dont_share_blob_names) | set(heads) | set(proto.external_output) | _bound(proto.op)
    read = {name for op in proto.op for name in op.input}
    shareable = (set(shareable_blob_names) & written & read) - kept
    recycler = _Recycler(proto.op, in_order=False, sizes={name: tuple(dims) for name, dims in blob_shapes.items()})
    is_gradient = {name for op in proto.op if op.is_gradient_op for name in op.output}
    has_gradient = bool(is_gradient)
    names = recycler.names(
        shareable.__contains__, namescope, lambda name: has_gradient and name not in is_gradient)
    return _renamed(proto, names).SerializeToString()


def memonger_optimize_inference_net(net: bytes, static_blobs: Sequence[str]) -> bytes:
    """A serialized net whose operators run one after another, with blobs that share names; `static_blobs` keep theirs."""
    proto = caffe2_pb2.NetDef.FromString(net)
    read = {name for op in proto.op for name in op.input}
    kept = set(static_blobs) | set(proto.external_output) | _bound(proto.op)
    names = _Recycler(proto.op, in_order=True).names(lambda name: name in read and name not in kept, "")
    return _renamed(proto, names).SerializeToString()


def share_grad_blobs(
    net: Any,
    losses: Sequence[Any],
    param_grads: Collection[Any],
    namescope: str,
    dont_share_blobs: Collection[Any] | None = None,
    share_activations: bool = False,
    blob_shapes: dict[str, Sequence[int]] | None = None,
) -> caffe2_pb2.NetDef:
    """The net with gradients of intermediate results that share names; assign it to net._net.

    losses: where the backward pass starts. param_grads: gradients to keep. namescope: only blobs under it are renamed.
    dont_share_blobs: others to keep. share_activations: lets results of the forward pass share as well, the last two aside.
    blob_shapes: {blob: dims}; blobs of the same shape share rather than others.
    """
    proto = net.Proto()
    kept = {str(blob) for blob in [*(dont_share_blobs or ()), *param_grads, *losses]}
    all_blobs = {name for op in proto.op for name in (*op.input, *op.output)}
    gradient_ops = [i for i, op in enumerate(proto.op) if op.is_gradient_op or any("_grad" in name for name in op.output)]
    shared = {name for i in gradient_ops for name in proto.op[i].output if "_grad" in name and name.startswith(namescope)}
    op_indices = list(gradient_ops)
    if share_activations:
        forward = [i for i in range(len(proto.op)) if i not in set(gradient_ops)]
        activations = list(dict.fromkeys(
            name for i in forward for name in proto.op[i].output if name + "_grad" in all_blobs and name not in proto.external_output))
        shared.update(name for name in activations[:-2] if name.startswith(namescope))
        op_indices += forward
    start_gradients = [str(loss) + "_autogen_grad" for loss in losses]
    result = memonger_compute_blob_recycling_for_dag(
        proto.SerializeToString(), [name for name in start_gradients if name in all_blobs and name not in shared], op_indices, shared,
        namescope if not namescope or namescope.endswith("/") else namescope + "/", kept, blob_shapes or {})
    return caffe2_pb2.NetDef.FromString(result)


def optimize_inference_for_dag(net: Any, input_blobs: Sequence[Any], namescope: str = "") -> caffe2_pb2.NetDef:
    """The net with intermediate results that share names; no gradients can be derived from it.

    input_blobs: where the net starts. namescope: put in front of new names; only blobs under it are renamed.

    Raises:
        RuntimeError: an operator that must work in place does not.
    """
    proto = net.Proto()
    shared = {name for op in proto.op for name in op.output if name.startswith(namescope)}
    result = memonger_compute_blob_recycling_for_dag(
        proto.SerializeToString(), [str(blob) for blob in input_blobs], range(len(proto.op)), shared, namescope, (), {})
    return caffe2_pb2.NetDef.FromString(result)


def optimize_inference_fast(net: caffe2_pb2.NetDef, static_blobs: Sequence[Any]) -> caffe2_pb2.NetDef:
    """A net that runs one operator after another, with blobs that share names; `static_blobs` keep theirs.

    Raises:
        AssertionError: a net of another type, whose operators may run at the same time.
    """
    assert net.type in ("", "simple"), f"optimize_inference_fast needs a net of type simple, got {net.type}"
    return caffe2_pb2.NetDef.FromString(
        memonger_optimize_inference_net(net.SerializeToString(), [str(blob) for blob in static_blobs]))
