"""Programs that use an installed netdef: by CMake (shared, static), by pkg-config, through the C interface, by Caffe2's header names."""

import os
import pathlib
import shutil
import subprocess
import sys

import numpy as np
import pytest

import netdef
from embed.programs import DIGITS, GENERATOR, HERE, ROOT, digits, predictions, python, run, through_c  # noqa: F401

BUILD = ROOT / "build" / "dev"

pytestmark = [
    pytest.mark.skipif(pathlib.Path(netdef.__file__).parents[1] != ROOT, reason="the package under test is not that of build/dev"),
    pytest.mark.skipif(not (BUILD / "cmake_install.cmake").exists(), reason="needs the build tree build/dev"),
    pytest.mark.skipif(shutil.which("cmake") is None or shutil.which("c++") is None, reason="needs CMake and a C++ compiler"),
]


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prefix")
    run("cmake", "--install", BUILD, "--component", "devel", "--prefix", folder)
    return folder


@pytest.fixture(scope="module")
def consumer(prefix, tmp_path_factory):
    """The programs of consumer/, built against the installed package."""
    build = tmp_path_factory.mktemp("consumer")
    run("cmake", "-S", HERE / "consumer", "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}", *GENERATOR)
    run("cmake", "--build", build)
    return build


@pytest.mark.parametrize("program", ["shared", "static"])
def test_find_package(consumer, digits, program):
    path, expected = digits
    assert predictions(run(consumer / program, DIGITS, path)) == expected


NETS = [DIGITS / "init_net.pb", DIGITS / "predict_net.pb"]


@pytest.mark.parametrize("program", ["operators_of_2018", "operators_of_2021", "program_of_2021"])
def test_sources_written_for_caffe2(consumer, program):
    flags = [f"--init_net={NETS[0]}", f"--predict_net={NETS[1]}"]
    assert "all right" in run(consumer / program, *flags)
    unknown = subprocess.run([consumer / program, *flags, "--no_such_flag"], capture_output=True, text=True)
    assert unknown.returncode != 0 and "no_such_flag" in unknown.stderr


@pytest.mark.parametrize("program", ["context_operators_of_2018", "nets_of_2021", "snippets_of_2021", "tensors_of_2021", "windows_and_functors", "windows_and_functors_of_2018"])
def test_operators_written_for_caffe2(consumer, program):
    assert "all right" in run(consumer / program)


@pytest.mark.parametrize("program", ["blobs_and_registries", "blobs_and_registries_of_2018"])
def test_objects_databases_and_registries_written_for_caffe2(consumer, program, tmp_path):
    assert "all right" in run(consumer / program, f"--database={tmp_path / 'records.minidb'}")


def test_a_tutorial_trains(consumer, tmp_path):
    assert "all right" in run(consumer / "tutorial_trains", f"--folder={tmp_path}")


def test_headers_for_caffe2_ask_for_cpp17(prefix, tmp_path):
    """Under C++14 one message that says what to do, and nothing after it."""
    include = [f"-I{prefix / 'include' / folder}" for folder in ("netdef-caffe2", "netdef-proto", ".")]
    asking = set()
    for path in (prefix / "include" / "netdef-caffe2").rglob("*.h"):
        header = str(path.relative_to(prefix / "include" / "netdef-caffe2"))
        (tmp_path / "source.cc").write_text(f"#include <{header}>\n")
        old = subprocess.run(["c++", "-std=c++14", "-fsyntax-only", *include, tmp_path / "source.cc"], capture_output=True, text=True)
        if old.returncode == 0:
            continue
        asking.add(header)
        assert "compile with -std=c++17" in old.stderr and "/netdef/" not in old.stderr, header + old.stderr
    assert {"caffe2/core/operator.h", "caffe2/core/predictor.h", "c10/util/Optional.h"} < asking


def test_a_mobile_demo_predicts(consumer, digits):
    """Through the prepared net; and again after it asked for the workspace, which holds the blobs between the layers."""
    path, expected = digits
    assert predictions(run(consumer / "mobile_demo_of_2018", *NETS, path)) == expected


def pkg_config(prefix, package, cflags="--cflags"):
    folder = next(prefix.rglob(f"{package}.pc")).parent
    paths = os.pathsep.join(filter(None, [str(folder), os.environ.get("PKG_CONFIG_PATH")]))
    return run("pkg-config", cflags, "--libs", package, env={**os.environ, "PKG_CONFIG_PATH": paths}).split()


def has_package(package):
    return shutil.which("pkg-config") is not None and subprocess.run(["pkg-config", "--exists", package]).returncode == 0


