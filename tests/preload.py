"""Programs in which a C function is replaced by another, for what a machine or a moment would have to be lucky to show."""

import os
import shutil
import subprocess
import sys

import pytest

needs_preload = pytest.mark.skipif(sys.platform != "linux" or shutil.which("cc") is None, reason="needs a C compiler and LD_PRELOAD")


def run_with(folder, source, script, *args, **env):
    """Runs a Python script with the functions of a C source in place of those of libraries; what it printed. None in `env` unsets."""
    (folder / "instead.c").write_text(source)
    library = folder / "instead.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, folder / "instead.c"], check=True)
    preloaded = " ".join([*os.environ.get("LD_PRELOAD", "").split(), str(library)])
    environment = {name: value for name, value in {**os.environ, "LD_PRELOAD": preloaded, **env}.items() if value is not None}
    run = subprocess.run([sys.executable, "-c", script, *map(str, args)], env=environment, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr[-3000:]
    return run.stdout
