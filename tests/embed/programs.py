"""What the tests of embedding programs share: running commands, five digits and what is said of them."""

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
DIGITS = MADE / "digits_lenet"
GENERATOR = ["-G", "Ninja"] if shutil.which("ninja") else []


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def python(*arguments):
    return run(sys.executable, *arguments, env={**os.environ, "PYTHONPATH": str(ROOT)})


def through_c(library, model, data, output, folder):
    """What `model` makes of `data`, by the C interface in a process of its own: one that has netdef already cannot load a second copy of
    the library."""
    np.save(folder / "data.npy", data.astype(np.float32))
    run(sys.executable, HERE / "c_consumer" / "from_python.py", library, model, folder / "data.npy", output, folder / "result.npy")
    return np.load(folder / "result.npy")


def predictions(text):
    return [int(word) for word in text.split()]


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    """A file with the pixels of five digits, and what Caffe2 said of them."""
    test = np.load(DIGITS / "test.npz")
    path = tmp_path_factory.mktemp("digits") / "pixels"
    test["data"][:5].astype(np.float32).tofile(path)
    return path, test["softmax"][:5].argmax(axis=1).tolist()
