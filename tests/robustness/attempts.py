"""Run by test_damaged_files.py in a process of its own: opens damaged files one after the other and says how each ended.

    python attempts.py KIND COUNT SEED

One line for each file: its number when it is begun, then how it ended. A crash or a hang ends the process, and the last number names the
file. The files are the same for the same arguments.
"""

from __future__ import annotations

import faulthandler
import os
import pathlib
import random
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

import netdef
import numpy as np
from netdef import _C, core, workspace
from netdef.proto import caffe2_pb2
from golden.recording import read
from netdef.testing.runner import make_operator
from oracles.damage import HEADROOM, NET_DAMAGES, any_operator, changed_operator, damaged_bytes, damaged_pairs, damaged_plans
from oracles.model_files import MADE, case
from oracles.operator_cases import operator_cases

SECONDS = 5  # for one file
# Operators that wait, by contract, for something another thread does.
ENDLESS = {"DequeueBlobs", "EnqueueBlobs", "SafeDequeueBlobs", "SafeEnqueueBlobs", "EnqueueRebatchingQueue", "DequeueRebatchingQueue",
           "WeightedSampleDequeueBlobs", "While", "ONNXWhile", "Do", "If"}
TENSOR_BYTES = 64 << 20  # Limits.tensor_bytes

LIMITS = netdef.Limits(bytes=16 << 20, memory=64 << 20, tensor_bytes=TENSOR_BYTES, elements=16 << 20, operators=10000)


def nets() -> list[tuple[tuple[bytes, bytes], dict[str, np.ndarray]]]:
    """Sound pairs, small ones of several kinds, with inputs."""
    digits = np.load(MADE / "digits_lenet" / "test.npz")["data"][:2]
    named = {"digits_lenet": {"data": digits}, **{name: case(MADE / name)[0] for name in ("char_lstm", "dlrm_tiny")}}
    return [(tuple((MADE / name / f"{net}.pb").read_bytes() for net in ("init_net", "predict_net")), inputs) for name, inputs in named.items()]


def attempt_pair(init: bytes, predict: bytes, inputs: dict[str, np.ndarray]) -> None:
    model = _C.load_model_from_bytes(init, predict, limits=LIMITS)
    predictor = _C.Predictor(model)
    known = {item.name for item in predictor.inputs}
    predictor.run_named({name: value for name, value in inputs.items() if name in known})


