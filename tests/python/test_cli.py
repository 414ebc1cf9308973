"""The verbs of the command line, as a person calls them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

DIGITS = Path(__file__).parents[1] / "data" / "made" / "digits_lenet"


def netdef(*args):
    return subprocess.run([sys.executable, "-m", "netdef", *map(str, args)], capture_output=True, text=True)


def test_run_prints_accuracy():
    result = netdef("run", DIGITS, DIGITS / "test.npz", "--labels", f"{DIGITS}/test.npz:label", "--batch", 60)
    assert "accuracy 0.986 on 360 rows" in result.stdout and "ms per row" in result.stdout, result.stderr


def test_info_as_json():
    report = json.loads(netdef("info", DIGITS, "--json").stdout)
    assert report["inputs"] == ["data"] and report["operators"]["Conv"] == 2 and report["parameter_bytes"] == 55080


@pytest.mark.parametrize("content, status", [(b"<html>", 1), (None, 0)])
def test_check_says_it_with_its_exit_status(tmp_path, content, status):
    path = DIGITS
    if content is not None:
        path = tmp_path / "predict_net.pb"
        path.write_bytes(content)
    result = netdef("check", path)
    assert result.returncode == status and "Traceback" not in result.stderr


def test_ops_and_doctor():
    assert json.loads(netdef("ops", "Elu", "--json").stdout)[0]["arguments"][0]["name"] == "alpha"
    assert "nearest names" in netdef("ops", "Reluu").stderr
    assert json.loads(netdef("doctor", "--json").stdout)["operators"] > 500
