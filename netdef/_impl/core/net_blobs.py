"""The blobs of a net: which are defined, which are external, which names are free."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.blob_reference import BlobReference, ScopedBlobReference, ScopedName
from netdef.proto import caffe2_pb2


def external_reference(blob: Any) -> BlobReference:
    return blob if isinstance(blob, BlobReference) else BlobReference(blob)


class BlobsOfNet:
    """Mixed into Net. Look-up tables mirror the proto; after Proto() gave it away they are made anew."""

    _net: caffe2_pb2.NetDef

    def _start_blobs(self, name: str) -> None:
        self._stale = False
        self._registered_blob_names: set[str] = set()
        self._next_suffix: dict[tuple[str, int | None], int] = {}
        self._rebuild_tables()
        self._next_name_index = self._first_free_index(name + "_blob_")

    def _rebuild_tables(self) -> None:
        self._external_inputs = set(self._net.external_input)
        self._outputs = {output for op in self._net.op for output in op.output}
        self._next_suffix.clear()
        self._stale = False

    def _CheckLookupTables(self) -> None:
        """Asserts that the look-up tables say what the message says."""
        if not self._stale:
            outputs, external = self._outputs, self._external_inputs
            self._rebuild_tables()
            assert outputs == self._outputs and external == self._external_inputs, "the look-up tables do not mirror the net"

    def _first_free_index(self, prefix: str) -> int:
        names = {name for op in self._net.op for name in (*op.input, *op.output)}
        used = [name[len(prefix):] for name in names if name.startswith(prefix)]
        return max((int(number) for number in used if number.isdecimal()), default=-1) + 1

    # --- questions

    def BlobIsDefined(self, blob: Any) -> bool:
        """Whether the blob is an external input of the net or an output of one of its operators."""
        if self._stale:
            self._rebuild_tables()
        name = blob if isinstance(blob, str) else str(blob)
        return name in self._outputs or name in self._external_inputs

    def UsesBlob(self, blob: Any) -> bool:
        """Whether an operator reads the blob, or it is an external input."""
        name = str(blob)
        return name in self._net.external_input or any(name in op.input for op in self._net.op)

    def UsedBlobNames(self) -> set[str]:
        """Every name that occurs in the net."""
        names = {name for op in self._net.op for name in (*op.input, *op.output)}
        return names.union(self._net.external_input, self._net.external_output)

    def GetBlobRef(self, blob_name: Any) -> BlobReference:
        """A reference to a blob the net defines.

        Raises:
            KeyError: it defines no such blob.
        """
        if not self.BlobIsDefined(blob_name):
            raise KeyError(f"Net does not define blob {blob_name}")
        return BlobReference(blob_name, self)

    # --- external inputs and outputs

    @property
    def external_inputs(self) -> list[BlobReference]:
        """What the net reads from outside, in order."""
        return [external_reference(name) for name in self._net.external_input]

    @property
    def external_outputs(self) -> list[BlobReference]:
        """What the net is run for, in order."""
        return [external_reference(name) for name in self._net.external_output]

    def is_external_input(self, blob: Any) -> bool:
        """Whether the blob is an external input."""
        if self._stale:
            self._rebuild_tables()
        return str(blob) in self._external_inputs

    def AddExternalInput(self, *inputs: Any) -> Any:
        """Declares external inputs; returns a reference, or a list of them for several."""
        assert len(inputs) > 0, "no input is given"
        names = [str(blob) for blob in inputs]
        seen: set[str] = set()
        for name in names:
            assert not self.is_external_input(name) and name not in seen, f"Net already contains an input named {name}"
            seen.add(name)
        self._net.external_input.extend(names)
        self._external_inputs.update(names)
        refs = [external_reference(blob) for blob in inputs]
        return refs[0] if len(refs) == 1 else refs

    def AddExternalInputs(self, *inputs: Any) -> Any:
        """AddExternalInput."""
        return self.AddExternalInput(*inputs)

    def AddScopedExternalInputs(self, *inputs: Any) -> list[BlobReference]:
        """AddExternalInput of names under the current name scope; always a list."""
        refs = self.AddExternalInput(*[ScopedBlobReference(blob) for blob in inputs])
        return refs if isinstance(refs, list) else [refs]

    def AddExternalOutput(self, *outputs: BlobReference) -> None:
        """Declares external outputs, which the net must define."""
        for output in outputs:
            assert isinstance(output, BlobReference), f"expected a BlobReference, got {type(output).__name__}"
            assert self.BlobIsDefined(output), f"{output} is not defined"
        self._net.external_output.extend(str(output) for output in outputs)

    def AddExternalOutputs(self, *outputs: BlobReference) -> None:
        """AddExternalOutput."""
        self.AddExternalOutput(*outputs)

    def AddScopedExternalOutputs(self, *outputs: Any) -> None:
        """AddExternalOutput of names under the current name scope."""
        self.AddExternalOutput(*[ScopedBlobReference(blob) for blob in outputs])

    # --- names

    def NextName(self, prefix: str | None = None, output_id: int | None = None) -> str:
        """A free name: `<net>/<prefix>`, or with the suffix _2, _3 ...; `<net>_blob_<number>` without a prefix."""
        if not prefix:
            name = f"{self._net.name}_blob_{self._next_name_index}"
            self._next_name_index += 1
            return name
        if self._stale:
            self._rebuild_tables()
        base = f"{self._net.name}/{prefix}"
        end = "" if output_id is None else f":{output_id}"
        key = (ScopedName(base), output_id)
        number = self._next_suffix.get(key, 1)
        while True:
            name = (base if number == 1 else f"{base}_{number}") + end
            if not self.BlobIsDefined(ScopedName(name)):
                self._next_suffix[key] = number
                return name
            number += 1

    def NextBlob(self, prefix: str = "unnamed") -> BlobReference:
        """A reference to a name that is free and from now on taken: `prefix`, or with _auto_0, _auto_1 ..."""
        name = prefix
        key = (prefix, -1)
        number = self._next_suffix.get(key, 0)
        if number:
            name = f"{prefix}_auto_{number - 1}"
        while name in self._registered_blob_names or self.BlobIsDefined(name):
            name = f"{prefix}_auto_{number}"
            number += 1
        self._next_suffix[key] = number
        self._registered_blob_names.add(name)
        return BlobReference(name)

    def NextScopedBlob(self, prefix: str = "unnamed") -> BlobReference:
        """NextBlob under the current name scope."""
        return self.NextBlob(ScopedName(prefix))
