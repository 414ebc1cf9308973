"""netdef under the names of Caffe2; each case in a process of its own, as imports cannot be undone."""

import subprocess
import sys
import textwrap

import pytest


def run(code, *args, cwd=None):
    return subprocess.run([sys.executable, *args, "-c", textwrap.dedent(code)], capture_output=True, text=True, cwd=cwd)


def check(code):
    result = run(code)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_modules_are_the_same_objects():
    assert check("""
        import netdef.compat, netdef.core
        netdef.compat.install()
        netdef.compat.install()
        from caffe2.python import core, workspace
        from caffe2.proto import caffe2_pb2
        import caffe2.python.core as again
        import netdef.proto.caffe2_pb2
        assert core is again is netdef.core and caffe2_pb2 is netdef.proto.caffe2_pb2
        assert core.__spec__.name == "netdef.core"
        print(core.__name__)
    """) == "netdef.core"


def test_unknown_module_is_a_plain_import_error():
    result = run("import netdef.compat; netdef.compat.install(); import caffe2.python.no_such_module")
    assert "ModuleNotFoundError" in result.stderr and "caffe2.python.no_such_module" in result.stderr


def test_refuses_beside_another_caffe2(tmp_path):
    (tmp_path / "caffe2").mkdir()
    (tmp_path / "caffe2" / "__init__.py").write_text("")
    result = run("import caffe2, netdef.compat; netdef.compat.install()", cwd=tmp_path)
    assert "ImportError: another caffe2 is imported already" in result.stderr


def test_numpy_aliases():
    check("import netdef.compat; netdef.compat.install(numpy_aliases=True); import numpy as np; assert np.int(3.5) == 3")


@pytest.mark.parametrize("as_module", [False, True])
def test_runs_a_script_unchanged(tmp_path, as_module):
    (tmp_path / "helper.py").write_text("VALUE = 3\n")
    script = tmp_path / "script.py"
    script.write_text(
        "import sys, helper\n"
        "from caffe2.python import workspace\n"
        "if __name__ == '__main__':\n"
        "    print(helper.VALUE, sys.argv[1:], workspace.__name__)\n"
    )
    target = ["-m", "script"] if as_module else [str(script)]
    result = subprocess.run([sys.executable, "-m", "netdef.compat", *target, "--flag", "x"], capture_output=True,
                            text=True, cwd=tmp_path)
    assert result.stdout.strip() == "3 ['--flag', 'x'] netdef.workspace", result.stderr
