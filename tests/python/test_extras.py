"""What needs a package that is not there says which, what for and how to get it; the rest of netdef does not miss it."""

import subprocess
import sys

import pytest

# Modules that Python then cannot import.
WITHOUT_EXTRAS = "import sys; sys.modules.update(dict.fromkeys(['onnx', 'onnxruntime', 'torch', 'graphviz', 'PIL', 'matplotlib', 'networkx', 'ml_dtypes']))\n"


def run(code):
    return subprocess.run([sys.executable, "-c", WITHOUT_EXTRAS + code], capture_output=True, text=True)


def test_a_net_runs_without_extras():
    done = run("import netdef\nfrom netdef import brew, core, model_helper, workspace\n"
               "net = core.Net('n'); net.GivenTensorFill([], 'x', shape=[2], values=[-1.0, 1.0]); net.Relu('x', 'y')\n"
               "workspace.RunNetOnce(net); print(workspace.FetchBlob('y'))")
    assert done.stdout == "[0. 1.]\n", done.stderr


@pytest.mark.parametrize("code, words", [
    ("import netdef.onnx", "netdef.onnx needs the package onnx: pip install 'netdef-runtime[onnx]'"),
    ("import netdef; netdef.onnx", "netdef.onnx needs the package onnx"),
    ("from netdef import core, net_drawer; net_drawer.GetPydotGraph(core.Net('n')).create_svg()", "netdef-runtime[draw]"),
    ("from netdef import memonger; memonger.compute_interference_graph([])", "netdef-runtime[memonger]"),
])
def test_what_needs_an_extra_names_it(code, words):
    assert f"{words}" in run(code).stderr


def test_the_command_line_names_it_without_a_traceback(tmp_path):
    (tmp_path / "image.png").write_bytes(b"")
    code = (f"from netdef import core; from netdef.tools.cli import main\nnet = core.Net('n'); net.Relu('x', 'y')\nnet.Proto().external_output.append('y')\n"
            f"open({str(tmp_path / 'net.pb')!r}, 'wb').write(net.Proto().SerializeToString())\n"
            f"main(['run', {str(tmp_path / 'net.pb')!r}, {str(tmp_path / 'image.png')!r}])")
    done = run(code)
    assert done.returncode == 1 and "reading images needs the package PIL: pip install 'netdef-runtime[image]'" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr
