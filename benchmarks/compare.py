"""Times nets in netdef, onnxruntime, Caffe2 and torch, those that are installed, each in a process of its own.

    python benchmarks/compare.py FOLDER_OR_FILE ... [--threads 1] [--rounds 20] [--json OUT] [--plot OUT.svg] [--caffe2-python PATH]

A model is a folder with init_net.pb and predict_net.pb, or model.onnx, or all of them, and input_0.npy, ... in the order of the net's inputs or one .npz with
arrays by their names or numbers, or files NAME_init.pb, NAME_predict.pb, NAME.onnx and NAME.npy, as `python benchmarks/nets.py FOLDER` writes them; a folder of such folders is all of them. Where there is no ONNX file, netdef writes one.

The processes are pinned to the same cores and take turns: a round runs each engine for about --slice seconds, so that what disturbs the
machine disturbs all alike. Reported are the medians over all runs, their ratios, and geometric means over the nets.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass

ENGINES = ("netdef", "onnxruntime", "caffe2", "torch")


# --- what is measured


@dataclass
class Model:
    """One net in the forms in which it is at hand."""

    name: str
    init: str = ""
    predict: str = ""
    onnx: str = ""
    inputs: tuple[str, ...] = ()

    def named_inputs(self, names: list[str]) -> dict:
        """Arrays by input; `names` are those of the net, in order.

        Raises SystemExit where an array is missing.
        """
        import numpy as np

        if self.inputs and self.inputs[0].endswith(".npz"):
            arrays = dict(np.load(self.inputs[0]))
            if all(key.isdigit() for key in arrays):  # numbers for names: in order
                arrays = dict(zip(names, (arrays[key] for key in sorted(arrays, key=int))))
        else:
            arrays = dict(zip(names, map(np.load, self.inputs)))
        missing = [name for name in names if name not in arrays]
        if missing:
            raise SystemExit(f"{self.name}: no array for {', '.join(missing)}; there are those of {', '.join(arrays)}")
        return {name: arrays[name] for name in names}

    def serves(self, engine: str) -> bool:
        return bool(self.onnx) if engine in ("onnxruntime", "torch") else bool(self.predict or (self.onnx and engine == "netdef"))


def find_models(path: pathlib.Path) -> list[Model]:
    """The models in a folder: one of its own (predict_net.pb, model.onnx), several with names, or those of its folders.

    Raises SystemExit where there is none.
    """
    if path.is_file():
        stem = path.name.removesuffix(".onnx").removesuffix("_predict.pb")
        return [model for model in find_models(path.parent) if model.name == stem]
    if (path / "predict_net.pb").exists() or (path / "model.onnx").exists():
        inputs = tuple(str(p) for p in sorted(path.glob("input_*.npy"), key=lambda p: int(p.stem.removeprefix("input_"))) or sorted(path.glob("input*.npz")))
        forms = [str(file) if file.exists() else "" for file in (path / "init_net.pb", path / "predict_net.pb", path / "model.onnx")]
        return [Model(path.name, *forms, inputs)]
    models = []
    for name in sorted({p.name.removesuffix("_predict.pb") for p in path.glob("*_predict.pb")} | {p.stem for p in path.glob("*.onnx")}):
        files = {key: path / f"{name}{end}" for key, end in {"init": "_init.pb", "predict": "_predict.pb", "onnx": ".onnx", "input": ".npy"}.items()}
        there = {key: str(file) if file.exists() else "" for key, file in files.items()}
        models.append(Model(name, there["init"], there["predict"], there["onnx"], (there["input"],) if there["input"] else ()))
    if not models and path.is_dir():
        models = [model for folder in sorted(path.iterdir()) if folder.is_dir() and any([*folder.rglob("*predict*.pb"), *folder.rglob("*.onnx")]) for model in find_models(folder)]
    if not models:
        raise SystemExit(f"{path}: expected predict_net.pb, NAME_predict.pb or NAME.onnx there, or in a folder in it")
    return models


def export(model: Model, folder: str) -> Model:
    """The model with an ONNX file, which netdef writes into `folder`; without one where ONNX cannot say what the net does."""
    import netdef
    import netdef.onnx
    from netdef.proto import caffe2_pb2

    init, predict = (caffe2_pb2.NetDef.FromString(pathlib.Path(path).read_bytes()) for path in (model.init, model.predict))
    path = os.path.join(folder, model.name + ".onnx")
    try:
        names = [i.name for i in netdef.load(model.predict, model.init).predictor.inputs if i.required]
        netdef.onnx.save(predict, init, path, inputs=model.named_inputs(names))
    except netdef.Error as error:
        print(f"{model.name}: no ONNX file: {str(error).splitlines()[0]}")
        return model
    return dataclasses.replace(model, onnx=path)


# --- one engine, in its own process


def place_on_cpu(net) -> None:
    """Clears the devices of a NetDef of Caffe2, those of step nets too, which old ones hold as text."""
    from google.protobuf import text_format

    net.ClearField("device_option")
    for op in net.op:
        op.ClearField("device_option")
        for arg in op.arg:
            for nested in [*([arg.n] if arg.HasField("n") else []), *arg.nets]:
                place_on_cpu(nested)
            if arg.name in ("step_net", "backward_step_net") and arg.s:
                nested = type(net)()
                text_format.Parse(arg.s.decode(), nested)
                place_on_cpu(nested)
                arg.s = text_format.MessageToString(nested).encode()


def load_runner(engine: str, model: Model, threads: int):
    """A function that runs the model once."""
    if engine == "netdef":
        import netdef

        netdef.set_num_threads(threads)
        predictor = (netdef.load(model.predict, model.init) if model.predict else netdef.load(model.onnx)).predictor
        named = model.named_inputs([i.name for i in predictor.inputs if i.required])
        return lambda: predictor.run_named(named)
    if engine == "onnxruntime":
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.log_severity_level = threads, 3
        session = onnxruntime.InferenceSession(model.onnx, options, providers=["CPUExecutionProvider"])
        named = model.named_inputs([i.name for i in session.get_inputs()])
        return lambda: session.run(None, named)
    if engine == "caffe2":
        from caffe2.proto import caffe2_pb2
        from caffe2.python import workspace

        workspace.GlobalInit(["caffe2", f"--caffe2_omp_num_threads={threads}", f"--caffe2_mkl_num_threads={threads}"])
        init, predict = caffe2_pb2.NetDef(), caffe2_pb2.NetDef()
        init.ParseFromString(pathlib.Path(model.init).read_bytes())
        predict.ParseFromString(pathlib.Path(model.predict).read_bytes())
        place_on_cpu(init)
        place_on_cpu(predict)
        workspace.RunNetOnce(init)
        filled = {name for op in init.op for name in op.output}
        read = {name for op in predict.op for name in op.input}
        free = [n for n in predict.external_input if n in read and n not in filled] or list(predict.external_input)[: len(model.inputs)]
        for name, array in model.named_inputs(free).items():
            workspace.FeedBlob(name, array)
        workspace.CreateNet(predict)
        outputs = list(predict.external_output)
        return lambda: (workspace.RunNet(predict.name), [workspace.FetchBlob(name) for name in outputs if workspace.HasBlob(name)])
    import onnx
    import torch
    from onnx2torch import convert

    torch.set_num_threads(threads)
    module = convert(model.onnx).eval()
    weights = {tensor.name for tensor in onnx.load(model.onnx).graph.initializer}
    names = [value.name for value in onnx.load(model.onnx).graph.input if value.name not in weights]
    tensors = [torch.from_numpy(array) for array in model.named_inputs(names).values()]

    def run():
        with torch.inference_mode():
            return module(*tensors)

    return run


def serve(engine: str, model: Model, threads: int) -> None:
    """Answers each line "SECONDS" on standard input with the milliseconds of the runs that it did in that time."""
    import time

    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is not an answer
    try:
        run = load_runner(engine, model, threads)
        for _ in range(3):
            run()
    except Exception as error:  # the driver prints it beside the net
        print(json.dumps({"error": f"{type(error).__name__}: {error}".splitlines()[0]}), file=out, flush=True)
        return
    print(json.dumps({"ready": True}), file=out, flush=True)
    for line in sys.stdin:
        times, end = [], time.perf_counter() + float(line)
        run()
        while not times or time.perf_counter() < end:
            start = time.perf_counter()
            run()
            times.append((time.perf_counter() - start) * 1e3)
        print(json.dumps({"times": times}), file=out, flush=True)


class Server:
    """The process of one engine with one model."""

    def __init__(self, engine: str, model: Model, threads: int, python: str):
        environment = os.environ | {"OMP_NUM_THREADS": str(threads), "MKL_NUM_THREADS": str(threads), "NETDEF_NUM_THREADS": str(threads)}
        if python != sys.executable:
            environment.pop("PYTHONPATH", None)
        command = [python, __file__, "--serve", engine, json.dumps(vars(model)), "--threads", str(threads)]
        cores = sorted(os.sched_getaffinity(0))[:threads]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment,
                                        preexec_fn=lambda: os.sched_setaffinity(0, cores))
        answer = self.process.stdout.readline()
        self.error = json.loads(answer).get("error", "") if answer else "the process ended"

    def run(self, seconds: float) -> list[float]:
        self.process.stdin.write(f"{seconds}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())["times"]

    def close(self) -> None:
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()


# --- the comparison


def compare(model: Model, arguments: argparse.Namespace) -> dict:
    """Medians in milliseconds and errors, by engine."""
    servers, result = {}, {"net": model.name, "threads": arguments.threads, "ms": {}, "min": {}, "errors": {}}
    for engine in arguments.engines:
        if not model.serves(engine):
            continue
        server = Server(engine, model, arguments.threads, arguments.caffe2_python if engine == "caffe2" else sys.executable)
        if server.error:
            result["errors"][engine] = server.error
        else:
            servers[engine] = server
    times: dict[str, list[float]] = {engine: [] for engine in servers}
    try:
        for _ in range(arguments.rounds):
            for engine, server in servers.items():
                times[engine] += server.run(arguments.slice)
    finally:
        for server in servers.values():
            server.close()
    result["ms"] = {engine: statistics.median(values) for engine, values in times.items()}
    result["min"] = {engine: min(values) for engine, values in times.items()}
    return result


def geometric_mean(values: list[float]) -> float:
    return math.exp(sum(map(math.log, values)) / len(values)) if values else math.nan


def plot(results: list[dict], path: str) -> None:
    """Time relative to netdef, a group of bars for each net."""
    from matplotlib import pyplot

    engines = [e for e in ENGINES if any(e in r["ms"] for r in results)]
    figure, axes = pyplot.subplots(figsize=(max(6, len(results)), 4))
    for i, engine in enumerate(engines):
        heights = [r["ms"].get(engine, math.nan) / r["ms"]["netdef"] if "netdef" in r["ms"] else math.nan for r in results]
        axes.bar([x + i / (len(engines) + 1) for x in range(len(results))], heights, 1 / (len(engines) + 1), label=engine)
    axes.set_xticks(range(len(results)), [r["net"] for r in results], rotation=45, ha="right")
    axes.set_ylabel("time relative to netdef")
    axes.legend()
    figure.tight_layout()
    figure.savefig(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="*", type=pathlib.Path)
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=ENGINES)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--slice", type=float, default=0.15, help="Seconds of an engine's turn.")
    parser.add_argument("--json", help="Write the results to this file.")
    parser.add_argument("--plot", help="Draw them into this file; needs matplotlib.")
    parser.add_argument("--caffe2-python", default=sys.executable, help="A Python that has caffe2.")
    parser.add_argument("--serve", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        engine, model = arguments.serve
        serve(engine, Model(**json.loads(model)), arguments.threads)
        return
    results = []
    exported = tempfile.TemporaryDirectory()
    for path in arguments.models:
        for model in find_models(path):
            if not model.onnx and model.init and {"onnxruntime", "torch"} & set(arguments.engines):
                model = export(model, exported.name)
            result = compare(model, arguments)
            results.append(result)
            own = result["ms"].get("netdef", math.nan)
            ratios = "  ".join(f"{e} {ms:.3f} ms ({own / ms:.2f})" for e, ms in result["ms"].items())
            errors = "".join(f"\n    {e}: {text}" for e, text in result["errors"].items())
            print(f"{model.name} x{arguments.threads}: {ratios}{errors}", flush=True)
    for engine in ENGINES[1:]:
        ratios = [r["ms"]["netdef"] / r["ms"][engine] for r in results if "netdef" in r["ms"] and engine in r["ms"]]
        if ratios:
            print(f"netdef / {engine}: geometric mean {geometric_mean(ratios):.3f} over {len(ratios)} nets")
    if arguments.json:
        pathlib.Path(arguments.json).write_text(json.dumps(results, indent=1))
    if arguments.plot:
        plot(results, arguments.plot)


if __name__ == "__main__":
    main()
