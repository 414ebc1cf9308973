"""`netdef doctor`: what is installed here, and what could get in its way."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys

import click

import netdef.proto
from netdef import _C
from netdef.tools._output import print_json, print_pairs

# Packages that bring their own caffe2_pb2 or share a process with netdef often.
NEIGHBOURS = ("numpy", "protobuf", "torch", "onnx", "onnxruntime", "caffe2", "tensorflow")


def _installed(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _conflicts() -> list[str]:
    """What in this environment would break netdef, in words that say what to do."""
    found = netdef.proto.conflicts()
    if any(os.path.isdir(os.path.join(path, "caffe2", "python")) for path in sys.path if path):
        found.append(
            "another package named caffe2 is importable; netdef.compat refuses to stand in for it once it is imported"
        )
    return found


def diagnose() -> dict:
    """Everything the verb prints, as plain data."""
    return {
        "netdef": _C.version(),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cpu_features": _C.cpu_features(),
        "threads": _C.num_threads(),
        "operators": len(_C.registered_operators()),
        "built_with": dict(_C.built_with()),
        "packages": {name: version for name in NEIGHBOURS if (version := _installed(name))},
        "conflicts": _conflicts(),
    }


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> None:
    """Print versions, CPU features, libraries and conflicts. Exit status 1 when something conflicts."""
    report = diagnose()
    if as_json:
        print_json(report)
    else:
        for key in ("built_with", "packages"):
            report[key] = ", ".join(f"{name} {version}" for name, version in report[key].items())
        report["cpu_features"] = ", ".join(report["cpu_features"])
        conflicts = report.pop("conflicts")
        print_pairs(report)
        for conflict in conflicts:
            click.secho(f"conflict: {conflict}", fg="red", err=True)
        report["conflicts"] = conflicts
    sys.exit(1 if report["conflicts"] else 0)
