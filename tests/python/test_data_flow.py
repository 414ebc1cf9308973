"""Datasets, readers, queues, pipelines and checkpoints: what goes in comes out."""

import os

import numpy as np
import pytest

from netdef import core, dataio, dataset, pipeline, queue_util, record_queue, schema, text_file_reader, workspace
from netdef.checkpoint import CheckpointManager, Job, JobRunner, MultiNodeCheckpointManager, db_name, epoch_limiter
from netdef.net_builder import ops
from netdef.session import LocalSession
from netdef.task import Cluster, Node, Task, TaskGroup, WorkspaceType, final_output

ROWS = schema.Struct(("id", np.int32), ("words", schema.List(np.int64)))
IDS = np.arange(7, dtype=np.int32)
LENGTHS = np.array([2, 0, 1, 3, 0, 1, 1], np.int32)
WORDS = np.arange(100, 108, dtype=np.int64)


@pytest.fixture
def ws():
    return workspace.C.Workspace()


def source(ws, name="source"):
    net = core.Net(name + "_init")
    with core.NameScope(name):
        record = schema.NewRecord(net, schema.from_blob_list(ROWS, [IDS, LENGTHS, WORDS]))
    schema.FeedRecord(record, [IDS, LENGTHS, WORDS], ws)
    return dataset.Dataset(record, name=name)


def sink(ws, name="sink", record=ROWS):
    net = core.Net(name + "_init")
    with core.NameScope(name):
        made = dataset.Dataset(record, name=name)
        made.init_empty(net)
    ws.run(net)
    return made


def rows(ws, made):
    """The rows as {id: words}."""
    ids, lengths, words = schema.FetchRecord(made.content(), ws=ws).field_blobs()
    return {int(i): part.tolist() for i, part in zip(ids, np.split(words, np.cumsum(lengths)[:-1]))}


EXPECTED = {0: [100, 101], 1: [], 2: [102], 3: [103, 104, 105], 4: [], 5: [106], 6: [107]}


@pytest.mark.parametrize("threads", [1, 4])
@pytest.mark.parametrize("batch_size", [1, 3])
def test_a_pipe_carries_every_row_once(ws, threads, batch_size):
    to = sink(ws)
    with TaskGroup() as group:
        pipeline.pipe(source(ws).reader(batch_size=batch_size), to.writer(), num_runtime_threads=threads)
    LocalSession(ws).run(group)
    assert rows(ws, to) == EXPECTED


@pytest.mark.parametrize("threads", [{"num_threads": 3}, {"num_runtime_threads": 3}])
def test_processors_and_queues(ws, threads):
    to = sink(ws, record=schema.Struct(("twice", np.int32)))

    def double(record):
        return schema.Struct(("twice", ops.Add([record.id(), record.id()])))

    with TaskGroup() as group:
        queue = pipeline.pipe(source(ws).reader(), processor=double, capacity=2, **threads)
        pipeline.pipe(queue, to.writer())
    LocalSession(ws).run(group)
    assert sorted(ws.fetch_blob(str(to.content().twice()))) == (2 * IDS).tolist()


def test_a_net_as_processor(ws):
    net = core.Net("processor")
    record = schema.NewRecord(net, ROWS)
    net.set_input_record(record)
    net.set_output_record(schema.Struct(("negative", net.Negative(record.id()))))
    to = sink(ws, record=schema.Struct(("negative", np.int32)))
    with TaskGroup() as group:
        pipeline.pipe(source(ws).reader(), to.writer(), processor=net, num_threads=2)
    LocalSession(ws).run(group)
    assert sorted(ws.fetch_blob(str(to.content().negative()))) == sorted((-IDS).tolist())


@pytest.mark.parametrize("limit, count, finished", [(None, 7, True), (0, 0, False), (3, 3, False), (20, 7, True)])
def test_a_limited_reader(ws, limit, count, finished):
    to = sink(ws)
    reader = dataio.ReaderWithLimit(source(ws).reader(), num_iter=limit)
    with TaskGroup(workspace_type=WorkspaceType.GLOBAL) as group:
        pipeline.pipe(reader, to.writer(), num_runtime_threads=2)
    LocalSession(ws).run(group)
    assert len(ws.fetch_blob(str(to.content().id()))) == count
    assert bool(ws.fetch_blob(str(reader.data_finished()))) is finished


