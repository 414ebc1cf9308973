"""The descriptors are those of Caffe2 1.8.1 byte for byte, and live with others in one process or say why not."""

import hashlib
import importlib
import pickle
import subprocess
import sys
import textwrap

import pytest

from netdef import proto

# File name and SHA-256 of the serialized FileDescriptorProto, recorded from Caffe2 1.8.1.
RECORDED = {
    "caffe2_pb2": ("caffe2/proto/caffe2.proto", "86ca4b8d2d900f2fb812103a79ba7f178a0f7f52e55c92902aad6fb1a9e88b5d"),
    "caffe2_legacy_pb2": ("caffe2/proto/caffe2_legacy.proto", "bbd5ba5bc335e7894c312646fe3eaee4d412aa88d7b4f8eccc8066df7ead7790"),
    "hsm_pb2": ("caffe2/proto/hsm.proto", "5e6aaf3ec7abe4f613f8f2aec49c9a4416b05f36a1abdfd62e9d5c7a0b3f3f75"),
    "metanet_pb2": ("caffe2/proto/metanet.proto", "28cc200ba4f38ef6ff2bb841213077d46a654119146cd786bd73bce2ec020a86"),
    "predictor_consts_pb2": ("caffe2/proto/predictor_consts.proto", "334ee5de3ee7d5fc221f22e35bbeee6ed3bc000ef1b8e53655d509f07bdf81cf"),
    "prof_dag_pb2": ("caffe2/proto/prof_dag.proto", "9ba8186ff4f2f8a799f3c3c9e46b619c6ffc91c6e6d338b8d42c8c38a89fb159"),
    "torch_pb2": ("caffe2/proto/torch.proto", "ee94722d5c228b2a876c7aa74b4bbfd9158a5455228cfa86b2b8268fd1ae9cf3"),
}


def test_every_module_is_recorded():
    assert set(proto.MODULES) == set(RECORDED)


@pytest.mark.parametrize("name", RECORDED)
def test_descriptor_is_the_recorded_one(name):
    module = importlib.import_module(f"netdef.proto.{name}")
    file, digest = RECORDED[name]
    assert module.DESCRIPTOR.name == file
    assert hashlib.sha256(module.DESCRIPTOR.serialized_pb).hexdigest() == digest


def test_messages_can_be_pickled():
    from netdef.proto import caffe2_pb2

    net = caffe2_pb2.NetDef(name="n", op=[caffe2_pb2.OperatorDef(type="Relu", input=["x"], output=["y"])])
    assert pickle.loads(pickle.dumps(net)) == net


def run(code):
    """Runs code in a process of its own; its output."""
    result = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_the_same_messages_may_be_there_already():
    out = run(
        """
        from google.protobuf import descriptor_pool
        from netdef.proto import caffe2_pb2
        again = descriptor_pool.Default().AddSerializedFile(caffe2_pb2.DESCRIPTOR.serialized_pb)
        import sys
        del sys.modules["netdef.proto.caffe2_pb2"]
        import netdef.proto
        del netdef.proto.caffe2_pb2
        from netdef.proto import caffe2_pb2, metanet_pb2
        print(caffe2_pb2.NetDef(name="n").name, netdef.proto.conflicts())
        """
    )
    assert out.split() == ["n", "[]"]


@pytest.mark.parametrize("file", ["caffe2/proto/caffe2.proto", "old/caffe2.proto"])
def test_another_generation_is_named(file):
    out = run(
        f"""
        import sys, types
        from google.protobuf import descriptor_pb2, descriptor_pool
        other = descriptor_pb2.FileDescriptorProto(name={file!r}, package="caffe2")
        other.message_type.add(name="NetDef").field.add(name="new", number=77, type=9, label=1)
        module = types.ModuleType("oldcaffe.caffe2_pb2")
        module.__file__ = "somewhere/oldcaffe/caffe2_pb2.py"
        module.DESCRIPTOR = descriptor_pool.Default().AddSerializedFile(other.SerializeToString())
        sys.modules[module.__name__] = module
        import netdef.proto
        try:
            from netdef.proto import caffe2_pb2
        except ImportError as error:
            print(error)
        print(len(netdef.proto.conflicts()))
        """
    )
    message, count = out.splitlines()
    assert "oldcaffe.caffe2_pb2 (somewhere/oldcaffe/caffe2_pb2.py)" in message
    assert "Use oldcaffe and netdef in separate processes" in message
    assert int(count) >= 1


def test_text_format_round_trip():
    from google.protobuf import text_format
    from netdef.proto import caffe2_pb2

    text = 'name: "n" op { input: "x" output: "y" type: "Relu" arg { name: "order" s: "NCHW" } } external_input: "x"'
    net = text_format.Parse(text, caffe2_pb2.NetDef())
    assert text_format.MessageToString(net, as_one_line=True) == text
