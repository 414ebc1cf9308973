"""Damaged model files, made from sound ones: seeded, so that a failure can be repeated."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import numpy as np
from netdef.proto import caffe2_pb2

# Bytes that no file may take the process beyond: what Limits allow in these tests, and room for more than one tensor at once.
HEADROOM = 1 << 30

Pair = tuple[bytes, bytes]  # init net, predict net


def _truncated(r: random.Random, data: bytes) -> bytes:
    return data[: r.randrange(len(data))]


def _bit_flipped(r: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(r.choice((1, 1, 2, 8, 64))):
        out[r.randrange(len(out))] ^= 1 << r.randrange(8)
    return bytes(out)


def _numbers(net: caffe2_pb2.NetDef) -> list[caffe2_pb2.Argument]:
    found = []
    for op in net.op:
        for arg in op.arg:
            if arg.HasField("i") or arg.ints:
                found.append(arg)
            if arg.HasField("n"):
                found.extend(_numbers(arg.n))
    return found


def _huge_dims(r: random.Random, data: bytes) -> bytes:
    net = caffe2_pb2.NetDef.FromString(data)
    value = r.choice((2**31 - 1, 2**31, 2**33, 2**40, 2**62, 2**63 - 1, -1, -(2**31), -(2**63), 0))
    for arg in r.sample(args := _numbers(net), k=min(len(args), r.choice((1, 1, 3)))):
        if arg.ints:
            arg.ints[r.randrange(len(arg.ints))] = value
        else:
            arg.i = value
    return net.SerializeToString()


def _wrong_counts(r: random.Random, data: bytes) -> bytes:
    """One thing too few or too many: an input, an output, a value, a dimension."""
    net = caffe2_pb2.NetDef.FromString(data)
    lists = [getattr(op, f) for op in net.op for f in ("input", "output")]
    lists += [getattr(arg, f) for op in net.op for arg in op.arg for f in ("ints", "floats", "strings")]
    lists = [x for x in lists if len(x)]
    for _ in range(r.choice((1, 1, 2, 5))):
        victim = r.choice(lists)
        if not victim:
            continue
        if r.random() < 0.5:
            victim.extend([victim[0]] * r.choice((1, 2, 1000)))
        else:
            del victim[r.randrange(len(victim))]
    return net.SerializeToString()


def _length(n: int) -> bytes:
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    return bytes([*out, n])


def _field(number: int, content: bytes) -> bytes:
    return _length(number << 3 | 2) + _length(len(content)) + content


def _deep_nesting(r: random.Random, data: bytes) -> bytes:
    """Nets in arguments of nets, by hand: message classes would refuse to go that deep."""
    net = b"" if r.random() < 0.5 else data
    for _ in range(r.choice((20, 22, 30, 100, 1000, 5000))):
        argument = _field(1, b"then_net") + _field(8, net)
        net = _field(2, _field(1, b"data") + _field(4, b"If") + _field(5, argument))
    return net


def _names(r: random.Random, data: bytes) -> bytes:
    """Nets that name missing or duplicate blobs, types and outputs."""
    net = caffe2_pb2.NetDef.FromString(data)
    names = [name for op in net.op for name in (*op.input, *op.output)] + ["", "nowhere", "\x00", "a" * 10000]
    for _ in range(r.choice((1, 1, 3))):
        op = r.choice(net.op)
        part = r.choice(("input", "output", "type", "external_input", "external_output", "engine"))
        if part == "type":
            op.type = r.choice(net.op).type if r.random() < 0.7 else r.choice(names)
        elif part == "engine":
            op.engine = r.choice(("", "CUDNN", "NNPACK,DEPTHWISE_3x3", ",,,", "x" * 1000))
        elif part.startswith("external"):
            victim = getattr(net, part)
            if not victim or r.random() < 0.5:
                victim.append(r.choice(names))
            else:
                del victim[r.randrange(len(victim))]
        else:
            victim = getattr(op, part)
            if victim:
                victim[r.randrange(len(victim))] = r.choice(names)
    return net.SerializeToString()


NET_DAMAGES: dict[str, Callable[[random.Random, bytes], bytes]] = {
    "truncated": _truncated,
    "bit_flipped": _bit_flipped,
    "huge_dims": _huge_dims,
    "wrong_counts": _wrong_counts,
    "deep_nesting": _deep_nesting,
    "wrong_names": _names,
}


def damaged_pairs(kind: str, sound: list[Pair], count: int, seed: int) -> Iterator[Pair]:
    r = random.Random(f"{kind}-{seed}")
    for _ in range(count):
        init, predict = r.choice(sound)
        if r.random() < 0.5:
            init = NET_DAMAGES[kind](r, init)
        else:
            predict = NET_DAMAGES[kind](r, predict)
        yield init, predict


def damaged_bytes(kind: str, data: bytes, count: int, seed: int) -> Iterator[bytes]:
    """For files that are no nets: truncated or bit_flipped."""
    r = random.Random(f"{kind}-{seed}")
    for _ in range(count):
        yield NET_DAMAGES[kind](r, data)


def damaged_plans(sound: bytes, count: int, seed: int) -> Iterator[bytes]:
    """Plans whose steps name nets that are missing, twice there, or nested into each other."""
    r = random.Random(f"plans-{seed}")
    for _ in range(count):
        plan = caffe2_pb2.PlanDef.FromString(sound)
        for _ in range(r.choice((1, 1, 2))):
            steps = [*plan.execution_step, *(s for step in plan.execution_step for s in step.substep)]
            step = r.choice(steps)
            match r.randrange(8):
                case 0:
                    step.network.append("nowhere")
                case 1:
                    plan.network.append(r.choice(plan.network))
                case 2:
                    if len(plan.network) > 0:
                        del plan.network[r.randrange(len(plan.network))]
                case 3:
                    step.substep.add().ParseFromString(step.SerializeToString())
                case 4:
                    step.should_stop_blob = r.choice(("nowhere", "x_in", ""))
                case 5:
                    step.num_iter = r.choice((-1, 0, 2))
                case 6:
                    step.concurrent_substeps, step.num_concurrent_instances = True, r.choice((-1, 0, 1, 3))
                case 7:
                    step.only_once = step.create_workspace = True
            if not plan.network:
                break
        yield plan.SerializeToString()


def _changed_array(r: random.Random, value: np.ndarray) -> np.ndarray:
    """Another shape, other values (huge and negative indices among them), or another type."""
    value = np.array(value)
    way = r.randrange(5)
    if way == 0 and value.ndim > 1 and r.random() < 0.2:  # nothing, but many times
        return np.zeros((2**40, 0, *value.shape[2:]), value.dtype)
    if way == 0 and value.ndim:
        return value[: r.randrange(value.shape[0] + 1)]
    if way == 1:
        return value.reshape(r.choice([(-1,), (1, *value.shape), (*value.shape, 1)]))
    if way == 2 and value.size and value.dtype.kind in "iu":
        limits = np.iinfo(value.dtype)
        value.flat[r.randrange(value.size)] = r.choice((limits.min, limits.max, -1 if limits.min else 255, min(int(value.max()) + 1, limits.max)))
    elif way == 2 and value.size and value.dtype.kind == "f":
        value.flat[r.randrange(value.size)] = r.choice((np.nan, np.inf, -np.inf, 1e30, -1e30, 0))
    elif way == 3 and value.dtype.kind in "iuf":
        return value.astype(r.choice((np.float32, np.int32, np.int64, np.uint8, np.float64)))
    elif way == 4:
        return value[:0] if value.ndim else value
    return value


NUMBERS = (-1, 0, 1, 2, 3, 7, 64, 2**15, 2**31 - 1, 2**31, 2**40, 2**62, -2, -(2**31), -(2**63), 2**63 - 1)
FLOATS = (0.0, -1.0, 0.5, 1e30, -1e30, 1e-30, float("nan"), float("inf"), float("-inf"))
STRINGS = (b"", b"NHWC", b"NCHW", b"x" * 100, b"\xff\x00", b"mean", b"float", b"linear", b"SAME_UPPER", b"0", b"-1")


def _set_argument(r: random.Random, arg: caffe2_pb2.Argument, kind: str) -> None:
    """Gives `arg` a value of the type that a schema declares, sound or absurd."""
    match kind:
        case "float":
            arg.f = r.choice(FLOATS)
        case "string":
            arg.s = r.choice(STRINGS)
        case "ints" | "bools":
            arg.ints.extend(r.choice(NUMBERS) for _ in range(r.choice((0, 1, 2, 4, 8))))
        case "floats":
            arg.floats.extend(r.choice(FLOATS) for _ in range(r.choice((0, 1, 4))))
        case "strings":
            arg.strings.extend(r.choice(STRINGS) for _ in range(r.choice((0, 1, 4))))
        case "net":
            op = arg.n.op.add(type=r.choice(("Relu", "Copy", "nowhere")), input=["x0"], output=["y0"])
            arg.n.external_input.extend(op.input)
            arg.n.external_output.extend(op.output)
        case "tensor":
            tensor = arg.tensors.add(dims=[r.choice((0, 1, 2, 2**40, -1))])
            tensor.float_data.extend([1.0] * r.choice((0, 1, 2)))
        case _:
            arg.i = r.choice(NUMBERS)


def changed_operator(r: random.Random, definition: bytes, inputs: dict, declared: list[tuple[str, str]]) -> tuple[bytes, dict]:
    """An operator with one to three things changed in its arguments, its lists of blobs or its inputs.

    declared: (name, type) of the arguments in the schema; one of them is given or replaced now and then.
    """
    op = caffe2_pb2.OperatorDef.FromString(definition)
    inputs = dict(inputs)
    arrays = [name for name, value in inputs.items() if isinstance(value, np.ndarray)]
    for _ in range(r.choice((1, 1, 2, 3))):
        way = r.randrange(4)
        if way == 0 and op.arg:
            arg = r.choice(op.arg)
            number = r.choice(NUMBERS)
            if arg.ints:
                arg.ints[r.randrange(len(arg.ints))] = number
            elif arg.HasField("i"):
                arg.i = number
            elif arg.HasField("f"):
                arg.f = r.choice(FLOATS)
            elif arg.HasField("s"):
                arg.s = r.choice(STRINGS)
            elif arg.floats:
                del arg.floats[r.randrange(len(arg.floats)) :]
        elif way == 1 and op.input:
            i = r.randrange(len(op.input))
            if r.random() < 0.5:
                op.input[i] = r.choice(op.input)
            else:
                op.input.append(op.input[i]) if r.random() < 0.5 else op.input.pop(i)
        elif way == 2 and declared:
            name, kind = r.choice(declared)
            for i in reversed([i for i, arg in enumerate(op.arg) if arg.name == name]):
                del op.arg[i]
            _set_argument(r, op.arg.add(name=name), kind)
        elif arrays:
            name = r.choice(arrays)
            inputs[name] = _changed_array(r, inputs[name])
    return op.SerializeToString(), inputs


def _any_array(r: random.Random) -> np.ndarray:
    """A small array of any rank, size and type, with a few absurd values."""
    shape = tuple(r.choice((0, 1, 2, 2, 3, 4)) for _ in range(r.choice((0, 1, 1, 2, 2, 3, 4, 4, 5))))
    if 0 in shape and r.random() < 0.2:  # nothing, but many times
        many = r.randrange(len(shape))
        shape = tuple(2**40 if d and i == many else d for i, d in enumerate(shape))
    kind = r.choice(("float32", "float32", "float32", "int32", "int64", "uint8", "int8", "bool", "float64", "float16", "object"))
    size = int(np.prod(shape))
    if kind == "object":
        return np.array([None, *(r.choice(STRINGS) for _ in range(size))], dtype=object)[1:].reshape(shape)
    if kind == "bool":
        return np.array([r.random() < 0.5 for _ in range(size)], bool).reshape(shape)
    values = np.array([r.choice((0, 1, 1, 2, 3)) for _ in range(size)], kind)
    if size and r.random() < 0.3:
        limits = np.iinfo(kind) if values.dtype.kind in "iu" else None
        values[r.randrange(size)] = r.choice((limits.min, limits.max) if limits else FLOATS[:3] + FLOATS[-3:])
    return values.reshape(shape)


def any_operator(r: random.Random, schema, domain: str) -> tuple[bytes, dict]:
    """A definition made from nothing but the operator's schema, and inputs that need not suit it."""
    many = 6  # where a schema allows any number
    n_in = r.randint(schema.min_input, max(schema.min_input, min(schema.max_input, many)))
    n_out = r.randint(schema.min_output, max(schema.min_output, min(schema.max_output, many)))
    op = caffe2_pb2.OperatorDef(type=schema.type, domain=domain)
    inputs = {f"x{i}": _any_array(r) for i in range(n_in)}
    if r.random() < 0.3 and inputs:
        first = inputs["x0"]
        inputs = {name: first for name in inputs}
    op.input.extend(inputs)
    op.output.extend(f"x{i}" if i < n_in and schema.inplace_enforced(i, i) else f"y{i}" for i in range(n_out))
    for argument in schema.args:
        if argument.required or r.random() < 0.3:
            _set_argument(r, op.arg.add(name=argument.name), argument.type)
    return op.SerializeToString(), inputs
