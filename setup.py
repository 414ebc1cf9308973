"""Builds the C++ side with CMake; everything else about the package is in pyproject.toml.

    pip install .       preset "wheel", installed into the wheel
    pip install -e .    preset "dev", which places its results in netdef/
    NETDEF_NO_BUILD=1   leave the C++ side alone: the caller builds it (make build)
    NETDEF_CMAKE_ARGS   more arguments for CMake, for example -DNETDEF_ONEDNN=OFF
"""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_ext import build_ext

ROOT = Path(__file__).resolve().parent


def tree(preset):
    """The build tree: one of pip's own, as the CMake that pip brings is gone after the build. All Pythons share what does not depend on them."""
    return ROOT / "build" / f"pip-{preset}"


class CMakeBuild(build_ext):
    def run(self):
        if os.environ.get("NETDEF_NO_BUILD"):
            return
        preset = "dev" if self.inplace else "wheel"
        configure = ["cmake", "--fresh", "--preset", preset, "-B", str(tree(preset)), f"-DPython_EXECUTABLE={sys.executable}"]
        if self.inplace:
            configure.append("-DNETDEF_BUILD_TESTS=OFF")
        self.call(configure + shlex.split(os.environ.get("NETDEF_CMAKE_ARGS", "")))
        self.call(["cmake", "--build", str(tree(preset))])
        if not self.inplace:
            target = Path(self.build_lib).resolve()
            self.call(["cmake", "--install", str(tree(preset)), "--component", "python", "--strip", "--prefix", str(target)])

    def call(self, command):
        self.announce(shlex.join(command), level=2)
        try:
            subprocess.run(command, cwd=ROOT, check=True)
        except FileNotFoundError:
            sys.exit(f"netdef is built with {command[0]}, which was not found: apt-get install {command[0]} ninja-build")
        except subprocess.CalledProcessError as error:
            sys.exit(error.returncode)

    def get_outputs(self):
        return []

    def get_output_mapping(self):
        return {}


class WheelWithSbom(bdist_wheel):
    def write_wheelfile(self, wheelfile_base, *args, **options):
        super().write_wheelfile(wheelfile_base, *args, **options)
        sbom = tree("wheel") / "netdef.cdx.json"
        if sbom.exists():  # not where the caller builds
            folder = Path(wheelfile_base, "sboms")
            folder.mkdir(exist_ok=True)
            shutil.copy(sbom, folder)


# Sources are CMake's business; the extension is named so that the wheel is known to be one for this platform.
setup(ext_modules=[Extension("netdef._C", sources=[])], cmdclass={"build_ext": CMakeBuild, "bdist_wheel": WheelWithSbom})
