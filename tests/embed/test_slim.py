"""A build with the operators of one model alone, as a subdirectory of another project."""

import shutil
import subprocess

import pytest
from embed.programs import DIGITS, GENERATOR, HERE, ROOT, digits, predictions, python, run  # noqa: F401
from netdef.proto import caffe2_pb2

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
