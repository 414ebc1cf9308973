"""Which operator sets there are: what a model may ask for."""

from __future__ import annotations

import onnx

from netdef.onnx.error import Unsupported

CONTRIB = "com.microsoft"
"""ONNX Runtime's own operators: a domain without schemas in the onnx package."""


def normal_domain(domain: str) -> str:
    """ONNX's own domain has two spellings; here it is ""."""
    return "" if domain == "ai.onnx" else domain


def netdef_domain(domain: str) -> str:
    """The domain of an OperatorDef; there "" is Caffe2."""
    return domain or "ai.onnx"


def newest(domain: str = "") -> int:
    """The newest operator set of a domain that the onnx package knows, 0 for a domain that it does not know."""
    return max((version for name, version in onnx.helper.OP_SET_ID_VERSION_MAP if name == netdef_domain(domain)), default=0)


def imported(model: onnx.ModelProto) -> dict[str, int]:
    """Domain -> opset of a model; those of unknown domains too, whose nodes are reported where there are any.

    Raises Unsupported for versions of known domains that are not known.
    """
    versions = {normal_domain(entry.domain): entry.version for entry in model.opset_import}
    if not versions:
        versions = {"": 1}  # IR versions 1 and 2 named none
    local = {normal_domain(function.domain) for function in model.functions}
    faults = [
        f"opset {version} of {netdef_domain(domain)} (known are 1 to {newest(domain)})"
        for domain, version in versions.items()
        if domain not in local and newest(domain) and not 1 <= version <= newest(domain)
    ]
    if faults:
        raise Unsupported(f"the model asks for {', '.join(faults)}; a newer onnx package may know more")
    return versions


def schema(op_type: str, domain: str, version: int) -> onnx.defs.OpSchema | None:
    """The schema in force at an opset, None where there is none."""
    try:
        return onnx.defs.get_schema(op_type, version, domain)
    except onnx.defs.SchemaError:
        return None
