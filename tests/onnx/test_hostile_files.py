"""Damaged and hostile ONNX files: a clear exception or a sound model, never a crash and never another kind of error.

The corpus is made here from small models: cut off, with flipped bits, and broken on purpose in one way each.
"""

import os

import numpy as np
import onnx
import pytest

import netdef
import netdef.onnx
from onnx import TensorProto, helper
from onnx_models import ALL, cnn, model, node, tensor, value, with_function


def load_bytes(data, folder):
    path = folder / "model.onnx"
    path.write_bytes(data)
    return netdef.onnx.load(path)


def loads_or_complains(data, folder):
    """Whether the file was refused."""
    try:
        init_net, predict_net = load_bytes(data, folder)
    except netdef.Error as error:
        assert str(error).strip()
        return True
    assert predict_net.IsInitialized() and init_net.IsInitialized()
    return False


CUTS = 60
FLIPS = 120


@pytest.mark.parametrize("name", ALL)
def test_cut_off(name, tmp_path):
    whole = ALL[name]().SerializeToString()
    for length in np.linspace(0, len(whole) - 1, CUTS).astype(int):
        loads_or_complains(whole[:length], tmp_path)
    assert loads_or_complains(whole[: len(whole) // 2], tmp_path)


@pytest.mark.parametrize("name", ALL)
def test_flipped_bits(name, tmp_path):
    whole = bytearray(ALL[name]().SerializeToString())
    rng = np.random.default_rng(len(name))
    refused = 0
    for _ in range(FLIPS):
        damaged = bytearray(whole)
        for _ in range(rng.integers(1, 4)):
            damaged[rng.integers(len(damaged))] ^= 1 << rng.integers(8)
        refused += loads_or_complains(bytes(damaged), tmp_path)
    assert refused


def edited(edit, base=cnn):
    broken = base()
    edit(broken)
    return broken


def weight(broken, name="w"):
    return next(t for t in broken.graph.initializer if t.name == name)


def shorter(broken):
    weight(broken).raw_data = weight(broken).raw_data[:-1]


def longer(broken):
    weight(broken).raw_data += b"\0\0\0\0"


def two_payloads(broken):
    weight(broken, "b").float_data.extend([1.0] * 4)


def absurd_dims(broken):
    weight(broken).dims[:] = [1 << 40, 1 << 40]


def negative_dims(broken):
    weight(broken).dims[:] = [-4, 3, 3, 3]


def many_dims(broken):
    weight(broken).dims[:] = [1] * 1000


def unknown_type(broken):
    weight(broken).data_type = 99


def cyclic(broken):
    broken.graph.node[0].input[0] = "y"


def wrong_order(broken):
    nodes = list(broken.graph.node)[::-1]
    del broken.graph.node[:]
    broken.graph.node.extend(nodes)


def defined_twice(broken):
    broken.graph.node[1].output[0] = "conv"


def unknown_input(broken):
    broken.graph.node[3].input[0] = "nowhere"


def unknown_output(broken):
    broken.graph.output[0].name = "nowhere"


def unknown_operator(broken):
    broken.graph.node[2].op_type = "Rectify"


def unknown_domain(broken):
    broken.graph.node[2].domain = "org.example"


def unknown_attribute(broken):
    broken.graph.node[2].attribute.append(helper.make_attribute("threshold", 1.0))


def attribute_of_another_type(broken):
    del broken.graph.node[0].attribute[:]
    broken.graph.node[0].attribute.append(helper.make_attribute("pads", "all"))


def newer_opset(broken):
    broken.opset_import[0].version = 10_000


def no_opset_that_exists(broken):
    broken.opset_import[0].version = -1


def too_few_inputs(broken):
    del broken.graph.node[0].input[1:]


def reference_outside_of_a_function(broken):
    broken.graph.node[2].attribute.append(onnx.AttributeProto(name="alpha", ref_attr_name="alpha", type=onnx.AttributeProto.FLOAT))


def external_without_folder(broken):
    weight(broken).data_location = TensorProto.EXTERNAL


def strange_pads(broken):
    next(a for a in broken.graph.node[0].attribute if a.name == "pads").ints[:] = [-1, 1]


def strange_axis(broken):
    broken.graph.node[6].attribute.append(helper.make_attribute("axis", 1 << 40))


EDITS = [
    shorter, longer, two_payloads, absurd_dims, negative_dims, many_dims, unknown_type, cyclic, wrong_order, defined_twice, unknown_input,
    unknown_output, unknown_operator, unknown_domain, unknown_attribute, attribute_of_another_type, newer_opset, no_opset_that_exists,
    too_few_inputs, reference_outside_of_a_function, external_without_folder,
]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_broken_on_purpose(edit, tmp_path):
    with pytest.raises(netdef.Error):
        load_bytes(edited(edit).SerializeToString(), tmp_path)


@pytest.mark.parametrize("edit", [strange_pads, strange_axis], ids=lambda edit: edit.__name__)
def test_strange_numbers(edit, tmp_path):
    loads_or_complains(edited(edit).SerializeToString(), tmp_path)


def test_all_faults_at_once(tmp_path):
    broken = cnn()
    unknown_operator(broken)
    broken.graph.node[4].domain = "org.example"
    broken.graph.node[5].attribute.append(helper.make_attribute("gamma", 1.0))
    with pytest.raises(netdef.onnx.Unsupported) as raised:
        load_bytes(broken.SerializeToString(), tmp_path)
    message = str(raised.value)
    assert "3 nodes" in message and "Rectify" in message and "org.example::Flatten" in message and "'gamma'" in message


def test_function_that_calls_itself(tmp_path):
    broken = with_function()
    broken.functions[0].node.append(node("LeakyAdd", ["c", "b"], ["d"], domain="local"))
    with pytest.raises(netdef.Error, match="calls itself"):
        load_bytes(broken.SerializeToString(), tmp_path)


def test_functions_that_explode(tmp_path):
    """Each function calls the one below it ten times: 10^12 nodes."""
    functions = []
    for level in range(12):
        inner = ("Relu", "") if level == 0 else (f"F{level - 1}", "local")
        names = ["a", *(f"t{i}" for i in range(9)), "b"]
        body = [node(inner[0], [x], [y], domain=inner[1]) for x, y in zip(names, names[1:])]
        functions.append(helper.make_function("local", f"F{level}", ["a"], ["b"], body, [helper.make_opsetid("", 17)]))
    bomb = model([node("F11", ["x"], ["y"], domain="local")], [value("x", [1])], [value("y", [1])], functions=functions, domains=["local"])
    with pytest.raises(netdef.Error, match="larger than"):
        load_bytes(bomb.SerializeToString(), tmp_path)


def external(location, offset=None, length=None):
    broken = cnn()
    w = weight(broken)
    w.ClearField("raw_data")
    w.data_location = TensorProto.EXTERNAL
    for key, entry in (("location", location), ("offset", offset), ("length", length)):
        if entry is not None:
            w.external_data.add(key=key, value=str(entry))
    return broken.SerializeToString()


BYTES = 4 * 3 * 3 * 3 * 4


def test_external_data_in_the_folder(tmp_path):
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "w.bin").write_bytes(b"\0" * (BYTES + 16))
    assert not loads_or_complains(external("weights/w.bin", 16, BYTES), tmp_path)


@pytest.mark.parametrize("location", [
    "../secret.bin", "/etc/passwd", "weights/../../secret.bin", "..\\secret.bin", "C:/secret.bin", "", "missing.bin", ".", "a\0b", "link.bin",
    "linked/secret.bin", "hard.bin", "*/_ORT_MEM_ADDR_/*",
])
def test_external_data_elsewhere(location, tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    secret = tmp_path / "secret.bin"
    secret.write_bytes(b"\0" * BYTES)
    os.symlink(secret, folder / "link.bin")
    os.symlink(tmp_path, folder / "linked")
    os.link(secret, folder / "hard.bin")
    with pytest.raises(netdef.Error, match="'w'"):
        load_bytes(external(location), folder)


@pytest.mark.parametrize("offset, length", [(-1, BYTES), (1, BYTES), (1 << 60, BYTES), (0, BYTES - 1), ("x", BYTES), (0, 1 << 60)])
def test_external_data_outside_of_its_file(offset, length, tmp_path):
    (tmp_path / "w.bin").write_bytes(b"\0" * BYTES)
    with pytest.raises(netdef.Error, match="'w'"):
        load_bytes(external("w.bin", offset, length), tmp_path)


@pytest.mark.parametrize("data", [b"", b"\0" * 64, b"version https://git-lfs.github.com/spec/v1\n", b"<html></html>", bytes(range(256)) * 16])
def test_no_model_at_all(data, tmp_path):
    with pytest.raises(netdef.Error, match="no ONNX model"):
        load_bytes(data, tmp_path)


def test_the_corpus_is_large():
    assert len(ALL) * (CUTS + FLIPS) + len(EDITS) >= 500


def test_sparse_tensor_with_indices_outside(tmp_path):
    broken = ALL["weights"]()
    sparse = broken.graph.sparse_initializer[0]
    sparse.indices.CopyFrom(tensor("places", np.array([3], np.int64)))
    with pytest.raises(netdef.Error, match="outside"):
        load_bytes(broken.SerializeToString(), tmp_path)
