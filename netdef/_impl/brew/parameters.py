"""What the layers have in common: making parameters, asking for cuDNN."""

from __future__ import annotations

from typing import Any, Sequence

from netdef._impl.core.blob_reference import BlobReference, ScopedBlobReference
from netdef._impl.modeling.initializers import ExternalInitializer, Initializer, update_initializer

Filler = tuple[str, dict[str, Any]]
"""An operator that fills a parameter, and its arguments."""
XAVIER: Filler = ("XavierFill", {})
ZERO: Filler = ("ConstantFill", {})


def make_param(
    model: Any, name: Any, shape: Sequence[int], tag: str, initializer: Any, filler: Filler | None, default: Filler
) -> BlobReference:
    """A parameter that starts as `initializer` (a class) or `filler` (operator, arguments) say, else with `default`.

    A model without init_params only declares it.
    """
    chosen = update_initializer(initializer, filler, default) if model.init_params else ExternalInitializer()
    return model.create_param(param_name=name, shape=shape, initializer=chosen, tags=tag)


def add_param(model: Any, name: Any, shape: Sequence[int], filler: Filler, tag: str | None = None) -> BlobReference:
    """A parameter filled by `filler` that the model knows by its blob alone, not by an entry in its table of parameters."""
    blob = fill(model, name, shape, filler) if model.init_params else ScopedBlobReference(name, model.param_init_net)
    model.AddParameter(blob, tag)
    return blob


def fill(model: Any, name: Any, shape: Sequence[int], filler: Filler) -> BlobReference:
    """A blob that the init net fills, no parameter."""
    return Initializer(filler[0], **filler[1]).create_param(name, model.param_init_net, shape).blob


def engine(use_cudnn: bool, kwargs: dict[str, Any]) -> dict[str, Any]:
    """`kwargs` with the engine CUDNN if it is asked for; on a CPU it is not found, and the plain kernel serves."""
    return {**kwargs, "engine": "CUDNN"} if use_cudnn else kwargs


def required(kwargs: dict[str, Any], name: str) -> Any:
    """The argument `name`, which has no default."""
    assert name in kwargs, f"Argument '{name}' is required"
    return kwargs[name]
