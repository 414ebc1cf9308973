"""Single assignment: Caffe2 nets may write a blob again and again, ONNX values are written once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from netdef.proto import caffe2_pb2


def rewrite(net: caffe2_pb2.NetDef, filled: Iterable[str] = (), current: Mapping[str, str] | None = None) -> None:
    """Renames, in place, the versions of blobs that are written more than once: x becomes x_1, x_2, ...

    External inputs keep their names; a blob that is written once and read from nowhere else does too. What the nets of an
    If write for later readers become its outputs; `current` are the versions that such a net finds.
    """
    given = set(net.external_input) | set(filled)
    _declare_branches(net)
    writes = Counter(name for op in net.op for name in op.output if name)
    versions: Counter[str] = Counter()
    taken = given | set(writes) | set((current or {}).values())
    current = dict(current or {})
    for op in net.op:
        op.input[:] = [current.get(name, name) for name in op.input]
        if op.type == "If" and not op.domain:
            for arg in op.arg:
                if arg.HasField("n"):
                    arg.n.external_output[:] = op.output
                    rewrite(arg.n, taken | set(versions), current)
        outputs = []
        for name in op.output:
            if not name or (writes[name] == 1 and name not in given):
                outputs.append(name)
                continue
            versions[name] += 1
            while f"{name}_{versions[name]}" in taken:
                versions[name] += 1
            current[name] = f"{name}_{versions[name]}"
            taken.add(current[name])
            outputs.append(current[name])
        op.output[:] = outputs
    net.external_output[:] = [current.get(name, name) for name in net.external_output]


def _declare_branches(net: caffe2_pb2.NetDef) -> None:
    """Makes what the nets of an If write, and something reads later, the outputs of the If."""
    wanted = set(net.external_output)
    for op in reversed(net.op):
        if op.type == "If" and not op.domain:
            written = dict.fromkeys(name for arg in op.arg if arg.HasField("n") for inner in arg.n.op for name in inner.output)
            op.output[:] = [name for name in written if name in wanted]
        wanted.update(op.input)
        wanted.update(name for arg in op.arg if arg.HasField("n") for inner in arg.n.op for name in inner.input)
