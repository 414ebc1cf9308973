"""Reader, Writer and what makes them."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.net import Net
from netdef._impl.core.plan import execution_step
from netdef._impl.schema.columns import from_blob_list
from netdef._impl.schema.field import Field


class Reader:
    """A source of records. Subclasses implement read(net), or read_ex for what one net cannot do."""

    def __init__(self, schema: Field | None = None):
        """schema: of the records, where it is known already."""
        assert schema is None or isinstance(schema, Field), f"expected a schema, got {type(schema)}"
        self._schema = schema

    def schema(self) -> Field:
        """The schema of the records."""
        assert self._schema is not None, "Schema not provided for this reader."
        return self._schema

    def _set_schema(self, schema: Field) -> None:
        self._schema = schema

    def setup_ex(self, init_net: Net, finish_net: Net) -> None:
        """Adds what runs once, before and after, to these nets, which all instances of the reader share."""

    def read_ex(self, local_init_net: Net, local_finish_net: Net) -> tuple:
        """(nets to run for each record, bool blob that says the end was reached, list of blobs).

        local_init_net, local_finish_net: run before and after by each thread that reads.
        """
        read_net = Net("reader_body")
        return ([read_net], *self.read(read_net))

    def read_record_ex(self, local_init_net: Net, local_finish_net: Net) -> tuple:
        """read_ex with a record instead of the list of blobs, where there is a schema."""
        nets, should_stop, fields = self.read_ex(local_init_net, local_finish_net)
        return nets, should_stop, self._as_record(fields)

    def read(self, read_net: Net) -> tuple:
        """Adds the reading to a net: (bool blob that says the end was reached, list of blobs)."""
        raise NotImplementedError("Readers must implement `read`.")

    def read_record(self, read_net: Net) -> tuple:
        """read with a record instead of the list of blobs, where there is a schema."""
        should_stop, fields = self.read(read_net)
        return should_stop, self._as_record(fields)

    def _as_record(self, fields: Any) -> Any:
        return from_blob_list(self._schema, fields) if self._schema is not None else fields

    def reset(self, net: Net) -> None:
        """Adds to a net what makes the reader begin anew."""
        raise NotImplementedError("This reader cannot be resetted.")

    def execution_step(self, reader_net_name: str | None = None, external_should_stop: BlobReference | None = None) -> tuple:
        """(a step that reads until the end, the record); append to the step what is to be done with each record.

        external_should_stop: a bool blob that ends it as well.
        """
        reader_net = Net(reader_net_name or "reader")
        should_stop, fields = self.read_record(reader_net)
        if external_should_stop is not None:
            should_stop = reader_net.Or([external_should_stop, should_stop])
        return execution_step(f"{reader_net_name}_step", reader_net, should_stop_blob=should_stop), fields


class Writer:
    """A sink of records. Subclasses implement write(net, fields), or write_ex for what one net cannot do."""

    _schema: Field | None = None

    def schema(self) -> Field | None:
        """The schema of the records, known from the first that is written."""
        return self._schema

    def write(self, writer_net: Net, fields: Any) -> None:
        """Adds the writing of the blobs to a net."""
        raise NotImplementedError("Writers must implement write.")

    def write_record(self, writer_net: Net, fields: Any) -> None:
        """write of a record or a list of blobs."""
        self.write(writer_net, self._blobs(fields))

    def setup_ex(self, init_net: Net, finish_net: Net) -> None:
        """Adds what runs once, before and after, to these nets; by default the commit at the end."""
        self.commit(finish_net)

    def write_ex(self, fields: Any, local_init_net: Net, local_finish_net: Net, stop_blob: BlobReference) -> list[Net]:
        """The nets that write one record; they may set `stop_blob`, a bool blob, to end the loop."""
        write_net = Net("write_net")
        self.write(write_net, fields)
        return [write_net]

    def write_record_ex(self, fields: Any, local_init_net: Net, local_finish_net: Net,
                        stop_blob: BlobReference | None = None) -> tuple:
        """(the nets that write one record or list of blobs, the stop blob)."""
        blobs = self._blobs(fields)
        if stop_blob is None:
            stop_blob = local_init_net.NextName("dequeue_status")
        return self.write_ex(blobs, local_init_net, local_finish_net, stop_blob), stop_blob

    def commit(self, finish_net: Net) -> None:
        """Adds to a net what ends the writing."""

    def _blobs(self, fields: Any) -> Any:
        if isinstance(fields, Field):
            self._schema = fields
            return fields.field_blobs()
        return fields


class ReaderBuilder:
    """Makes readers: schema() and new_reader(**kwargs), after setup(**kwargs)."""

    def schema(self) -> Field:
        """The schema of the readers' records."""
        raise NotImplementedError(f"{type(self).__name__} must implement schema")

    def setup(self, **kwargs: Any) -> dict:
        """Prepares; what it returns is handed to new_reader."""
        raise NotImplementedError(f"{type(self).__name__} must implement setup")

    def new_reader(self, **kwargs: Any) -> Any:
        """A reader, or anything with a reader() method."""
        raise NotImplementedError(f"{type(self).__name__} must implement new_reader")


class PipedReaderBuilder(ReaderBuilder):
    """Makes readers of `builder` and sends each through `piper(reader, **kwargs)`."""

    def __init__(self, builder: ReaderBuilder, piper: Any):
        self._builder = builder
        self._piper = piper

    def schema(self) -> Field:
        return self._builder.schema()

    def setup(self, **kwargs: Any) -> dict:
        return self._builder.setup(**kwargs)

    def new_reader(self, **kwargs: Any) -> Any:
        output = self._piper(self._builder.new_reader(**kwargs), **{k: v for k, v in kwargs.items() if k != "self"})
        return output if isinstance(output, Reader) else output.reader()


class Pipe:
    """What writers and readers share: writers write what readers read. Subclasses implement reader() and writer()."""

    def __init__(self, schema: Field | None = None, obj_key: str | None = None):
        """obj_key: attach the pipe under this key to the nets that use it, so that setup runs before them."""
        self._num_writers = 0
        self._num_readers = 0
        self._schema = schema
        self._obj_key = obj_key

    def schema(self) -> Field | None:
        """The schema of the records, where it is known."""
        return self._schema

    def setup(self, global_init_net: Net) -> None:
        """Adds what the pipe needs to a net that runs once."""

    def reader(self) -> Reader:
        """A reader of the pipe."""
        raise NotImplementedError(f"{type(self).__name__} must implement reader")

    def writer(self) -> Writer:
        """A writer of the pipe."""
        raise NotImplementedError(f"{type(self).__name__} must implement writer")

    def num_readers(self) -> int:
        """How many readers were set up."""
        return self._num_readers

    def num_writers(self) -> int:
        """How many writers were set up."""
        return self._num_writers

    def _new_writer(self, writer_schema: Field | None, writer_init_net: Net) -> None:
        if writer_schema is not None and self._schema is None:
            self._schema = writer_schema
        self._num_writers += 1
        if self._obj_key is not None:
            writer_init_net.add_attribute(self._obj_key, self)

    def _new_reader(self, reader_init_net: Net) -> None:
        self._num_readers += 1
        if self._obj_key is not None:
            reader_init_net.add_attribute(self._obj_key, self)
