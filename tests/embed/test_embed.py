"""Programs that use an installed netdef: by CMake (shared, static), by pkg-config, through the C interface, by Caffe2's header names."""

import os
import pathlib
import shutil
import subprocess
import sys

import numpy as np
import pytest
from oracles.model_files import MADE

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build" / "dev"
DIGITS = MADE / "digits_lenet"

pytestmark = [
    pytest.mark.skipif(not (BUILD / "cmake_install.cmake").exists(), reason="needs the build tree build/dev"),
    pytest.mark.skipif(shutil.which("cmake") is None or shutil.which("c++") is None, reason="needs CMake and a C++ compiler"),
]


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prefix")
    run("cmake", "--install", BUILD, "--component", "devel", "--prefix", folder)
    return folder


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    """A file with the pixels of five digits, and what Caffe2 said of them."""
    test = np.load(DIGITS / "test.npz")
    path = tmp_path_factory.mktemp("digits") / "pixels"
    test["data"][:5].astype(np.float32).tofile(path)
    return path, test["softmax"][:5].argmax(axis=1).tolist()


@pytest.fixture(scope="module")
def consumer(prefix, tmp_path_factory):
    """The programs of consumer/, built against the installed package."""
    build = tmp_path_factory.mktemp("consumer")
    generator = ["-G", "Ninja"] if shutil.which("ninja") else []
    run("cmake", "-S", HERE / "consumer", "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}", *generator)
    run("cmake", "--build", build)
    return build


def predictions(text):
    return [int(word) for word in text.split()]


@pytest.mark.parametrize("program", ["shared", "static"])
def test_find_package(consumer, digits, program):
    path, expected = digits
    assert predictions(run(consumer / program, DIGITS, path)) == expected


@pytest.mark.parametrize("year", [2018, 2021])
def test_sources_written_for_caffe2(consumer, year):
    flags = [f"--init_net={DIGITS / 'init_net.pb'}", f"--predict_net={DIGITS / 'predict_net.pb'}"]
    assert "all right" in run(consumer / f"dropin_{year}", *flags)
    unknown = subprocess.run([consumer / f"dropin_{year}", *flags, "--no_such_flag"], capture_output=True, text=True)
    assert unknown.returncode != 0 and "no_such_flag" in unknown.stderr


@pytest.mark.skipif(shutil.which("pkg-config") is None, reason="needs pkg-config")
def test_pkg_config(prefix, digits, tmp_path):
    path, expected = digits
    environment = {**os.environ, "PKG_CONFIG_PATH": str(next(prefix.rglob("netdef.pc")).parent)}
    flags = run("pkg-config", "--cflags", "--libs", "netdef", env=environment).split()
    run("c++", HERE / "consumer" / "main.cc", "-o", tmp_path / "program", *flags)
    assert predictions(run(tmp_path / "program", DIGITS, path)) == expected


def test_c_interface(prefix, digits, tmp_path):
    path, expected = digits
    library = next(prefix.rglob("libnetdef.so")).parent
    flags = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", f"-I{prefix / 'include'}", f"-L{library}", "-lnetdef", f"-Wl,-rpath,{library}"]
    run("cc", HERE / "c_consumer" / "main.c", "-o", tmp_path / "program", *flags)
    assert predictions(run(tmp_path / "program", DIGITS, path)) == expected


def test_add_subdirectory(tmp_path, prefix):
    """The project configures inside another; building it once more would add nothing to what the other tests show."""
    (tmp_path / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.24)\nproject(outer CXX)\n"
        "set(NETDEF_BUILD_PYTHON OFF)\nset(NETDEF_ONEDNN OFF)\n"
        f'add_subdirectory("{ROOT}" netdef)\n'
        f'add_executable(inner "{HERE / "consumer" / "main.cc"}")\ntarget_link_libraries(inner PRIVATE netdef::netdef)\n')
    generator = ["-G", "Ninja"] if shutil.which("ninja") else []
    run("cmake", "-S", tmp_path, "-B", tmp_path / "build", *generator)


def test_c_interface_from_another_language(prefix, digits):
    """In a process of its own: one that has netdef already cannot load a second copy of the library."""
    library = next(prefix.rglob("libnetdef.so"))
    assert predictions(run(sys.executable, HERE / "c_consumer" / "from_python.py", library, DIGITS, digits[0])) == digits[1]


@pytest.fixture(scope="module")
def library(prefix, tmp_path_factory):
    """The operator library of examples/custom_operator, built against the installed package."""
    build = tmp_path_factory.mktemp("custom_operator")
    generator = ["-G", "Ninja"] if shutil.which("ninja") else []
    run("cmake", "-S", ROOT / "examples" / "custom_operator", "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}", *generator)
    run("cmake", "--build", build)
    return build / "custom_operator.so"


def python(*arguments):
    return run(sys.executable, *arguments, env={**os.environ, "PYTHONPATH": str(ROOT)})


def test_operator_library_in_a_script(library):
    assert python(ROOT / "examples" / "custom_operator" / "use.py", library).split("] [") == ["[-1.  -0.5  0.5  2. ", "0. 1. 1. 0.]\n"]


def test_operator_library_on_the_command_line(library):
    assert "Smallest value of Y" in python("-m", "netdef", "--load", library, "ops", "HardTanh", "--json")


def test_what_is_no_operator_library(tmp_path):
    path = tmp_path / "library.so"
    path.write_bytes(b"no library")
    done = subprocess.run([sys.executable, "-m", "netdef", "--load", path, "doctor"], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 1 and "cannot be loaded" in done.stderr and "Traceback" not in done.stderr


def test_operator_library_for_another_version(tmp_path):
    source = tmp_path / "library.cc"
    source.write_text("namespace netdef { void OfAnotherVersion(); } static int registered = (netdef::OfAnotherVersion(), 1);\n")
    run("c++", "-shared", "-fPIC", source, "-o", tmp_path / "library.so")
    code = f"from netdef import _C, Error\ntry:\n  _C.load_operator_library({str(tmp_path / 'library.so')!r})\nexcept Error as e:\n  print(e.kind, e)"
    assert "another version of netdef" in python("-c", code)
