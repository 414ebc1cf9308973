"""The kernels for CPUs that have less than this one."""

import os
import pathlib
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).parent


@pytest.mark.parametrize("isa", ["AVX2", "AVX512_CORE"])
@pytest.mark.parametrize("file", ["test_quantized_layers.py", "test_convolution.py"])
def test_prepared_layers(isa, file):
    run = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(HERE / file)], env=os.environ | {"ONEDNN_MAX_CPU_ISA": isa}, capture_output=True, text=True,
                         cwd=HERE.parent.parent)
    assert run.returncode == 0, run.stdout[-3000:]
