"""Records that nets read and give, and what copies of nets make of them. Expected is what the real Caffe2 answered."""

import numpy as np
import pytest

from netdef import core, schema

ROW = schema.Struct(("a", schema.Scalar((np.float32, 3))), ("b", schema.List(np.int64)))


def blobs(record):
    return None if record is None else dict(zip(record.field_names(), map(str, record.field_blobs())))


def net_with_records():
    net = core.Net("records")
    record = schema.NewRecord(net, ROW)
    net.set_input_record(record)
    net.Relu(record.a(), "out")
    net.set_output_record(schema.Struct(("o", schema.Scalar(np.float32, net.GetBlobRef("out")))))
    return net


def test_a_record_without_blobs_gets_some_under_the_nets_name():
    net = core.Net("unnamed_columns")
    assert net.input_record() is None and net.output_record() is None
    record = net.set_input_record(ROW)
    name = net.Name()
    assert blobs(record) == {"a": f"{name}/a", "b:lengths": f"{name}/b:lengths", "b:values": f"{name}/b:values"}
    assert net.external_inputs == list(map(str, record.field_blobs()))
    with pytest.raises(AssertionError, match="Input schema cannot be reset"):
        net.set_input_record(ROW)


def test_records_declare_externals():
    net = net_with_records()
    assert net.external_inputs == ["a", "b:lengths", "b:values"] and net.external_outputs == ["out"]
    net.AppendOutputRecordField("again", schema.Scalar(np.float32, net.GetBlobRef("out")))
    assert blobs(net.output_record()) == {"o": "out", "again": "out"}
    with pytest.raises(AssertionError, match="Tried to append to missing output record"):
        core.Net("without").AppendOutputRecordField("x", schema.Scalar(np.float32, core.BlobReference("x")))
    with pytest.raises(AssertionError, match="is not defined in net"):
        core.Net("other").set_output_record(net.output_record())


def test_copies_keep_records_under_new_names():
    net = net_with_records()
    copy = net.Clone("copy", {"a": "A", "out": "OUT"})
    assert blobs(copy.input_record()) == {"a": "A", "b:lengths": "b:lengths", "b:values": "b:values"}
    assert blobs(copy.output_record()) == {"o": "OUT"} and copy.input_record().a().Net() is copy
    assert net.Clone("plain", keep_schema=False).input_record() is None
    part, _ = net.ClonePartial("part", {"a": "A"}, ["out"])
    assert blobs(part.output_record()) == {"o": "part/out"}


def test_binding_by_field():
    net = net_with_records()
    new = schema.Struct(
        ("b", schema.List(schema.Scalar(np.int64, core.BlobReference("nv")), lengths_blob=core.BlobReference("nl"))),
        ("a", schema.Scalar((np.float32, 3), core.BlobReference("na"))))
    bound, names = core.clone_and_bind_net(net, "bound", "pre/", inputs=new)
    assert names == {"a": "na", "b:lengths": "nl", "b:values": "nv", "out": "pre/out"}
    assert bound.external_inputs == ["na", "nl", "nv"] and blobs(bound.output_record()) == {"o": "pre/out"}
    with pytest.raises(AssertionError, match="Schemas don't match, extra fields"):
        core.clone_and_bind_net(net, "bound", "pre/", inputs=schema.Struct(("a", new.a)))
    with pytest.raises(AssertionError, match="no input record"):
        core.clone_and_bind_net(core.Net("none"), "bound", "pre/", inputs=new)


def test_records_by_names_of_blobs():
    net = core.Net("prefixed")
    net.AddExternalInput("in/a", "in/b:lengths", "in/b:values", "other")
    net.Relu("in/a", "out/o")
    net.AddExternalOutput(net.GetBlobRef("out/o"))
    net.recover_input_record_by_prefix("in/")
    net.recover_output_record_by_prefix("out/")
    net.recover_output_record_by_prefix("nothing/")
    assert blobs(net.input_record()) == {"a": "in/a", "b:lengths": "in/b:lengths", "b:values": "in/b:values"}
    assert blobs(net.output_record()) == {"o": "out/o"}
