"""pipe: a task that reads, processes and writes records until the reader's end."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.data_type import DataType
from netdef._impl.core.net import Net
from netdef._impl.core.plan import execution_step, to_execution_step
from netdef._impl.dataio.interfaces import Reader, Writer
from netdef._impl.net_builder.builder import NetBuilder
from netdef._impl.net_builder.operations import ops
from netdef._impl.pipeline.processor import ProcessingReader, processor_name
from netdef._impl.queues.queue import Queue
from netdef._impl.task.cluster import Node
from netdef._impl.task.task import Task

DEFAULT_QUEUE_CAPACITY = 100


def pipe(input: Any, output: Any = None, num_threads: int = 1, processor: Any = None, name: str | None = None,
         capacity: int | None = None, group: Any = None, num_runtime_threads: int = 1) -> Any:
    """Adds to the current task group (or to `group`) a task that moves records from `input` to `output`; the output's queue.

    input: a Reader, or anything with reader(). output: a Writer, anything with writer(), or None for a new queue of `capacity`
        records.
    processor: called with the record, builds what is done with it with `ops` and returns the new record; or a Net with input and
        output records.
    num_threads: how many times the processor is called, for nets of their own in as many threads.
    num_runtime_threads: how many threads run the same nets. Only one of both may be more than 1; 0 makes no task and returns the
        reader.
    """
    return _pipe_step(input, output, num_threads, processor, name, capacity, group, num_runtime_threads, None)[0]


def pipe_and_output(input: Any, output: Any = None, num_threads: int = 1, processor: Any = None, name: str | None = None,
                    capacity: int | None = None, group: Any = None, num_runtime_threads: int = 1,
                    final_outputs: Any = None) -> tuple:
    """As pipe: (the output's queue, the TaskOutput or list of them for `final_outputs`)."""
    assert num_threads > 0, "pipe_and_output needs a thread"
    queue, task = _pipe_step(input, output, num_threads, processor, name, capacity, group, num_runtime_threads, final_outputs)
    if final_outputs is None:
        return queue, None
    outputs = task.outputs()
    return queue, outputs if isinstance(final_outputs, (list, tuple)) else outputs[0]


def _pipe_step(input: Any, output: Any, num_threads: int, processor: Any, name: str | None, capacity: int | None, group: Any,
               num_runtime_threads: int, final_outputs: Any) -> tuple:
    assert num_threads <= 1 or num_runtime_threads <= 1, "Only one of num_threads or num_runtime_threads must be set."
    if isinstance(input, Reader):
        reader = input
    elif hasattr(input, "reader"):
        reader = input.reader()
    else:
        raise ValueError(f"Input must be a reader, queue or stream. Got {type(input)}")
    if processor is not None:
        reader = ProcessingReader(reader, processor)
    if num_threads == 0 or num_runtime_threads == 0:
        assert output is None, "without a thread there is nothing to write the output"
        return reader, None
    if name is None and processor is not None:
        name = processor_name(processor)
    if name is None and output is not None:
        name = f"pipe_into:{processor_name(output)}"
    if name is None:
        name = f"pipe_from:{processor_name(input)}"
    pipe_ = _Pipe(name, reader, output, capacity)
    if num_threads > 1:
        return pipe_.static_threads(group, final_outputs, num_threads)
    return pipe_.runtime_threads(group, final_outputs, num_runtime_threads)


class _Pipe:
    """The nets between one reader and one output."""

    def __init__(self, name: str, reader: Reader, output: Any, capacity: int | None):
        self.name, self.reader, self.output, self.capacity = name, reader, output, capacity
        self.queue: Any = None
        self.writer: Writer | None = None

    def runtime_threads(self, group: Any, final_outputs: Any, num_threads: int) -> tuple:
        """One set of nets, run by several threads in workspaces of their own."""
        with Task(name=self.name, group=group, outputs=final_outputs, num_instances=num_threads) as task:
            global_init, global_exit = Net("pipe:init"), Net("pipe:exit")
            self.reader.setup_ex(global_init, global_exit)
            instance_init, instance_exit = Net("pipe:instance:init"), Net("pipe:instance:exit")
            body, timer_end = self._body(instance_init, instance_exit, global_init, global_exit, task.name)
            with ops.task_init():
                ops.net(global_init)
            with ops.task_instance_init():
                ops.net(instance_init)
            ops.net(body)
            ops.net(timer_end)
            with ops.task_instance_exit():
                ops.net(instance_exit)
            with ops.task_exit():
                ops.net(global_exit)
        return self.queue, task

    def static_threads(self, group: Any, final_outputs: Any, num_threads: int) -> tuple:
        """As many sets of nets as threads."""
        with Task(name=self.name, group=group, outputs=final_outputs) as task:
            global_init, global_exit = Net("init"), Net("exit")
            self.reader.setup_ex(global_init, global_exit)
            steps = []
            for thread in range(num_threads):
                with NetBuilder(name=f"t:{thread}") as builder:
                    init_net, exit_net = Net("init"), Net("exit")
                    body, timer_end = self._body(init_net, exit_net, global_init, global_exit, task.name)
                    for part in (init_net, body, timer_end, exit_net):
                        ops.net(part)
                steps.append(to_execution_step(builder))
            ops.net(global_init)
            ops.net(execution_step("body", steps, concurrent_substeps=True))
            ops.net(global_exit)
        return self.queue, task

    def _body(self, init_net: Net, exit_net: Net, global_init: Net, global_exit: Net, task_name: str) -> tuple:
        """(the step that reads and writes until the end, the net that ends its timer)."""
        read_nets, status, record = self.reader.read_record_ex(init_net, exit_net)
        init_net.ConstantFill([], [status], shape=[], value=False, dtype=DataType.BOOL)
        write_nets: list = []
        if record is not None:
            if self.writer is None:
                with NetBuilder(_fullname=task_name):  # the queue belongs to the task, not to one of its threads
                    self._open_output(global_init, global_exit)
            write_nets, _ = self.writer.write_record_ex(record, init_net, exit_net, status)
        timer_start, timer_end = Net("timer_start"), Net("timer_end")
        timer = timer_start.TimerBegin([], counter_name=self._timer_name())
        timer_end.TimerEnd([timer], [])
        body = execution_step("body", [timer_start, *read_nets, *write_nets, timer_end], should_stop_blob=_reference(status))
        return body, timer_end

    def _open_output(self, global_init: Net, global_exit: Net) -> None:
        if self.output is None:
            self.queue = Queue(capacity=self.capacity or DEFAULT_QUEUE_CAPACITY)
            self.writer = self.queue.writer()
        elif isinstance(self.output, Writer):
            assert self.capacity is None, "capacity would not be used."
            self.writer = self.output
        elif hasattr(self.output, "writer"):
            assert self.capacity is None, "capacity would not be used."
            self.queue, self.writer = self.output, self.output.writer()
        else:
            raise ValueError("output must be a reader, queue or stream.")
        self.writer.setup_ex(global_init, global_exit)

    def _timer_name(self) -> str:
        sink = processor_name(self.output) if self.output else "NoOutput"
        return f"{Node.current()}/pipe/{self.name}/{processor_name(self.reader)}/{sink}"


def _reference(blob: Any) -> BlobReference:
    return blob if isinstance(blob, BlobReference) else BlobReference(blob)