def test_readers_side_by_side(ws):
    names = ["left", "right"]
    to = sink(ws, record=schema.Struct(*[(name, ROWS.clone_schema()) for name in names]))
    with TaskGroup() as group:
        pipeline.pipe(dataio.CompositeReader(names, [source(ws, name).reader() for name in names]), to.writer())
    LocalSession(ws).run(group)
    for name in names:
        assert ws.fetch_blob(str(to.content()[name].id())).tolist() == IDS.tolist()


def test_counting(ws):
    total = {}
    with TaskGroup() as group:
        def add(record):
            with ops.task_init():
                total["sum"] = ops.Const(0)
            ops.Add([total["sum"], record.iter()], [total["sum"]])
            with ops.task_exit():
                total["output"] = final_output(total["sum"])

        pipeline.pipe(dataio.CountUntil(5), processor=add)
    LocalSession(ws).run(group)
    assert total["output"].fetch() == 0 + 1 + 2 + 3 + 4


def test_random_order_and_trim():
    workspace.ResetWorkspace()
    net = core.Net("fill")
    record = schema.ConstRecord(net, schema.from_blob_list(ROWS, [IDS, LENGTHS, WORDS]))
    data = dataset.Dataset(record)
    init, read = core.Net("init"), core.Net("read")
    reader = data.random_reader(init, dataset.Const(init, np.array([3, 0, 6]), name="indices"), batch_size=2)
    reader.computeoffset(init)
    stop, batch = reader.read_record(read)
    for each in (net, init, read):
        workspace.RunNetOnce(each)
    first = schema.FetchRecord(batch)
    assert first.id().tolist() == [3, 0] and first.words.value().tolist() == [103, 104, 105, 100, 101]
    assert not workspace.FetchBlob(stop)
    trim = core.Net("trim")
    data.trim(trim, multiple_of=3)
    workspace.RunNetOnce(trim)
    assert [len(blob) for blob in workspace.FetchBlobs(data.get_blobs())] == [6, 6, 7]


def test_record_queue():
    workspace.ResetWorkspace()
    net = core.Net("fill")
    record = schema.ConstRecord(net, schema.from_blob_list(ROWS, [IDS, LENGTHS, WORDS]))
    to = dataset.Dataset(ROWS, name="to")
    with core.NameScope("to"):
        to.init_empty(net)
    reader, writer = dataset.Dataset(record).reader(net), to.writer(net)
    workspace.RunNetOnce(net)
    queue_reader, fill, close, fields = record_queue.RecordQueue(ROWS, num_threads=2).build(reader)
    consume = core.Net("consume")
    stop, taken = queue_reader.read_record(consume)
    store = core.Net("store")
    writer.write_record(store, taken)
    plan = core.Plan("plan")
    plan.AddStep(core.execution_step("both", [
        core.execution_step("producer", [fill, close]),
        core.execution_step("consumer", [core.execution_step("c", consume), core.execution_step("s", store)], should_stop_blob=stop),
    ], concurrent_substeps=True))
    workspace.RunPlan(plan)
    assert rows(workspace.C.Workspace.current, to) == EXPECTED and fields is ROWS


def test_text_file(tmp_path):
    workspace.ResetWorkspace()
    (tmp_path / "rows.tsv").write_text("".join(f"word{i}\t{i / 4}\n" for i in range(5)))
    init, read = core.Net("init"), core.Net("read")
    reader = text_file_reader.TextFileReader(
        init, str(tmp_path / "rows.tsv"), schema.Struct(("word", str), ("number", np.float32)), num_passes=2, batch_size=3)
    stop, record = reader.read_record(read)
    workspace.RunNetOnce(init)
    words, numbers = [], []
    while True:
        workspace.RunNetOnce(read)
        batch = schema.FetchRecord(record)
        words += list(batch.word())
        numbers += batch.number().tolist()
        if workspace.FetchBlob(stop):
            break
    assert [w if isinstance(w, str) else w.decode() for w in words] == [f"word{i}" for i in range(5)] * 2
    assert numbers == [i / 4 for i in range(5)] * 2


