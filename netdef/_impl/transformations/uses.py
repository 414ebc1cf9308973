"""Which operators read the value another one wrote."""

from __future__ import annotations

from typing import Any, Iterator


def readers(ops: Any, writer: int, blob: str) -> tuple[list[int], bool]:
    """(operators that read what `writer` put into `blob`, whether the value is still there at the end)."""
    found = []
    for i in range(writer + 1, len(ops)):
        if blob in ops[i].input:
            found.append(i)
        if blob in ops[i].output:
            return found, False
    return found, True


def rename_value(ops: Any, writer: int, old: str, new: str) -> None:
    """Gives the value that `writer` put into `old` another name, where it is written and read."""
    ops[writer].output[:] = [new if name == old else name for name in ops[writer].output]
    for i in range(writer + 1, len(ops)):
        ops[i].input[:] = [new if name == old else name for name in ops[i].input]
        if old in ops[i].output:
            return


def free_name(net: Any, base: str, taken: Any = ()) -> str:
    """A blob name that neither the net nor `taken` has."""
    used = {*net.external_input, *net.external_output, *taken, *(name for op in net.op for name in (*op.input, *op.output))}
    name, k = base, 0
    while name in used:
        name, k = f"{base}_{k}", k + 1
    return name


def pairs(net: Any, first: str, second: str) -> Iterator[tuple[int, int]]:
    """Operators (i, j) of these types where j alone reads the output of i, and nobody outside does. Start again after a change."""
    ops = net.op
    for i, op in enumerate(ops):
        if op.type != first:
            continue
        blob = op.output[0]
        found, at_end = readers(ops, i, blob)
        if len(found) != 1 or ops[found[0]].type != second or ops[found[0]].input[0] != blob:
            continue
        if at_end and blob in net.external_output:
            continue
        yield i, found[0]
