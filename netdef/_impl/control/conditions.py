"""Nets that compute conditions: bool blobs, the last external output of a net."""

from __future__ import annotations

from typing import Any, Sequence

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.data_type import DataType
from netdef._impl.core.net import Net


def BoolNet(*blobs_with_bool_value: Any) -> Net:
    """A net that sets bool blobs: BoolNet((blob, True), (other, False)), or the same as one list."""
    net = Net("bool_net")
    if len(blobs_with_bool_value) == 1 and isinstance(blobs_with_bool_value[0], list):
        blobs_with_bool_value = tuple(blobs_with_bool_value[0])
    for blob, value in blobs_with_bool_value:
        net.AddExternalOutput(net.ConstantFill([], [blob], shape=[], value=value, dtype=DataType.BOOL))
    return net


def NotNet(condition_blob_or_net: Any) -> tuple[Net, BlobReference]:
    """(a net that negates a condition, the blob with the result)."""
    net = Net("not_net")
    result = net.Not(condition_blob(condition_blob_or_net))
    net.AddExternalOutput(result)
    return net, result


def copy_net(condition: BlobReference) -> tuple[Net, BlobReference]:
    """(a net that copies a condition, the copy)."""
    net = Net("copy_condition_blob_net")
    result = net.Copy(condition)
    net.AddExternalOutput(result)
    return net, result


def GetConditionBlobFromNet(condition_net: Net) -> BlobReference:
    """The condition a net computes: its last external output."""
    assert condition_net.Proto().external_output, (
        f"Condition net {condition_net.Name()} must have at least one external output")
    return BlobReference(condition_net.Proto().external_output[-1])


def condition_blob(condition_blob_or_net: Any) -> Any:
    """A condition blob as it is, or that of a net."""
    if isinstance(condition_blob_or_net, Net):
        return GetConditionBlobFromNet(condition_blob_or_net)
    return condition_blob_or_net


def CombineConditions(name: str, condition_nets: Sequence[Any], relation: str) -> Net | None:
    """A net that combines conditions by "And" or "Or"; it does not run the nets that compute them. None for none."""
    if not condition_nets:
        return None
    conditions = [condition_blob(condition) for condition in condition_nets]
    if len(conditions) == 1:
        return copy_net(conditions[0])[0]
    net = Net(name)
    combined = conditions[0]
    for condition in conditions[1:]:
        combined = getattr(net, relation)([combined, condition])
    net.AddExternalOutput(combined)
    return net


def MergeConditionNets(name: str, condition_nets: Any, relation: str) -> Net | None:
    """A net that computes all conditions and combines them by "And" or "Or"; the net itself for one, None for none."""
    if not isinstance(condition_nets, list):
        return condition_nets
    if len(condition_nets) <= 1:
        return condition_nets[0] if condition_nets else None
    merged = Net(name)
    combined = None
    for net in condition_nets:
        merged.AppendNet(net)
        del merged.Proto().external_output[:]
        condition = GetConditionBlobFromNet(net)
        combined = condition if combined is None else getattr(merged, relation)([combined, condition])
    merged.AddExternalOutput(combined)
    return merged
