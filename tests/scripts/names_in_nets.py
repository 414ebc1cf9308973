"""Names that nobody chose, of nets, blobs and tasks: what scripts print and fetch by."""

import numpy as np
from caffe2.python import core, schema, workspace
from caffe2.python.dataset import Dataset
from caffe2.python.net_builder import NetBuilder, ops
from caffe2.python.pipeline import pipe
from caffe2.python.session import LocalSession
from caffe2.python.task import TaskGroup

with NetBuilder() as builder:
    x, zero, y = ops.Const(0.5, blob_out="x"), ops.Const(0.0), ops.Const(0.0, blob_out="y")
    print(x, zero, y)
    with ops.IfNet(ops.GT([x, zero])):
        ops.Copy(x, y)
    with ops.Else():
        ops.Copy(zero, y)
plan = core.Plan("choose")
plan.AddStep(core.to_execution_step(builder))
print([net.name for net in plan.Proto().network], sorted(core.Net(name).Name() for name in ("", "choose", "")))
ws = workspace.C.Workspace()
ws.run(plan)
print(sorted(ws.blobs), ws.fetch_blob("y"))

init = core.Net("init")
rows = schema.NewRecord(init, schema.Struct(("a", schema.Scalar(np.int64)), ("l", schema.List(schema.Scalar(np.float32)))))
schema.FeedRecord(rows, [np.arange(5), np.array([1, 2, 0, 1, 1], np.int32), np.arange(5).astype(np.float32)])
source, target = Dataset(rows, name="source"), Dataset(rows.clone_schema(), name="target")
target.init_empty(init)
reader = source.reader(init, batch_size=2)
workspace.RunNetOnce(init)
with TaskGroup() as group:
    pipe(reader, target.writer())
with LocalSession() as session:
    session.run(group)
print(workspace.Blobs())
for blob in target.content().field_blobs():
    print(blob, workspace.FetchBlob(str(blob)).tolist())
