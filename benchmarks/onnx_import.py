"""Time and memory of importing an ONNX model, beside what onnxruntime takes to load it.

    python benchmarks/onnx_import.py MODEL.onnx [--rounds 5]

Each measurement runs in a process of its own. Memory is the peak above what the process held once its packages were imported.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path


def import_with_netdef(path: str) -> object:
    import netdef.onnx

    return netdef.onnx.load(path)


def load_with_onnxruntime(path: str) -> object:
    import onnxruntime

    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])


WAYS = {"netdef": import_with_netdef, "onnxruntime": load_with_onnxruntime}


def measure(way: str, path: str) -> dict[str, float]:
    """Seconds and peak bytes of one call, packages imported before."""
    tiny = Path(__file__).with_name("_tiny.onnx")
    try:
        _write_tiny(tiny)
        WAYS[way](str(tiny))  # imports everything
    finally:
        tiny.unlink(missing_ok=True)
    before = _resident()
    started = time.perf_counter()
    result = WAYS[way](path)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    del result
    return {"seconds": seconds, "bytes": peak - before}


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def _write_tiny(path: Path) -> None:
    import onnx

    value = lambda name: onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1])  # noqa: E731
    graph = onnx.helper.make_graph([onnx.helper.make_node("Relu", ["x"], ["y"])], "tiny", [value("x")], [value("y")])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)
    path.write_bytes(model.SerializeToString())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--one", choices=sorted(WAYS), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(measure(arguments.one, arguments.model)))
        return
    size = Path(arguments.model).stat().st_size
    rounds: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    for _ in range(arguments.rounds):
        for way in WAYS:
            out = subprocess.run([sys.executable, __file__, arguments.model, "--one", way], capture_output=True, text=True, check=True)
            rounds[way].append(json.loads(out.stdout))
    medians = {way: statistics.median(r["seconds"] for r in runs) for way, runs in rounds.items()}
    for way, runs in rounds.items():
        peak = max(r["bytes"] for r in runs)
        print(f"{way:12} {medians[way] * 1000:8.0f} ms   peak {peak / 1e6:7.0f} MB = {peak / size:.2f} times the file")
    print(f"netdef takes {medians['netdef'] / medians['onnxruntime']:.2f} times the time of onnxruntime")


if __name__ == "__main__":
    main()
