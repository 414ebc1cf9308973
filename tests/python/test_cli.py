"""The verbs of the command line, as a person calls them."""

import json
import subprocess
import sys
import xml.etree.ElementTree
from pathlib import Path

import numpy as np
import pytest
from netdef.proto import caffe2_pb2

DIGITS = Path(__file__).parents[1] / "data" / "made" / "digits_lenet"


def netdef(*args):
    return subprocess.run([sys.executable, "-m", "netdef", *map(str, args)], capture_output=True, text=True)


def test_run_prints_accuracy():
    result = netdef("run", DIGITS, DIGITS / "test.npz", "--labels", f"{DIGITS}/test.npz:label", "--batch", 60)
    assert "accuracy 0.986 on 360 rows" in result.stdout and "ms per row" in result.stdout, result.stderr


def test_info_as_json():
    report = json.loads(netdef("info", DIGITS, "--json").stdout)
    assert [i["name"] for i in report["inputs"]] == ["data"] and report["operators"]["Conv"] == 2 and report["parameter_bytes"] == 55080


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
    report = json.loads(netdef("doctor", "--json").stdout)
    assert report["operators"] > 500
    assert {"compiler", "protobuf"} <= set(report["built_with"])


def test_info_infers_shapes_of_outputs():
    report = json.loads(netdef("info", DIGITS, "--json", "--shape", "2x1x8x8").stdout)
    assert report["outputs"][-1] == {"name": "softmax", "shape": [2, 10], "type": "float"} and report["faults"] == []


def test_info_shows_what_cannot_run(tmp_path):
    net = caffe2_pb2.NetDef(name="n", op=[caffe2_pb2.OperatorDef(type="Reluu", input=["x"], output=["y"])], external_input=["x"])
    (tmp_path / "net.pb").write_bytes(net.SerializeToString())
    assert "Reluu" in json.loads(netdef("info", tmp_path / "net.pb", "--json").stdout)["faults"][0]


def test_bench():
    report = json.loads(netdef("bench", DIGITS, "--shape", "2x1x8x8", "--runs", 3, "--threads", 1, "--json").stdout)
    assert report["runs"] == 3 and report["threads"] == 1 and 0 < report["min_ms"] <= report["median_ms"] <= report["p90_ms"]


def test_run_reads_images(tmp_path):
    image = pytest.importorskip("PIL.Image", reason="images are read by pillow")
    pixels = np.load(DIGITS / "test.npz")["data"][:2, 0]
    paths = []
    for i, digit in enumerate(pixels):
        paths.append(tmp_path / f"{i}.png")
        image.fromarray(np.rint(digit * 255).astype(np.uint8)).save(paths[-1])
    result = netdef("run", DIGITS, *paths, "--gray", "--scale", 1 / 255, "--out", tmp_path / "out.npz")
    assert result.returncode == 0, result.stderr
    np.testing.assert_allclose(np.load(tmp_path / "out.npz")["softmax"], np.load(DIGITS / "test.npz")["softmax"][:2], atol=2e-2)


def test_info_of_the_prepared_net():
    report = json.loads(netdef("info", DIGITS, "--compiled", "--json").stdout)
    changes = {item["pass"]: item["changes"] for item in report["passes"]}
    assert changes["remove_identity"] == 1 and changes["fold_affine"] == 1
    assert "SpatialBN" not in [op["type"] for op in report["operators"]]


def test_profile_as_a_picture(tmp_path):
    picture = tmp_path / "profile.svg"
    netdef("profile", DIGITS, "--shape", "4x1x8x8", "--runs", 1, "--plot", picture)
    root = xml.etree.ElementTree.parse(picture).getroot()
    assert root.tag.endswith("svg") and len(list(root.iter())) > 50


def test_profile_and_trace(tmp_path):
    trace = tmp_path / "trace.json"
    result = netdef("profile", DIGITS, "--shape", "4x1x8x8", "--runs", 3, "--json", "--trace", trace)
    report = json.loads(result.stdout)
    types = [step["type"] for step in report["steps"]]
    assert "MaxPool" in types and all(step["ms"] >= 0 and step["implementation"] for step in report["steps"])
    events = json.loads(trace.read_text())["traceEvents"]
    assert [event["name"] for event in events] == types
    assert "of peak" in netdef("profile", DIGITS, "--shape", "4x1x8x8", "--runs", 1).stdout
