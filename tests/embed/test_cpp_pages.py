"""The pages of the C++ and C interfaces: doxygen makes them from the headers without a warning."""

import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).parents[2]


@pytest.mark.skipif(shutil.which("doxygen") is None, reason="needs doxygen")
def test_pages_without_warnings(tmp_path):
    settings = (ROOT / "docs" / "Doxyfile").read_text() + f"OUTPUT_DIRECTORY = {tmp_path}\n"
    done = subprocess.run(["doxygen", "-"], input=settings, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, done.stderr
    predictor = (tmp_path / "html" / "classnetdef_1_1Predictor.html").read_text()
    assert "The init net runs once, in the constructor" in predictor  # a plain comment has become the class's text
    assert "netdef_model_load" in (tmp_path / "html" / "netdef_8h.html").read_text()
