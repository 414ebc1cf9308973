"""Single assignment: Caffe2 nets may write a blob again and again, ONNX values are written once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from netdef.proto import caffe2_pb2


def rewrite(net: caffe2_pb2.NetDef, filled: Iterable[str] = ()) -> None:
    """Renames, in place, the versions of blobs that are written more than once: x becomes x_1, x_2, ...

    External inputs keep their names; a blob that is written once and read from nowhere else does too. Graphs of control
    operators are left alone: what they read must not be written again.
    """
    given = set(net.external_input) | set(filled)
    writes = Counter(name for op in net.op for name in op.output if name)
    versions: Counter[str] = Counter()
    taken = given | set(writes)
    current: dict[str, str] = {}
    for op in net.op:
        op.input[:] = [current.get(name, name) for name in op.input]
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
