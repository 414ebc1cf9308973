"""Every public header compiles alone, as strictly as an embedder may compile it (OpenMP pragmas aside)."""

import os
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).parents[2]
INCLUDE = ROOT / "cpp" / "include"
HEADERS = sorted(path.relative_to(INCLUDE).as_posix() for path in INCLUDE.rglob("*.h"))
COMPILER = os.environ.get("CXX") or shutil.which("g++") or shutil.which("c++")


def generated_protos():
    """The folder with caffe2.pb.h, which only a build tree has."""
    found = sorted(ROOT.glob("build/*/gen*/caffe2/proto/caffe2.pb.h")) + sorted(ROOT.glob("build/*/**/caffe2/proto/caffe2.pb.h"))
    return found[0].parents[2] if found else None


@pytest.mark.skipif(COMPILER is None, reason="needs a C++ compiler")
@pytest.mark.parametrize("header", HEADERS)
def test_compiles_alone(header):
    command = [COMPILER, "-std=c++17", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Wno-unknown-pragmas", "-fsyntax-only", "-x", "c++", "-", "-I", str(INCLUDE)]
    protos = generated_protos()
    if protos is not None:
        command += ["-isystem", str(protos)]
    result = subprocess.run(command, input=f'#include "{header}"\n', text=True, capture_output=True)
    assert result.returncode == 0, result.stderr[:2000]
