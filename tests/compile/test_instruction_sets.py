"""The kernels for CPUs that have less than this one."""

import os
import pathlib
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).parent


def passes_with(isa, file):
    run = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(file)], env=os.environ | {"ONEDNN_MAX_CPU_ISA": isa}, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-3000:]


@pytest.mark.parametrize("isa", ["AVX2", "AVX512_CORE"])
@pytest.mark.parametrize("file", ["test_quantized_layers.py", "test_convolution.py"])
def test_prepared_layers(isa, file):
    passes_with(isa, HERE / file)


@pytest.mark.parametrize("isa", ["SSE41", "AVX2"])
def test_sums_of_rows(isa):
    passes_with(isa, HERE.parent / "ops" / "sparse" / "test_row_sums.py")


@pytest.mark.parametrize("isa, family, file", [("AVX2", "onnx_quantized", "test_mat_mul_integer.py"), ("SSE41", "onnx_cast", "test_cast.py")])
def test_operators(isa, family, file):
    passes_with(isa, HERE.parent / "ops" / family / file)
