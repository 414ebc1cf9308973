"""Records of a net: what it reads and what it gives, as structured values (see netdef.schema)."""

from __future__ import annotations

from typing import Any

from netdef._impl import scope
from netdef._impl.core.blob_reference import BlobReference


class RecordsOfNet:
    """Mixed into Net."""

    _input_record: Any = None
    _output_record: Any = None

    def input_record(self) -> Any:
        """The record the net reads, None where none was set."""
        return self._input_record

    def output_record(self) -> Any:
        """The record the net gives, None where none was set."""
        return self._output_record

    def set_input_record(self, input_record: Any) -> Any:
        """Declares the record the net reads, whose blobs become external inputs; without blobs it gets `<net>/<field>`.

        Returns the record with its blobs. It can be set once.
        """
        from netdef._impl.schema.records import NewRecord

        assert self._input_record is None or (
            input_record.has_blobs() and set(input_record.field_blobs()) == set(self._input_record.field_blobs())
        ), "Input schema cannot be reset"
        if not input_record.has_blobs():
            with scope.NameScope(self.Name(), reset=True):
                input_record = NewRecord(self, input_record)
        self._input_record = input_record
        for blob in input_record.field_blobs():
            if not self.is_external_input(blob):
                self.AddExternalInput(blob)
        return input_record

    def set_output_record(self, record: Any) -> None:
        """Declares the record the net gives, whose blobs, which it must define, become external outputs."""
        for blob in record.field_blobs():
            assert self.BlobIsDefined(blob), f"{blob} is not defined in net {self.Proto()}"
        known = set(self._net.external_output)
        for blob in record.field_blobs():
            if blob not in known:
                self.AddExternalOutput(blob)
        self._output_record = record

    def AppendOutputRecordField(self, field_name: str, record: Any) -> None:
        """Adds a field to the record the net gives."""
        from netdef._impl.schema.struct import Struct

        assert self._output_record is not None, "Tried to append to missing output record"
        for blob in record.field_blobs():
            assert self.BlobIsDefined(blob), f"{blob} is not defined in net {self.Proto()}"
        for blob in record.field_blobs():
            self.AddExternalOutput(blob)
        self._output_record = self._output_record + Struct((field_name, record))

    def recover_input_record_by_prefix(self, prefix: str) -> None:
        """Makes the record the net reads of the external inputs whose names begin with `prefix`; the rest names the fields."""
        record = _by_prefix(self.external_inputs, prefix)
        if record is not None:
            self.set_input_record(record)

    def recover_output_record_by_prefix(self, prefix: str) -> None:
        """The same for what the net gives and its external outputs."""
        record = _by_prefix(self.external_outputs, prefix)
        if record is not None:
            self.set_output_record(record)

    def _bind_records(self, source: Any, blob_remap: dict[str, str]) -> None:
        """Takes the records of `source`, of which this net is a copy with other names."""
        from netdef._impl.schema.columns import from_blob_list

        for kind in ("_input_record", "_output_record"):
            record = getattr(source, kind)
            if record is not None:
                names = [blob_remap.get(str(blob), str(blob)) for blob in record.field_blobs()]
                setattr(self, kind, from_blob_list(record, [BlobReference(name, self) for name in names]))


def _by_prefix(blobs: list[Any], prefix: str) -> Any:
    from netdef._impl.schema.columns import from_column_list

    chosen = [blob for blob in blobs if str(blob).startswith(prefix)]
    if not chosen:
        return None
    return from_column_list([str(blob)[len(prefix):] for blob in chosen], col_blobs=chosen)