@pytest.mark.skipif(shutil.which("pkg-config") is None, reason="needs pkg-config")
def test_pkg_config(prefix, digits, tmp_path):
    path, expected = digits
    run("c++", HERE / "consumer" / "main.cc", "-o", tmp_path / "program", *pkg_config(prefix, "netdef"))
    assert predictions(run(tmp_path / "program", DIGITS, path)) == expected


@pytest.mark.skipif(not has_package("protobuf"), reason="needs pkg-config, and protobuf's file for it")
def test_operator_library_written_for_caffe2(prefix, tmp_path):
    """Built as a Makefile would, with its -std=c++11 before ours, and loaded in a script: outputs, gradients, documentation."""
    path = tmp_path / "soft_step.so"
    run("c++", "-std=c++11", "-shared", "-fPIC", HERE / "dropin" / "operator_library_of_2018.cc", "-o", path, *pkg_config(prefix, "netdef-caffe2"))
    script = tmp_path / "script.py"
    script.write_text(f"""
import numpy as np
from netdef import core, dyndep, workspace
dyndep.InitOpsLibrary({str(path)!r})
x = np.linspace(-1, 1, 7, dtype=np.float32)
workspace.FeedBlob("x", x)
net = core.Net("example")
y = net.SoftStep("x", "y", steepness=3.0)
net.AddGradientOperators([y])
workspace.RunNetOnce(net)
np.testing.assert_allclose(workspace.FetchBlob("y"), np.tanh(3 * x), rtol=1e-5)
np.testing.assert_allclose(workspace.FetchBlob("x_grad"), 3 / np.cosh(3 * x) ** 2, rtol=1e-4)
""")
    python(script)
    text = python("-m", "netdef", "--load", path, "ops", "SoftStep", "--json")
    assert "A step with soft edges." in text and "The slope at zero." in text


@pytest.mark.skipif(shutil.which("pkg-config") is None, reason="needs pkg-config")
def test_c_interface(prefix, digits, tmp_path):
    path, expected = digits
    strict = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
    run("cc", *strict, HERE / "c_consumer" / "main.c", "-o", tmp_path / "program", *pkg_config(prefix, "netdef", "--cflags-only-I"))
    assert predictions(run(tmp_path / "program", DIGITS, path)) == expected


def test_c_interface_from_another_language(prefix, tmp_path):
    test = np.load(DIGITS / "test.npz")
    got = through_c(next(prefix.rglob("libnetdef.so")), DIGITS, test["data"][:5], "softmax", tmp_path)
    np.testing.assert_allclose(got, test["softmax"][:5], rtol=1e-4, atol=1e-6)


@pytest.fixture(scope="module")
def library(prefix, tmp_path_factory):
    """The operator library of examples/custom_operator, built against the installed package."""
    build = tmp_path_factory.mktemp("custom_operator")
    run("cmake", "-S", ROOT / "examples" / "custom_operator", "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}", *GENERATOR)
    run("cmake", "--build", build)
    return build / "custom_operator.so"


def test_operator_library_in_a_script(library):
    assert python(ROOT / "examples" / "custom_operator" / "use.py", library).split("] [") == ["[-1.  -0.5  0.5  2. ", "0. 1. 1. 0.]\n"]


def test_operator_library_on_the_command_line(library):
    assert "Smallest value of Y" in python("-m", "netdef", "--load", library, "ops", "HardTanh", "--json")


def test_what_is_no_operator_library(tmp_path):
    path = tmp_path / "library.so"
    path.write_bytes(b"no library")
    done = subprocess.run([sys.executable, "-m", "netdef", "--load", path, "doctor"], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 1 and "cannot be loaded" in done.stderr and "Traceback" not in done.stderr


def load_library(path):
    code = f"from netdef import _C, Error\ntry:\n  _C.load_operator_library({str(path)!r})\nexcept Error as e:\n  print(e.kind, e)"
    return python("-c", code)


def test_operator_library_for_another_abi(tmp_path, library):
    """It is refused before its code runs."""
    source = tmp_path / "library.cc"
    source.write_text('#include <cstdio>\nstatic int registered = (std::puts("ran"), 1);\n')
    run("c++", "-shared", "-fPIC", source, "-o", tmp_path / "library.so", "-Wl,--undefined=netdef_operator_abi_99")
    text = load_library(tmp_path / "library.so")
    assert "was built for operator ABI 99" in text and "build the library anew" in text and "ran" not in text
    assert "netdef_operator_abi_" in run("nm", "-D", library)  # what the CMake package links says its number


def test_operator_library_for_another_version(tmp_path):
    source = tmp_path / "library.cc"
    source.write_text("namespace netdef { void OfAnotherVersion(); } static int registered = (netdef::OfAnotherVersion(), 1);\n")
    run("c++", "-shared", "-fPIC", source, "-o", tmp_path / "library.so")
    assert "another version of netdef" in load_library(tmp_path / "library.so")
