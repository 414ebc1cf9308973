"""Threads that feed nets and do other work."""

import threading
import time

import numpy as np
import pytest

from netdef import core, data_workers, parallel_workers, timeout_guard, workspace
from netdef.experiment_util import ModelTrainerLog


@pytest.fixture(autouse=True)
def fresh_workspace():
    workspace.ResetWorkspace()
    yield
    data_workers.global_coordinator.stop()
    parallel_workers.global_coordinator.stop()


def test_chunks_of_any_size_become_batches_in_order():
    net = core.Net("fed")
    lock, next_value = threading.Lock(), iter(range(10**9))

    def fetch(worker_id, batch_size):
        with lock:
            values = np.array([next(next_value) for _ in range(1 + next(next_value) % 7)], np.float32)
        return [values.reshape(-1, 1), -values]

    coordinator = data_workers.init_data_input_workers(net, ["data", "label"], fetch, 8, 1, input_source_name="ordered")
    coordinator.start()
    workspace.CreateNet(net)
    seen = []
    for _ in range(20):
        workspace.RunNet(net)
        data, label = workspace.FetchBlob("data"), workspace.FetchBlob("label")
        assert data.shape == (8, 1) and label.shape == (8,)
        np.testing.assert_array_equal(data[:, 0], -label)
        seen += data[:, 0].tolist()
    assert seen == sorted(seen)
    assert coordinator.stop_coordinator("ordered")
    assert coordinator._coordinators == []


def test_a_stop_frees_workers_that_wait_for_room():
    net = core.Net("unread")
    coordinator = data_workers.init_data_input_workers(
        net, ["x"], lambda worker_id, size: [np.ones((size, 2), np.float32)], 4, 2, input_source_name="stopped", max_buffered_batches=3)
    coordinator.start()
    time.sleep(0.3)
    assert coordinator.stop()


def test_a_failing_fetcher_fails_the_net():
    net = core.Net("failing")

    def fetch(worker_id, batch_size):
        raise OSError("the disk is gone")

    coordinator = data_workers.init_data_input_workers(net, ["x"], fetch, 4, 1, input_source_name="failing")
    coordinator.start()
    workspace.CreateNet(net)
    with timeout_guard.CompleteInTimeOrDie(60), pytest.raises(RuntimeError):
        workspace.RunNet(net)


def test_parallel_workers_run_until_they_are_stopped():
    calls, closed = [], []
    coordinator = parallel_workers.init_workers(
        lambda worker_id: (calls.append(worker_id), time.sleep(0.01)), num_worker_threads=3,
        init_fun=lambda coordinator, everything: calls.append("init"), shutdown_fun=lambda: closed.append(True))
    coordinator.start()
    while len(set(calls)) < 4:
        time.sleep(0.01)
    assert coordinator.stop()
    assert calls[0] == "init" and closed == [True]
    count = len(calls)
    time.sleep(0.05)
    assert len(calls) == count


def test_training_log(tmp_path):
    log = ModelTrainerLog(str(tmp_path / "experiment"), {"rate": 0.1})
    log.log(10, 1, {"loss": 0.5, "accuracy": 0.25})
    log.log(20, 2, {"loss": 0.4, "accuracy": 0.5})
    lines = open(log.filename).read().splitlines()
    assert lines[0] == "# {'rate': 0.1}"
    assert lines[1].split(",")[2:] == [
        "input_count", "cumulative_input_count", "cumulative_batch_count", "inputs_per_sec", "accuracy", "loss"]
    assert lines[3].split(",")[2:5] == ["20", "30", "2"] and lines[3].endswith(",0.5,0.4")
    with pytest.raises(AssertionError, match="expected the columns"):
        log.log(1, 3, {"other": 1})
