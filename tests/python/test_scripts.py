"""Scripts as people wrote them for Caffe2, run unchanged; what they print is compared with what the real Caffe2 printed (beside them)."""

import ast
import pathlib
import re
import subprocess
import sys

import pytest

FOLDER = pathlib.Path(__file__).parents[1] / "scripts"
NUMBER = re.compile(r"-?\d+\.\d*(?:e[+-]?\d+)?|-?\d+e[+-]?\d+")


def parts(text):
    """(the text without its fractions, the fractions)."""
    return NUMBER.sub("#", text).splitlines(), [float(ast.literal_eval(number)) for number in NUMBER.findall(text)]


@pytest.mark.parametrize("script", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_prints_what_caffe2_printed(script, tmp_path):
    done = subprocess.run([sys.executable, "-m", "netdef.compat", str(script)], cwd=tmp_path, capture_output=True, text=True, check=True)
    text, numbers = parts(done.stdout)
    expected_text, expected_numbers = parts(script.with_suffix(".txt").read_text())
    assert text == expected_text
    assert numbers == pytest.approx(expected_numbers, rel=1e-4, abs=1e-5)
