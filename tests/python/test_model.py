"""netdef.load, Model and workspace.Predictor on the recorded digits net."""

import concurrent.futures
from pathlib import Path

import numpy as np
import pytest

import netdef
from netdef import workspace

DIGITS = Path(__file__).parents[1] / "data" / "made" / "digits_lenet"


@pytest.fixture(scope="module")
def recorded():
    return dict(np.load(DIGITS / "test.npz"))


@pytest.mark.parametrize("path", [DIGITS, DIGITS / "init_net.pb", DIGITS / "predict_net.pb", DIGITS / "digits.minidb"])
def test_a_folder_either_net_or_a_database(path, recorded):
    model = netdef.load(path)
    assert model.inputs == ["data"] and "softmax" in model.outputs and "digits" in repr(model)
    np.testing.assert_allclose(model(data=recorded["data"])["softmax"], recorded["softmax"], atol=1e-5)


def test_unwritten_output_is_none(recorded):
    assert netdef.load(DIGITS)(data=recorded["data"][:1])["_drop3_mask"] is None


def test_all_that_a_call_lacks_is_named():
    with pytest.raises(netdef.Error, match=r"'data', read by operator 0 \(Conv\)") as error:
        netdef.load(DIGITS).run({})
    assert error.value.kind == "not_found"


def test_nothing_is_left_of_the_last_call(recorded):
    model = netdef.load(DIGITS)
    model(data=recorded["data"][:1])
    with pytest.raises(netdef.Error, match="lacks"):
        model()


def test_unknown_input_is_named(recorded):
    with pytest.raises(netdef.Error, match="zz is no input of the net; its inputs are: data"):
        netdef.load(DIGITS)(data=recorded["data"][:1], zz=recorded["data"])


def test_results_of_one_call_survive_the_next(recorded):
    model = netdef.load(DIGITS)
    first = model(data=recorded["data"][:5])["softmax"]
    kept = first.copy()
    model(data=recorded["data"][5:10])
    np.testing.assert_array_equal(first, kept)


def test_calls_from_many_threads(recorded):
    model = netdef.load(DIGITS)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda i: model(data=recorded["data"][i : i + 1])["softmax"][0], range(200)))
    np.testing.assert_allclose(rows, recorded["softmax"][:200], atol=1e-5)


def test_predictor_takes_lists_dicts_and_arrays_to_fill(recorded):
    nets = [(DIGITS / name).read_bytes() for name in ("init_net.pb", "predict_net.pb")]
    predictor = workspace.Predictor(*nets)
    by_list = predictor.run([recorded["data"]])
    by_name = predictor.run({"data": recorded["data"]})
    assert by_list[0] is None
    np.testing.assert_array_equal(by_list[1], by_name[1])
    out = np.empty_like(recorded["softmax"])
    assert predictor.run_named({"data": recorded["data"]}, ["softmax"], {"softmax": out})["softmax"] is out
    np.testing.assert_allclose(out, recorded["softmax"], atol=1e-5)


def test_a_parameter_is_replaced_for_one_call(recorded):
    predictor = netdef.load(DIGITS).predictor
    other = predictor.run_named({"data": recorded["data"][:2], "pred_w": np.zeros_like(predictor.parameter("pred_w"))})
    assert np.ptp(other["softmax"], axis=0).max() < 1e-6
    np.testing.assert_allclose(predictor.run([recorded["data"][:2]])[1], recorded["softmax"][:2], atol=1e-5)


@pytest.mark.parametrize("name, content, words", [
    ("predict_net.pb", b"<!DOCTYPE html><html></html>", "web page"),
    ("predict_net.pb", b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n", "LFS"),
    ("predict_net.pb", b"\x80\x02}q\x00.", "pickle"),
    ("predict_net.pb", b"", "empty"),
])
def test_what_is_no_model_is_named(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(netdef.Error, match=f"(?i){words}"):
        netdef.load(tmp_path / name)