def train_job(limit):
    """Adds the rows read in each epoch, two at a time, to a total that the init group makes."""
    with Job() as job:
        with job.init_group, Task():
            record = schema.ConstRecord(ops, schema.from_blob_list(schema.Struct(("value", np.int64)), [np.arange(10)]))
            total = ops.Const(np.array([100]))
            reader = dataset.Dataset(record, name="numbers").reader(ops)
        limited = dataio.ReaderWithLimit(reader, num_iter=limit)
        pipeline.pipe(limited, processor=lambda row: ops.Add([total, row.value()], [total]) and None)
        job.add_stop_condition(limited.data_finished())
    return job, total


@pytest.mark.parametrize("manager", [
    lambda folder: CheckpointManager(folder, "node", "minidb"), lambda folder: MultiNodeCheckpointManager(folder, "minidb")])
def test_a_job_goes_on_where_a_checkpoint_left_it(tmp_path, manager):
    with Cluster(), Node("trainer"):
        job, total = train_job(limit=4)
        job.compile(LocalSession)
        fetch = Task(step=core.Net("nothing"), outputs=[total])

        def value(session):
            session.run(fetch)
            return fetch.outputs()[0].fetch().item()

        session = LocalSession(workspace.C.Workspace())
        assert JobRunner(job, manager(str(tmp_path))).train(session) == 3  # 4 + 4 + 2 rows
        assert value(session) == 100 + sum(range(10))
        for epoch in (0, 1, 2):
            session = LocalSession(workspace.C.Workspace())
            assert JobRunner(job, manager(str(tmp_path)), resume_from_epoch=epoch).train(session) == 3
            assert value(session) == 100 + sum(range(10))


def test_a_failed_checkpoint_ends_no_training(caplog):
    job, _ = train_job(limit=5)
    runner = JobRunner(job, CheckpointManager(os.path.join(os.sep, "no", "such", "folder"), "node", "minidb"))
    assert runner.train(LocalSession(workspace.C.Workspace())) == 3
    assert "Unable to save checkpoint for epoch 1" in caplog.text


def test_epochs_are_limited(ws):
    with Job() as job:
        with job.init_group, Task():
            counter = ops.CreateCounter([], ["epochs"])
        with Task():
            ops.CountUp(counter)
        epoch_limiter(job, 3)
    assert JobRunner(job).train(LocalSession(ws)) == 3


def test_names_of_checkpoints():
    assert db_name(3, "node", "folder") == os.path.join("folder", "node.3")
    assert db_name(3, "node", "folder", "prefix_") == "prefix_node.3"


@pytest.mark.parametrize("make, error, words", [
    (lambda: pipeline.pipe(3), ValueError, "Input must be a reader, queue or stream"),
    (lambda: pipeline.pipe(dataio.CountUntil(1), output=3), ValueError, "output must be a reader, queue or stream"),
    (lambda: pipeline.pipe(dataio.CountUntil(1), num_threads=2, num_runtime_threads=2), AssertionError, "Only one of"),
    (lambda: dataset.Dataset(ROWS).reader(), AssertionError, "not initialized"),
    (lambda: dataio.Reader().schema(), AssertionError, "Schema not provided"),
    (lambda: queue_util.Queue(1).reader(), AssertionError, "needs a schema"),
    (lambda: CheckpointManager("f", "n", "minidb").blob_list(), AssertionError, "init must be called first"),
    (lambda: LocalSession().run(3), ValueError, "steps_or_nets must be"),
])
def test_mistakes_are_named(make, error, words):
    with TaskGroup(), pytest.raises(error, match=words):
        make()
