"""Copies of a net: whole, renamed, or only the part that computes certain outputs."""

from __future__ import annotations

from typing import Any, Sequence

from netdef._impl.core import remap
from netdef._impl.core.ssa import get_op_ids_in_path, get_ssa, get_undefined_blobs
from netdef.proto import caffe2_pb2


class CopiesOfNet:
    """Mixed into Net."""

    def Clone(
        self,
        name: str,
        blob_remap: dict[Any, Any] | None = None,
        op_id_mask: Sequence[int] | None = None,
        remap_funcs: dict[str, Any] | None = None,
        keep_schema: bool = True,
        update_external_list: bool = False,
    ) -> Any:
        """A copy under another name.

        blob_remap: old name -> new name. op_id_mask: the operators to keep. remap_funcs: by operator type, functions
            (op, prefix, blob_remap) that rename blobs in arguments.
        keep_schema: the copy gets the records of this net, under the new names.
        update_external_list: external inputs and outputs are those of the kept operators.
        """
        blob_remap = {str(old): str(new) for old, new in (blob_remap or {}).items()}
        proto = caffe2_pb2.NetDef()
        proto.CopyFrom(self._net)
        proto.name = name
        if op_id_mask is not None:
            del proto.op[:]
            proto.op.extend(self._net.op[i] for i in op_id_mask)
        if blob_remap or op_id_mask is not None:
            functions = {**remap.DEFAULT_REMAP_FUNCS, **(remap_funcs or {})}
            for op in proto.op:
                remap.rename(op.input, blob_remap)
                remap.rename(op.output, blob_remap)
                if op.type in functions:
                    functions[op.type](op, f"{name}/" if name else "", blob_remap)
            remap.rename(proto.external_input, blob_remap)
            remap.rename(proto.external_output, blob_remap)
        if update_external_list:
            _declare_externals(proto)
        copy = type(self)(proto)
        for key, objects in self._attr_dict.items():
            copy._attr_dict[key] = list(objects)
        if keep_schema:
            copy._bind_records(self, blob_remap)
        return copy

    def ClonePartial(self, name: str, inputs: Any, outputs: Sequence[Any], remap_funcs: dict[str, Any] | None = None) -> tuple:
        """A copy with only what computes `outputs` from `inputs`; returns (net, references to the outputs).

        inputs: blobs of this net; or a dict, or a list of pairs, from those to their names in the copy. Other blobs that the
            copy reads keep their names, blobs it makes get its name as prefix.
        """
        if not isinstance(inputs, dict):
            pairs = all(isinstance(blob, tuple) and len(blob) == 2 for blob in inputs)
            inputs = dict(inputs) if pairs and inputs else dict(zip(inputs, inputs))
        for output in outputs:
            assert self.BlobIsDefined(output), f"{output} is not defined"
        given = {str(old): str(new) for old, new in inputs.items()}
        ssa, versions = get_ssa(self._net, {name: 0 for name in given})
        used = get_op_ids_in_path(ssa, versions, given, outputs)
        producers_of_inputs = get_op_ids_in_path(ssa, versions, [], [blob for blob in given if blob in versions])
        assert not set(used) & set(producers_of_inputs), (
            "Cannot partially clone net: some of the ops required would generate the given input.")
        undefined = [b for b in _in_order(ssa, used) if b not in given and b in get_undefined_blobs([ssa[i] for i in used])]
        prefix = f"{name}/" if name else ""
        names = {blob: given.get(blob, blob if blob in undefined else prefix + blob) for blob in versions}
        copy = self.Clone(name, names, used, remap_funcs)
        outputs_of_copy = [names[str(output)] for output in outputs]
        proto = copy.Proto()
        del proto.external_input[:]
        proto.external_input.extend([*(names[blob] for blob in given), *undefined])
        del proto.external_output[:]
        proto.external_output.extend(outputs_of_copy)
        return copy, [copy.GetBlobRef(output) for output in outputs_of_copy]


def _in_order(ssa: Any, ops: Sequence[int]) -> list[str]:
    """The blobs that `ops` read, each once, in order."""
    return list(dict.fromkeys(name for i in ops for name, _ in ssa[i][0]))


def _declare_externals(proto: caffe2_pb2.NetDef) -> None:
    """External inputs become what the operators read from outside, external outputs what none of them reads."""
    made: set[str] = set()
    inputs: dict[str, None] = {}
    consumed: set[str] = set()
    for op in proto.op:
        for blob in op.input:
            consumed.add(blob)
            if blob not in made:
                inputs[blob] = None
        made.update(op.output)
    outputs = dict.fromkeys(blob for op in proto.op for blob in op.output if blob not in consumed or blob in proto.external_output)
    del proto.external_input[:]
    proto.external_input.extend(inputs)
    del proto.external_output[:]
    proto.external_output.extend(outputs)


def _bound(net: Any, inputs: Any) -> dict[str, str]:
    """The blobs of the net's input record by name, and those of `inputs` that take their places."""
    original = net.input_record()
    assert original is not None, f"net {net} has no input record to bind inputs to"
    expected, given = original.field_names(), inputs.field_names()
    missing = set(expected) - set(given)
    assert not missing, (
        f"Schemas don't match, extra fields {missing} found in the net {net}. original: {expected}; inputs: {given}")
    new = dict(zip(given, inputs.field_blobs()))
    return {str(blob): str(new[field]) for field, blob in zip(expected, original.field_blobs())}


def clone_and_bind_net(
    net: Any,
    name: str,
    prefix: str,
    blob_remap: dict[str, str] | None = None,
    inputs: Any = None,
    keep_schema: bool = True,
) -> tuple[Any, dict[str, str]]:
    """A copy whose own blobs get `prefix`; returns (net, all names: old -> new).

    blob_remap: names to use instead. inputs: a record with the blobs that the copy reads, of the same fields as the record
        that `net` reads.
    """
    names = {str(old): str(new) for old, new in (blob_remap or {}).items()}
    if inputs is not None:
        names.update(_bound(net, inputs))
    ssa, versions = get_ssa(net)
    undefined = get_undefined_blobs(ssa)
    for blob in versions:
        if blob not in names:
            names[blob] = blob if blob in undefined else prefix + blob
    return net.Clone(name, names, keep_schema=keep_schema), names