def pairs(kind: str, count: int, seed: int) -> Iterator[Callable[[], None]]:
    sound = nets()
    for (pair, inputs), share in zip(sound, (count - count // 3 * 2, count // 3, count // 3)):
        for init, predict in damaged_pairs(kind, [pair], share, seed):
            yield lambda init=init, predict=predict, inputs=inputs: attempt_pair(init, predict, inputs)


def plans(count: int, seed: int) -> Iterator[Callable[[], None]]:
    def attempt(plan: bytes) -> None:
        workspace.ResetWorkspace()
        workspace.FeedBlob("x_in", np.array(3, np.float32))
        workspace.RunPlan(caffe2_pb2.PlanDef.FromString(plan))

    for plan in damaged_plans((MADE / "control_flow" / "plan.pb").read_bytes(), count, seed):
        yield lambda plan=plan: attempt(plan)


def text_nets(count: int, seed: int) -> Iterator[Callable[[], None]]:
    text = (MADE / "digits_lenet" / "predict_net.pbtxt").read_bytes()
    init = (MADE / "digits_lenet" / "init_net.pb").read_bytes()
    for kind in ("truncated", "bit_flipped"):
        for damaged in damaged_bytes(kind, text, count // 2, seed):
            yield lambda damaged=damaged: _C.load_model_from_bytes(init, damaged, limits=LIMITS)


def databases(count: int, seed: int) -> Iterator[Callable[[], None]]:
    """Exported models, checkpoints and records: opened by the loader, and read by Load and DBReader."""
    sources = (MADE / "digits_lenet" / "digits.minidb", MADE / "save_load" / "blobs.minidb", MADE / "db_input" / "digits64.minidb")
    folder = tempfile.TemporaryDirectory()

    def load(path: str) -> None:
        workspace.ResetWorkspace()
        workspace.RunOperatorOnce(core.CreateOperator("Load", [], [], db=path, db_type="minidb", absolute_path=1, load_all=1))

    def read(path: str) -> None:
        workspace.ResetWorkspace()
        workspace.RunOperatorOnce(core.CreateOperator("CreateDB", [], ["reader"], db=path, db_type="minidb"))
        workspace.RunOperatorOnce(core.CreateOperator("TensorProtosDBInput", ["reader"], ["data", "label"], batch_size=4))

    ways = [lambda path: netdef.load(path, limits=LIMITS), load, read]  # as each of the sources is meant
    for kind in ("truncated", "bit_flipped"):
        for i, source in enumerate(sources):
            for n, damaged in enumerate(damaged_bytes(kind, source.read_bytes(), count // 18 + 1, seed)):
                path = pathlib.Path(folder.name) / f"{kind}-{i}-{n}.minidb"
                path.write_bytes(damaged)
                for way in ways:
                    yield lambda way=way, path=path: way(str(path))


def blobs(count: int, seed: int) -> Iterator[Callable[[], None]]:
    """Serialized tensors, as workspace.DeserializeBlob takes them."""
    values = [np.arange(24, dtype=np.float32).reshape(2, 3, 4), np.array([b"a", b"", b"xyz"], dtype=object), np.ones((3, 1), np.int64)]

    def attempt(blob: bytes) -> None:
        workspace.DeserializeBlob("y", blob)
        workspace.FetchBlob("y")

    for kind in ("truncated", "bit_flipped"):
        for i, value in enumerate(values):
            workspace.FeedBlob("x", value)
            for damaged in damaged_bytes(kind, workspace.SerializeBlob("x"), count // 6 + 1, seed + i):
                yield lambda damaged=damaged: attempt(damaged)


Subject = tuple[bytes, dict]  # a definition, and its inputs by name


def run_operator(definition: bytes, inputs: dict, engine: str) -> None:
    """As written, then as a net that a predictor prepares."""
    op = caffe2_pb2.OperatorDef.FromString(definition)
    op.engine = engine
    workspace.ResetWorkspace(".")
    for name, value in inputs.items():
        workspace.FeedBlob(name, value)
    try:
        workspace.RunOperatorOnce(op)
    finally:
        arrays = {name: value for name, value in inputs.items() if isinstance(value, np.ndarray)}
        net = caffe2_pb2.NetDef(name="one", op=[op], external_input=[name for name in op.input if name], external_output=[name for name in op.output if name])
        model = _C.load_model_from_bytes(caffe2_pb2.NetDef(name="init").SerializeToString(), net.SerializeToString(), limits=LIMITS)
        predictor = _C.Predictor(model)
        predictor.run_named({item.name: arrays[item.name] for item in predictor.inputs if item.name in arrays})


def recorded_subjects() -> dict[tuple[str, str], list[Subject]]:
    """{(domain, type): sound runs}, from the recordings of Caffe2 and from the operators' own tests."""
    found: dict[tuple[str, str], list[Subject]] = {}
    for path in sorted((pathlib.Path(__file__).parents[1] / "golden").glob("*.npz")):
        for recorded in read(path):
            if recorded.kind == "op":
                found.setdefault(("", caffe2_pb2.OperatorDef.FromString(recorded.definition).type), []).append((recorded.definition, recorded.inputs))
    for (domain, op_type), cases in operator_cases()[0].items():
        schema = _C.OpSchema.get(op_type, domain)
        for tested, _ in cases:
            inputs = {f"x{i}": value for i, value in enumerate(tested.inputs) if value is not None}
            outputs = [f"y{i}" for i in range(tested.outputs or max(schema.min_output, 1))]
            names = [f"x{i}" if f"x{i}" in inputs else "" for i in range(len(tested.inputs))]
            definition = make_operator(op_type, names, outputs, tested.args, domain=domain)
            found.setdefault((domain, op_type), []).append((definition.SerializeToString(), inputs))
    return found


def operators(make: Callable, count: int, seed: int) -> Iterator[Callable[[], None]]:
    """`count` runs of every operator that does not wait by contract; make(r, domain, type, schema) gives one."""
    scratch = tempfile.TemporaryDirectory()  # some operators write files
    os.chdir(scratch.name)
    for domain, op_type in _C.OpSchema.keys():
        r = random.Random(f"{domain}-{op_type}-{seed}")
        for _ in range(count if op_type not in ENDLESS else 0):
            if (subject := make(r, domain, op_type, _C.OpSchema.get(op_type, domain))) is not None:
                yield lambda subject=subject, engine=r.choice(_C.engines(op_type, domain) or [""]): run_operator(*subject, engine or "DEFAULT")


def changed_operators(count: int, seed: int) -> Iterator[Callable[[], None]]:
    """Sound runs with something changed."""
    subjects = recorded_subjects()

    def make(r: random.Random, domain: str, op_type: str, schema) -> Subject | None:
        sound = subjects.get((domain, op_type))
        return sound and changed_operator(r, *r.choice(sound), declared=[(arg.name, arg.type) for arg in schema.args])

    return operators(make, count, seed)


def any_operators(count: int, seed: int) -> Iterator[Callable[[], None]]:
    """Definitions made from the schemas alone, on any inputs."""
    return operators(lambda r, domain, op_type, schema: any_operator(r, schema, domain), count, seed)


KINDS = {"plans": plans, "text_nets": text_nets, "databases": databases, "blobs": blobs, "changed_operators": changed_operators, "any_operators": any_operators}


def attempts(kind: str, count: int, seed: int) -> Iterator[Callable[[], None]]:
    if kind in NET_DAMAGES:
        return pairs(kind, count, seed)
    return KINDS[kind](count, seed)


def main(kind: str, count: str, seed: str) -> None:
    sanitized = "libasan" in pathlib.Path("/proc/self/maps").read_text()  # which reserves terabytes of addresses
    for number, attempt in enumerate(attempts(kind, int(count), int(seed))):
        if number == 0 and not sanitized:
            used = int(pathlib.Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (used + HEADROOM, used + HEADROOM))
        print(number, end=" ", flush=True)
        faulthandler.dump_traceback_later(SECONDS, exit=True)
        try:
            attempt()
            print("ran", flush=True)
        except (netdef.Error, RuntimeError, ValueError, IndexError, TypeError, AssertionError) as error:
            print("raised", type(error).__name__, repr(str(error)), flush=True)
        faulthandler.cancel_dump_traceback_later()


if __name__ == "__main__":
    main(*sys.argv[1:])
