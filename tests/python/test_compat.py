"""The names caffe2.* as aliases of netdef's modules."""

import subprocess
import sys

import pytest


def python(*arguments, **options):
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, **options)


def run(code):
    result = python("-c", code)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


INSTALL = "import netdef.compat; netdef.compat.install(); "


@pytest.mark.parametrize(
    "statement, what",
    [
        ("from caffe2.python import core", "core is netdef.core"),
        ("from caffe2.python import workspace, utils", "workspace is netdef.workspace and utils is netdef.utils"),
        ("import caffe2.python.scope", "caffe2.python.scope is netdef.scope"),
        ("from caffe2.proto import caffe2_pb2", "caffe2_pb2 is netdef.proto.caffe2_pb2"),
        ("from caffe2.python import core; from caffe2.proto import caffe2_pb2", "(caffe2_pb2.CPU, caffe2_pb2.CUDA) == (0, 1)"),
        ("from caffe2.python.core import Net", "Net is netdef.core.Net"),
        ("import caffe2.python._import_c_extension as C", "C is netdef._C"),
    ],
)
def test_aliases_are_the_modules_themselves(statement, what):
    assert run(f"{INSTALL}{statement}; import netdef.core, netdef.proto.caffe2_pb2; print({what})") == "True"


def test_modules_keep_their_own_names():
    code = INSTALL + "from caffe2.python import core; print(core.__name__, core.__spec__.name)"
    assert run(code) == "netdef.core netdef.core"


def test_what_does_not_exist_is_missing():
    result = python("-c", INSTALL + "import caffe2.python.no_such_module")
    assert "ModuleNotFoundError: No module named 'caffe2.python.no_such_module'" in result.stderr


def test_nothing_happens_unless_asked():
    assert "ModuleNotFoundError" in python("-c", "import netdef.core, caffe2").stderr


def test_a_real_caffe2_is_not_replaced(tmp_path):
    (tmp_path / "caffe2").mkdir()
    (tmp_path / "caffe2" / "__init__.py").write_text("")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import caffe2; {INSTALL}"
    result = python("-c", code)
    assert result.returncode and "ImportError: caffe2 is imported already, from" in result.stderr and str(tmp_path) in result.stderr


def test_uninstall():
    code = INSTALL + "import caffe2.python.core; netdef.compat.uninstall(); print(netdef.compat.installed()); import caffe2"
    result = python("-c", code)
    assert result.stdout == "False\n" and "No module named 'caffe2'" in result.stderr


SCRIPT = """
import sys
import numpy as np
from caffe2.python import core, workspace
workspace.FeedBlob("x", np.ones(2, dtype=np.float).astype(np.float32))
net = core.Net("n")
net.Elu("x", "y")
workspace.RunNetOnce(net)
print(__name__, sys.argv[1:], workspace.FetchBlob("y"))
"""


@pytest.mark.parametrize("how", ["script", "module"])
def test_a_script_runs_unchanged(tmp_path, how):
    (tmp_path / "legacy.py").write_text(SCRIPT)
    arguments = ["legacy.py"] if how == "script" else ["-m", "legacy"]
    result = python("-m", "netdef.compat", *arguments, "one", "--two", cwd=tmp_path)
    assert result.stdout == "__main__ ['one', '--two'] [1. 1.]\n", result.stderr


def test_an_alias_runs_as_a_program():
    result = python("-m", "netdef.compat", "-m", "caffe2.python.caffe_translator", "--help")
    assert result.returncode == 0 and "--init_net" in result.stdout, result.stderr


def test_numpy_names_are_optional(tmp_path):
    (tmp_path / "legacy.py").write_text(SCRIPT)
    result = python("-m", "netdef.compat", "--keep-numpy", "legacy.py", cwd=tmp_path)
    import numpy as np

    assert (result.returncode != 0) == (not hasattr(np, "float"))


def test_usage():
    assert python("-m", "netdef.compat", "--help").stdout.startswith("usage:")
    assert python("-m", "netdef.compat").returncode == 2


def test_tables_that_onnx_dropped():
    """Scripts of the time read the types of tensors from onnx.mapping."""
    pytest.importorskip("onnx")
    code = INSTALL + (
        "import numpy as np; from onnx import mapping, TensorProto as T; codes = mapping.NP_TYPE_TO_TENSOR_TYPE; "
        "print(codes[np.dtype('float32')] == T.FLOAT, mapping.TENSOR_TYPE_TO_NP_TYPE[T.INT64], mapping.STORAGE_TENSOR_TYPE_TO_FIELD[T.DOUBLE], "
        "mapping.TENSOR_TYPE_TO_STORAGE_TENSOR_TYPE[T.INT8] == T.INT32)")
    assert run(code) == "True int64 double_data True"


def test_what_numpy_and_python_dropped(tmp_path):
    (tmp_path / "legacy.py").write_text(
        "import collections, fractions, inspect, time\n"
        "import numpy as np\n"
        "def f(a, b=2, *c, **d): pass\n"
        "print(isinstance([], collections.Iterable), fractions.gcd(4, 6), inspect.getargspec(f).defaults, time.clock() <= time.clock())\n"
        "print(np.product([2, 3]), np.float_(1.5), np.Inf, np.alltrue([1, 0]), np.in1d([[1], [2]], [2]), np.row_stack([[1], [2]]).shape, np.trapz([0, 2]))\n"
        "print(np.array(['a'], np.unicode_).dtype.kind, np.array([b'a'], np.string_).dtype.kind, np.round_(1.26, 1), np.msort([[2], [1]]).tolist())\n"
        "print(np.mat([[1, 2]]).shape, np.asfarray([1]).dtype, np.cumproduct([1, 2, 3]), np.bool8(1), np.complex_(1), [np.float32(0.5)])\n")
    result = python("-m", "netdef.compat", "legacy.py", cwd=tmp_path)
    assert result.stdout.splitlines() == [
        "True 2 (2,) True", "6 1.5 inf False [False  True] (2, 1) 1.0", "U S 1.3 [[1], [2]]", "(1, 2) float64 [1 2 6] True (1+0j) [0.5]"], result.stderr
