"""The tests here need the package onnx, which is an extra."""

import importlib.util

collect_ignore_glob = [] if importlib.util.find_spec("onnx") else ["test_*.py"]
