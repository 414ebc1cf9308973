"""What happens to each record between reader and writer."""

from __future__ import annotations

from typing import Any, Callable, Iterable

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.net import Net
from netdef._impl.core.net_clone import clone_and_bind_net
from netdef._impl.dataio.interfaces import Reader
from netdef._impl.net_builder.builder import NetBuilder
from netdef._impl.schema.columns import as_record
from netdef._impl.schema.field import Field
from netdef._impl.task.setup import LOCAL_SETUP


class Output:
    """What a processor made of a record: nets to run (by default those built with `ops`), the new record, a stop blob."""

    def __init__(self, nets: Any = None, record: Any = None, should_stop: BlobReference | None = None):
        built = NetBuilder.current().get()
        assert nets is None or not built, "Cannot both use `ops` syntax and return a list of nets."
        if nets is None:
            nets = built
        self.nets: list = [nets] if isinstance(nets, Net) else list(nets)
        self.record = None if record is None else as_record(record)
        self.should_stop = should_stop


def normalize_processor_output(output: Any) -> Output:
    """An Output; (nets, record) or (nets, record, stop blob); a record; or None."""
    if isinstance(output, Output):
        return output
    if isinstance(output, (list, tuple)):
        return Output(*output)
    return Output(record=output)


def make_processor(processor: Any, reader: Reader | None = None) -> Callable:
    """None as the processor that does nothing, a Net as a NetProcessor, others as they are."""
    if processor is None:
        return lambda rec: rec
    if isinstance(processor, Net):
        return NetProcessor(processor)
    if reader is not None and hasattr(processor, "schema_func"):
        processor.schema = lambda: processor.schema_func(reader)
    return processor


def processor_name(processor: Any) -> str:
    """Its name, or that of its class."""
    return processor.name if hasattr(processor, "name") else type(processor).__name__


class NetProcessor:
    """A copy of a net, with its input record bound to the record that is read, for each thread."""

    def __init__(self, net: Net, stop_signal: BlobReference | None = None, thread_init_nets: Iterable[Net] | None = None,
                 name: str | None = None):
        """stop_signal: a bool blob of the net that ends the reading. thread_init_nets: run before, copied as well."""
        assert isinstance(net, Net), f"expected a Net, got {type(net)}"
        assert stop_signal is None or isinstance(stop_signal, BlobReference), f"expected a BlobReference, got {type(stop_signal)}"
        self.name = name or str(net)
        self.thread_init_nets = list(thread_init_nets or [])
        self.net = net
        self._stop_signal = stop_signal
        self._blob_maps: list[dict] = []
        self._frozen = False
        self._cloned_init_nets: list[Net] = []

    def schema(self) -> Field | None:
        """The output record of the net."""
        return self.net.output_record()

    def setup(self, init_net: Net) -> list[Net]:
        """The copies of the nets that run before."""
        self._frozen = True
        cloned, self._cloned_init_nets = self._cloned_init_nets, []
        return cloned

    def __call__(self, rec: Any) -> Output:
        assert not self._frozen, "the processor is in use already and can take no further reader"
        prefix = (NetBuilder.current().name or "") + "/"
        blob_remap: dict = {}
        for net in self.thread_init_nets:
            self._cloned_init_nets.append(clone_and_bind_net(net, str(net) + prefix, prefix, blob_remap)[0])
        net, remappings = clone_and_bind_net(self.net, str(self.net) + prefix, prefix, blob_remap, rec)
        stop_signal = self._stop_signal
        if stop_signal is not None and str(stop_signal) in remappings:
            stop_signal = BlobReference(remappings[str(stop_signal)], net)
        self._blob_maps.append(remappings)
        return Output([net], net.output_record(), stop_signal)

    def blob_maps(self) -> list[dict]:
        """For each copy, from names in the net to names in the copy."""
        self._frozen = True
        return self._blob_maps


class ProcessingReader(Reader):
    """Reads what a processor makes of the records of another reader."""

    def __init__(self, reader: Reader, processor: Any):
        super().__init__()
        self.reader = reader
        self.processor = make_processor(processor, reader)

    def schema(self) -> Field:
        return self.processor.schema()

    def setup_ex(self, init_net: Net, finish_net: Net) -> None:
        self.reader.setup_ex(init_net, finish_net)

    def read_ex(self, init_net: Net, exit_net: Net) -> tuple:
        read_nets, status, record = self.reader.read_record_ex(init_net, exit_net)
        with NetBuilder() as builder:
            result = normalize_processor_output(self.processor(record))
        nets = [*read_nets, *result.nets]
        stops = [blob for blob in (result.should_stop, builder._stop_blob) if blob is not None]
        if stops:
            stop_net = Net("stop_net")
            for blob in stops:
                stop_net.Or([status, blob], [status])
            nets.append(stop_net)
        if hasattr(self.processor, "setup"):
            init_net.add_attribute(LOCAL_SETUP, self.processor)
        self._schema = result.record
        return nets, status, result.record.field_blobs() if result.record is not None else None
