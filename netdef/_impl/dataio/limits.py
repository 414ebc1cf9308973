"""Readers that end early, or wait."""

from __future__ import annotations

import time
from typing import Any

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.data_type import DataType
from netdef._impl.core.net import Net
from netdef._impl.dataio.interfaces import Reader
from netdef._impl.schema.scalar import Scalar
from netdef._impl.schema.struct import Struct


def _false(net: Net, *outputs: Any) -> BlobReference:
    return net.ConstantFill([], *(outputs or (1,)), shape=[], value=False, dtype=DataType.BOOL)


class ReaderWithLimitBase(Reader):
    """Reads from `reader` until its end or until a limit, whichever comes first.

    Subclasses implement setup_limiter and check_limiter_condition.
    """

    def __init__(self, reader: Reader):
        super().__init__(reader._schema)
        self.reader = reader
        self.net = Net("reader_with_limit")
        self._data_finished = self.net.AddExternalInput(self.net.NextName("data_finished"))
        self.should_stop: BlobReference | None = None

    def setup_ex(self, global_init_net: Net, global_finish_net: Net) -> None:
        _false(global_init_net, [self._data_finished])
        self.reader.setup_ex(global_init_net, global_finish_net)
        self.setup_limiter(global_init_net, global_finish_net)

    def read_ex(self, local_init_net: Net, local_finish_net: Net) -> tuple:
        # A net that sets the stop blob ends the step, so that nothing is read beyond the limit.
        condition_net = Net("limited_reader_condition")
        should_stop = self.check_limiter_condition(condition_net)
        nets, data_finished, fields = self.reader.read_ex(local_init_net, local_finish_net)
        post_net = Net("limited_reader_post")
        post_net.Copy([data_finished], [should_stop])
        post_net.Or([self._data_finished, data_finished], [self._data_finished])
        return [condition_net, *nets, post_net], should_stop, fields

    def setup_limiter(self, global_init_net: Net, global_finish_net: Net) -> None:
        """Adds what the limit needs to nets that run once, before and after."""
        raise NotImplementedError("Subclass must implement `setup_limiter`")

    def check_limiter_condition(self, stop_condition_net: Net) -> BlobReference:
        """Adds the check to a net; the bool blob it writes: whether the limit is reached."""
        raise NotImplementedError("Subclass must implement `check_limiter_condition`")

    def data_finished(self) -> BlobReference:
        """A bool blob: whether the end of the data was reached. It outlives a run only in the global workspace."""
        return self._data_finished


class ReaderWithLimit(ReaderWithLimitBase):
    """Reads `num_iter` records at most; all for None."""

    def __init__(self, reader: Reader, num_iter: int | None = 1):
        super().__init__(reader)
        self.counter: BlobReference | None = None
        self.num_iter = num_iter
        if num_iter is not None:
            self.counter = self.net.AddExternalInput(self.net.NextName("counter"))

    def setup_limiter(self, global_init_net: Net, global_finish_net: Net) -> None:
        if self.counter is not None:
            global_init_net.CreateCounter([], [self.counter], init_count=int(self.num_iter))

    def check_limiter_condition(self, stop_condition_net: Net) -> BlobReference:
        if self.counter is not None:
            return stop_condition_net.CountDown([self.counter], 1)
        return _false(stop_condition_net)


class ReaderWithTimeLimit(ReaderWithLimitBase):
    """Reads for `duration` seconds at most; without limit for 0."""

    def __init__(self, reader: Reader, duration: float = 0):
        super().__init__(reader)
        self.timer: BlobReference | None = None
        self.duration = duration
        self.duration_ns_blob: BlobReference | None = None

    def setup_limiter(self, global_init_net: Net, global_finish_net: Net) -> None:
        if self.duration is None or self.duration <= 0:
            return
        self.timer = global_init_net.TimerBegin([], counter_name="epoch_timer")
        start = global_init_net.TimerGet([self.timer])
        self.duration_ns_blob = global_init_net.ConstantFill([start], value=int(self.duration * 1_000_000_000))
        global_finish_net.TimerEnd([self.timer], [])

    def check_limiter_condition(self, stop_condition_net: Net) -> BlobReference:
        if self.timer is None:
            return _false(stop_condition_net)
        elapsed = stop_condition_net.TimerGet([self.timer])
        return stop_condition_net.GE([elapsed, self.duration_ns_blob])


def CountUntil(num_iter: int) -> ReaderWithLimit:
    """A reader of the numbers below `num_iter`."""
    return ReaderWithLimit(CounterReader(), num_iter)


class CounterReader(Reader):
    """Reads 0, 1, 2 ... (int64), forever."""

    def __init__(self) -> None:
        super().__init__(Struct(("iter", Scalar("int64"))))
        self.counter: BlobReference | None = None
        self.should_stop: BlobReference | None = None

    def setup_ex(self, global_init_net: Net, global_finish_net: Net) -> None:
        if self.counter is None:
            self.counter = global_init_net.CreateCounter([], init_count=0)
            self.should_stop = global_init_net.ConstantFill([], shape=[], dtype=DataType.BOOL, value=False)

    def read_ex(self, local_init_net: Net, local_finish_net: Net) -> tuple:
        count_net = Net("limited_reader_counter")
        return [count_net], self.should_stop, [count_net.CountUp([self.counter], 1)]


class ReaderWithDelay(Reader):
    """Waits `delay` seconds before each record; for tests."""

    def __init__(self, reader: Reader, delay: float):
        super().__init__(reader._schema)
        self.reader = reader
        self.delay = delay

    def setup_ex(self, global_init_net: Net, global_finish_net: Net) -> None:
        self.reader.setup_ex(global_init_net, global_finish_net)

    def read_ex(self, local_init_net: Net, local_finish_net: Net) -> tuple:
        read_net = Net("reader_body")

        def sleep_op(*_: Any) -> None:
            time.sleep(self.delay)

        read_net.Python(sleep_op)([], [])
        return ([read_net], *self.reader.read(read_net))
