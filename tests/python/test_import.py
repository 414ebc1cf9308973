"""Importing netdef: quick, silent, nothing started."""

import os
import subprocess
import sys

import pytest

import netdef


def python(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)


def test_prints_nothing():
    result = python("import netdef, netdef.workspace, netdef.core")
    assert (result.stdout, result.stderr) == ("", "")


def test_protobuf_is_loaded_when_it_is_needed():
    assert python("import netdef, sys; print('google.protobuf' in sys.modules)").stdout == "False\n"


def test_modules_are_reachable_from_the_package():
    code = "import netdef; print(netdef.workspace.__name__, netdef.core.__name__, 'workspace' in dir(netdef))"
    assert python(code).stdout == "netdef.workspace netdef.core True\n"


def test_unknown_names_are_attribute_errors():
    with pytest.raises(AttributeError, match="no attribute 'nope'"):
        netdef.nope


def test_starts_no_threads():
    code = "import netdef, netdef.workspace, os; print(len(os.listdir('/proc/self/task')))"
    if not os.path.isdir("/proc/self/task"):
        pytest.skip("counts threads in /proc")
    assert python(code.replace("import netdef", "import numpy, os; n = len(os.listdir('/proc/self/task')); import netdef", 1).replace(
        "print(len(os.listdir('/proc/self/task')))", "print(len(os.listdir('/proc/self/task')) - n)")).stdout == "0\n"


def test_fork_before_first_use():
    code = (
        "import os, numpy as np\nfrom netdef import workspace, core\n"
        "pid = os.fork()\n"
        "workspace.FeedBlob('x', np.ones(100000, np.float32))\n"
        "workspace.RunOperatorOnce(core.CreateOperator('Elu', 'x', 'y'))\n"
        "assert workspace.FetchBlob('y').sum() == 100000\n"
        "if pid == 0: os._exit(0)\n"
        "assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0; print('both')")
    assert python(code).stdout == "both\n"


def test_threads_come_from_the_environment():
    code = "import netdef; print(netdef.num_threads())"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, "NETDEF_NUM_THREADS": "3"})
    assert result.stdout == "3\n", result.stderr


