"""Small measurements of one thing each, in netdef and, where it is installed, in onnxruntime.

    python benchmarks/small.py overhead             microseconds per operator of a chain of 1,000 on 16 elements
    python benchmarks/small.py load FOLDER NAME     file to first answer, and peak memory, each in a process of its own
    python benchmarks/small.py callers FOLDER NAME  throughput of 1 and 2 caller threads on one predictor, one compute thread each
    python benchmarks/small.py predictors           memory and threads of 1,000 small predictors
    python benchmarks/small.py length               microseconds per operator of chains of 10 to 10,000, and to prepare them
    python benchmarks/small.py batch FOLDER NAME    milliseconds for each row of batches of 1 to 16
    python benchmarks/small.py threads FOLDER NAME  milliseconds with 1 thread to as many as there are cores
    python benchmarks/small.py size                 megabytes of the libraries, as they are and stripped

FOLDER holds what benchmarks/nets.py wrote.
"""

from __future__ import annotations

import os
import pathlib
import resource
import subprocess
import sys
import threading
import time

os.environ.setdefault("NETDEF_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np


def best(run, times: int = 50) -> float:
    """Seconds of the fastest of several runs."""
    run()
    results = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        results.append(time.perf_counter() - start)
    return min(results)


def chain(length: int = 1000):
    """(NetDef, ONNX model) of Relu and Add in turns."""
    from netdef import core
    from onnx import TensorProto, helper

    net, nodes, name = core.Net("chain"), [], "x"
    net.AddExternalInput("x")
    for i in range(length):
        kind, inputs = ("Relu", [name]) if i % 2 else ("Add", [name, "x"])
        name = f"y{i}"
        getattr(net, kind)(inputs, name)
        nodes.append(helper.make_node(kind, inputs, [name]))
    net.Proto().external_output.append(name)
    value = lambda blob: helper.make_tensor_value_info(blob, TensorProto.FLOAT, [1, 16])
    model = helper.make_model(helper.make_graph(nodes, "chain", [value("x")], [value(name)]), opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    return net.Proto(), model


def overhead() -> None:
    from netdef import core, workspace

    net, model = chain()
    x = np.ones((1, 16), "float32")
    predictor = workspace.Predictor(core.Net("init"), net)
    own = best(lambda: predictor.run([x])) * 1e6 / len(net.op)
    print(f"netdef {own:.3f} us per operator")
    try:
        import onnxruntime
    except ImportError:
        return
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    other = best(lambda: session.run(None, {"x": x})) * 1e6 / len(net.op)
    print(f"onnxruntime {other:.3f} us per operator; ratio {own / other:.2f}")


def load(folder: str, name: str) -> None:
    for engine in ("netdef", "netdef from ONNX", "onnxruntime"):
        subprocess.run([sys.executable, __file__, "_load", folder, name, engine], check=False)


def _load(folder: str, name: str, engine: str) -> None:
    stem = str(pathlib.Path(folder) / name)
    x = np.load(stem + ".npy")
    if engine == "onnxruntime":
        import onnxruntime
    else:
        import netdef
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    if engine == "netdef":
        netdef.load(stem + "_predict.pb", stem + "_init.pb").run({"data": x})
    elif engine == "netdef from ONNX":
        netdef.load(stem + ".onnx").run({"data": x})
    else:
        onnxruntime.InferenceSession(stem + ".onnx").run(None, {"data": x})
    seconds, peak = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{engine}: {seconds * 1e3:.0f} ms to the first answer, peak {peak / 1024:.0f} MB ({before / 1024:.0f} MB before)")


def callers(folder: str, name: str, seconds: float = 3) -> None:
    import netdef

    stem = str(pathlib.Path(folder) / name)
    model, x = netdef.load(stem + "_predict.pb", stem + "_init.pb"), np.load(stem + ".npy")
    netdef.set_num_threads(1)
    rates = {}
    for count in (1, 2):
        done, end = [0] * count, time.perf_counter() + seconds

        def call(i):
            while time.perf_counter() < end:
                model.run({"data": x})
                done[i] += 1

        threads = [threading.Thread(target=call, args=(i,)) for i in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        rates[count] = sum(done) / seconds
        print(f"{count} callers: {rates[count]:.1f} calls per second")
    print(f"ratio {rates[2] / rates[1]:.2f}")


def predictors(count: int = 1000) -> None:
    from netdef import core, workspace

    net, _ = chain(10)
    x = np.ones((1, 16), "float32")
    kept = []
    memory = lambda: int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    start = memory()
    for i in range(count):
        kept.append(workspace.Predictor(core.Net("init"), net))
        kept[-1].run([x])
        if (i + 1) % (count // 4) == 0:
            print(f"{i + 1} predictors: {(memory() - start) / (i + 1) / 1024:.1f} KB each, {len(os.listdir('/proc/self/task'))} threads in the process")


def length() -> None:
    from netdef import core, workspace

    x = np.ones((1, 16), "float32")
    for count in (10, 100, 1000, 10000):
        net, _ = chain(count)
        start = time.perf_counter()
        predictor = workspace.Predictor(core.Net("init"), net)
        predictor.run([x])
        prepared = time.perf_counter() - start
        print(f"{count} operators: {best(lambda: predictor.run([x])) * 1e6 / count:.3f} us each, {prepared * 1e6 / count:.1f} us each to prepare")


def batch(folder: str, name: str) -> None:
    import netdef

    stem = str(pathlib.Path(folder) / name)
    model, x = netdef.load(stem + "_predict.pb", stem + "_init.pb"), np.load(stem + ".npy")
    netdef.set_num_threads(1)
    for count in (1, 2, 4, 8, 16):
        rows = np.repeat(x[:1], count, axis=0)
        print(f"batch {count}: {best(lambda: model.run({'data': rows}), 10) * 1e3 / count:.3f} ms for each")


def threads(folder: str, name: str) -> None:
    import netdef

    stem = str(pathlib.Path(folder) / name)
    model, x = netdef.load(stem + "_predict.pb", stem + "_init.pb"), np.load(stem + ".npy")
    one = None
    for count in range(1, (os.cpu_count() or 1) + 1):
        netdef.set_num_threads(count)
        seconds = best(lambda: model.run({"data": x}), 20)
        one = one or seconds
        print(f"{count} threads: {seconds * 1e3:.3f} ms, {one / seconds:.2f} times as fast as one")


def size() -> None:
    import tempfile

    import netdef

    for path in sorted(pathlib.Path(netdef.__file__).parent.glob("*.so*")):
        with tempfile.NamedTemporaryFile() as stripped:
            subprocess.run(["strip", "-o", stripped.name, path], check=True)
            print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, stripped {os.path.getsize(stripped.name) / 1e6:.1f} MB")


MEASUREMENTS = (overhead, load, callers, predictors, length, batch, threads, size, _load)

if __name__ == "__main__":
    chosen = {function.__name__: function for function in MEASUREMENTS}.get(sys.argv[1] if len(sys.argv) > 1 else "")
    if chosen is None:
        sys.exit(__doc__)
    chosen(*sys.argv[2:])
