"""`netdef slim`: what models need of a build, for a library with those operators alone."""

from __future__ import annotations

import pathlib

import click

from netdef import _C
from netdef._impl import catalogue
from netdef.proto import caffe2_pb2


@click.command("slim")
@click.argument("models", nargs=-1, required=True, type=click.Path(exists=True))
@click.option("-o", "--out", required=True, type=click.Path(file_okay=False), help="The folder that gets operators.txt.")
def command(models: tuple[str, ...], out: str) -> None:
    """List the operators that MODELS need, for a small build.

    The list is OUT/operators.txt, as CMake's NETDEF_SLIM takes it. It has those of the nets as they are written and
    those of the prepared ones; models are loaded and their init nets run.
    """
    needed = {operator for model in models for operator in _operators(model)}
    lines = [f"# What {', '.join(map(str, models))} needs. cmake -DNETDEF_SLIM=FILE builds a library with these operators alone.\n"]
    lines += [f"{operator.key} {operator.source}\n" for operator in sorted(needed, key=lambda o: o.key)]
    folder = pathlib.Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "operators.txt").write_text("".join(lines))
    click.echo(f"{folder / 'operators.txt'}: {len(needed)} operators")


def _operators(path: str) -> set[catalogue.Operator]:
    loaded = _C.load_model(path, allow=["*"])
    prepared = _C.Predictor(loaded, True).net
    nets = [caffe2_pb2.NetDef.FromString(net) for net in (loaded.init, loaded.predict, prepared)]
    found = {catalogue.describe(type, domain) for type, domain in _types(nets)}
    return {operator for operator in found if operator is not None}


def _types(nets: list[caffe2_pb2.NetDef]) -> set[tuple[str, str]]:
    """(type, domain) of all operators, those of nets in arguments included."""
    types = set()
    for net in nets:
        for op in net.op:
            types.add((op.type, op.domain))
            types |= _types([n for arg in op.arg for n in (*([arg.n] if arg.HasField("n") else []), *arg.nets)])
    return types
