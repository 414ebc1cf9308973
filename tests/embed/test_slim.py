"""Builds with the operators of one model alone: as a subdirectory of another project, and with all that makes a library small."""

import shutil
import subprocess

import numpy as np
import pytest
from embed.programs import DIGITS, GENERATOR, HERE, ROOT, digits, predictions, python, run, through_c  # noqa: F401
from google.protobuf import text_format
from netdef.proto import caffe2_pb2
from oracles.model_files import ZOO, zoo_inputs, zoo_weights

SQUEEZENET = ZOO / "squeezenet"

pytestmark = pytest.mark.skipif(shutil.which("cmake") is None or shutil.which("c++") is None, reason="needs CMake and a C++ compiler")


@pytest.fixture(scope="module")
def slim_program(tmp_path_factory):
    """The program of consumer/main.cc in a project that has netdef as a subdirectory, with the digits net's operators alone: without
    optimisation and the other operators it costs little to build."""
    folder = tmp_path_factory.mktemp("outer")
    assert "operators" in python("-m", "netdef", "slim", DIGITS, "-o", folder)
    (folder / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.24)\nproject(outer CXX)\n"
        "set(NETDEF_ONEDNN OFF)\nset(NETDEF_SLIM operators.txt)\n"
        f'add_subdirectory("{ROOT}" netdef)\n'
        f'add_executable(inner "{HERE / "consumer" / "main.cc"}")\ntarget_link_libraries(inner PRIVATE netdef::netdef)\n')
    run("cmake", "-S", folder, "-B", folder / "build", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O0", *GENERATOR)
    assert "netdef_python" not in run("cmake", "--build", folder / "build", "--target", "help")
    run("cmake", "--build", folder / "build", "--target", "inner")
    return folder / "build" / "inner"


def test_add_subdirectory_and_a_slim_build(slim_program, digits):
    path, expected = digits
    assert predictions(run(slim_program, DIGITS, path)) == expected


def test_an_operator_that_a_slim_build_left_out(slim_program, digits, tmp_path):
    net = caffe2_pb2.NetDef(name="waves", external_input=["data"], external_output=["softmax"])
    net.op.add(type="Sin", input=["data"], output=["softmax"])
    (tmp_path / "predict_net.pb").write_bytes(net.SerializeToString())
    (tmp_path / "init_net.pb").write_bytes(caffe2_pb2.NetDef(name="init").SerializeToString())
    done = subprocess.run([slim_program, tmp_path, digits[0]], capture_output=True, text=True)
    assert done.returncode == 1
    assert "no operator of type 'Sin'" in done.stderr and "netdef slim" in done.stderr and "NETDEF_SLIM" in done.stderr


@pytest.fixture(scope="module")
def squeezenet(tmp_path_factory):
    """A folder with SqueezeNet and its weights."""
    init = caffe2_pb2.NetDef(name="init")
    for name, weight in zoo_weights(SQUEEZENET).items():
        op = init.op.add(type="GivenTensorFill", output=[name])
        op.arg.add(name="shape", ints=weight.shape)
        op.arg.add(name="values", floats=weight.ravel())
    folder = tmp_path_factory.mktemp("squeezenet")
    (folder / "init_net.pb").write_bytes(init.SerializeToString())
    shutil.copy(SQUEEZENET / "predict_net.pb", folder)
    return folder


@pytest.fixture(scope="module")
def smallest_library(squeezenet, tmp_path_factory):
    """SqueezeNet's operators, protobuf's lite runtime, errors without words."""
    folder = tmp_path_factory.mktemp("smallest")
    python("-m", "netdef", "slim", squeezenet, "-o", folder)
    options = ["NETDEF_BUILD_PYTHON=OFF", "NETDEF_ONEDNN=OFF", f"NETDEF_SLIM={folder / 'operators.txt'}", "NETDEF_PROTOBUF_LITE=ON", "NETDEF_TERSE_ERRORS=ON"]
    run("cmake", "-S", ROOT, "-B", folder, "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O1", *(f"-D{option}" for option in options), *GENERATOR)
    run("cmake", "--build", folder, "--target", "netdef")
    return folder / "lib" / "libnetdef.so"


def error_of(library, model, folder):
    with pytest.raises(AssertionError) as failed:
        through_c(library, model, np.zeros((1, 1)), "y", folder)
    return str(failed.value)


def test_squeezenet_on_the_smallest_build(smallest_library, squeezenet, tmp_path):
    got = through_c(smallest_library, squeezenet, zoo_inputs(SQUEEZENET)["data"], "softmaxout", tmp_path)
    np.testing.assert_allclose(got, np.load(SQUEEZENET / "expected.npz")["softmaxout"], rtol=1e-3, atol=1e-6)


def test_errors_without_words_name_their_line(smallest_library, tmp_path):
    damaged = tmp_path / "predict_net.pb"
    damaged.write_bytes((SQUEEZENET / "predict_net.pb").read_bytes()[:-1])
    assert "cpp/src/serialize/scan.cc:" in error_of(smallest_library, damaged, tmp_path)


def test_the_smallest_build_names_what_it_lacks(smallest_library, tmp_path):
    net = caffe2_pb2.NetDef(name="waves", external_input=["data"], external_output=["y"])
    net.op.add(type="Sin", input=["data"], output=["y"])
    binary, text = tmp_path / "predict_net.pb", tmp_path / "text" / "predict_net.pbtxt"
    binary.write_bytes(net.SerializeToString())
    assert "no operator of type 'Sin'" in error_of(smallest_library, binary, tmp_path)
    text.parent.mkdir()
    text.write_text(text_format.MessageToString(net))
    assert "NETDEF_PROTOBUF_LITE" in error_of(smallest_library, text, tmp_path)
