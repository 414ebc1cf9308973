"""Several readers as one."""

from __future__ import annotations

from typing import Any, Sequence

from netdef._impl.core.net import Net
from netdef._impl.dataio.interfaces import Reader, ReaderBuilder
from netdef._impl.schema.struct import Struct


class CompositeReader(Reader):
    """Reads a record from each reader, as one record with a field for each; ends with the first that ends."""

    def __init__(self, names: Sequence[str], readers: Sequence[Reader]):
        """names: of the fields, one for each reader."""
        assert len(names) == len(readers), f"expected a name for each of {len(readers)} readers, got {len(names)}"
        super().__init__(Struct(*[(name, reader.schema()) for name, reader in zip(names, readers)]))
        self._names, self._readers = names, readers

    def setup_ex(self, init_net: Net, finish_net: Net) -> None:
        for reader in self._readers:
            reader.setup_ex(init_net, finish_net)

    def read_ex(self, local_init_net: Net, local_finish_net: Net) -> tuple:
        parts = []
        for name, reader in zip(self._names, self._readers):
            nets, should_stop, record = reader.read_record_ex(local_init_net, local_finish_net)
            parts.append((name, nets, should_stop, record))
        last_stop = parts[-1][2]
        all_nets: list[Net] = []
        for name, nets, should_stop, _ in parts[:-1]:
            # The stop blob is looked at after each net: the first reader that ends ends the step.
            stop_net = Net(f"{name}_stop")
            stop_net.Or([last_stop, should_stop], [last_stop])
            all_nets += [*nets, stop_net]
        all_nets += parts[-1][1]
        return all_nets, last_stop, Struct(*[(name, record) for name, _, _, record in parts]).field_blobs()

    def reset(self, net: Net) -> None:
        for reader in self._readers:
            reader.reset(net)


class CompositeReaderBuilder(ReaderBuilder):
    """Makes CompositeReaders of the readers that several builders make."""

    def __init__(self, names: Sequence[str], reader_builders: Sequence[ReaderBuilder]):
        self._names, self._reader_builders = names, reader_builders
        self._schema = Struct(*[(name, builder.schema()) for name, builder in zip(names, reader_builders)])

    def schema(self) -> Struct:
        return self._schema

    def setup(self, **kwargs: Any) -> dict:
        results: dict = {}
        for builder in self._reader_builders:
            results.update(builder.setup(**kwargs))
        return results

    def new_reader(self, **kwargs: Any) -> CompositeReader:
        made = [builder.new_reader(**kwargs) for builder in self._reader_builders]
        readers = [part if isinstance(part, Reader) else part.reader() for part in made]
        return CompositeReader(self._names, readers)
