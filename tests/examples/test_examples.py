"""The programs under examples/ do what they say."""

import importlib.util
import pathlib

import numpy as np
import pytest

import netdef

EXAMPLES = pathlib.Path(__file__).parents[2] / "examples"


def example(name):
    spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_lenet_learns_and_is_saved(tmp_path):
    accuracy = example("lenet").main(["--epochs", "6", "--out", str(tmp_path)])
    assert accuracy > 0.95
    digits = np.load(EXAMPLES.parent / "tests/data/made/digits.npz")
    softmax = netdef.load(tmp_path)(data=digits["Xte"])["softmax"]
    assert np.mean(softmax.argmax(axis=1) == digits["yte"]) == pytest.approx(accuracy, abs=1e-6)


def test_char_lstm_learns(tmp_path, capsys):
    text = tmp_path / "text.txt"
    text.write_text("to be or not to be, that is the question. " * 40)
    losses = example("char_lstm").main([str(text), "--steps", "60"])
    assert np.mean(losses[-10:]) < 0.5 * losses[0]
    assert len(capsys.readouterr().out.splitlines()[-1]) > 100


def test_dlrm_learns():
    losses = example("dlrm").main(["--steps", "120"])
    assert np.mean(losses[-20:]) < 0.6 * np.mean(losses[:5])


@pytest.mark.parametrize("start, steps, highest", [(1, 0, 1), (6, 8, 16), (27, 111, 9232)])  # OEIS A006577, A025586
def test_if_while(start, steps, highest):
    assert example("if_while").main([str(start)]) == (steps, highest)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_examples_are_short_and_say_how_to_run_them(path):
    text = path.read_text()
    assert len(text.splitlines()) < 120
    assert f"python examples/{path.name}" in text
