"""Imports netdef, torch, onnx and onnxruntime in each of the 24 orders, a process for each, and runs something with all four.

    python benchmarks/import_orders.py [--alias]     with --alias netdef is used under Caffe2's names
"""

import itertools
import subprocess
import sys
import time

PACKAGES = ["netdef", "torch", "onnx", "onnxruntime"]
ALIAS = "import netdef.compat; netdef.compat.install(); import caffe2.python"

# The same sum and rectifier in every package, on values of which some are negative.
RUN = """
import numpy as np
x = np.linspace(-1, 1, 12, dtype=np.float32).reshape(3, 4)
expected = np.maximum(x + x, 0)

from NETDEF import workspace
from NETDEF.core import CreateOperator
workspace.FeedBlob("x", x)
workspace.RunOperatorOnce(CreateOperator("Add", ["x", "x"], ["s"]))
workspace.RunOperatorOnce(CreateOperator("Relu", ["s"], ["y"]))
assert np.array_equal(workspace.FetchBlob("y"), expected)

t = torch.from_numpy(x)
assert np.array_equal(torch.relu(t + t).numpy(), expected)

from onnx import TensorProto, helper
value = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [3, 4])
nodes = [helper.make_node("Add", ["x", "x"], ["s"]), helper.make_node("Relu", ["s"], ["y"])]
model = helper.make_model(helper.make_graph(nodes, "g", [value("x")], [value("y")]),
                          opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.checker.check_model(model)
session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
assert np.array_equal(session.run(None, {"x": x})[0], expected)

from NETDEF.onnx import backend
assert np.array_equal(backend.prepare(model).run([x])[0], expected)
"""


def main() -> None:
    alias = "--alias" in sys.argv
    imports = {name: f"import {name}" for name in PACKAGES} | ({"netdef": ALIAS} if alias else {})
    run = RUN.replace("NETDEF", "caffe2.python" if alias else "netdef")
    failed = 0
    for order in itertools.permutations(PACKAGES):
        start = time.perf_counter()
        code = "\n".join(imports[name] for name in order) + run
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        failed += done.returncode != 0
        print(" ".join(f"{name:12}" for name in order), "ok" if done.returncode == 0 else "FAILED", f"{time.perf_counter() - start:.1f} s")
        if done.returncode:
            print(done.stderr[-1500:])
    print(f"{24 - failed} of 24 orders")
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
