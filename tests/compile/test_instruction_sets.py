"""The kernels for CPUs that have less than this one."""

import os
import pathlib
import subprocess
import sys

import pytest
from preload import needs_preload, run_with

from netdef import _C

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


# Tells the most that oneDNN is allowed, as dnnl_cpu_isa_t.
ALLOWED = """
#include <stdio.h>
int dnnl_set_max_cpu_isa(int isa) { printf("allowed %#x\\n", isa); fflush(stdout); return 0; }
"""
MULTIPLY = """
import numpy as np
from netdef import core, workspace
workspace.FeedBlob("a", np.ones((64, 64), np.float32))
workspace.RunOperatorOnce(core.CreateOperator("MatMul", ["a", "a"], ["y"]))
"""


@needs_preload
@pytest.mark.skipif("oneDNN" not in dict(_C.built_with()), reason="built without oneDNN")
def test_amx_is_not_used_unless_it_is_asked_for(tmp_path):
    avx512_core_fp16 = 0x1ef  # the last before AMX
    assert run_with(tmp_path, ALLOWED, MULTIPLY, ONEDNN_MAX_CPU_ISA=None) == f"allowed {avx512_core_fp16:#x}\n"
    assert run_with(tmp_path, ALLOWED, MULTIPLY, ONEDNN_MAX_CPU_ISA="AVX512_CORE_AMX") == ""
