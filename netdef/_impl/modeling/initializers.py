"""How parameters get their first values: operators that an init net runs."""

from __future__ import annotations

from typing import Any, Callable, Sequence

from netdef._impl.core.blob_reference import BlobReference, ScopedBlobReference
from netdef._impl.core.data_type import DataType
from netdef._impl.modeling.parameter_info import ParameterInfo


class Initializer:
    """A filler and its arguments: Initializer("UniformFill", min=-1.0, max=1.0)."""

    def __init__(self, operator_name: str | None = None, **kwargs: Any):
        self.operator_name = operator_name
        self.operator_kwargs = kwargs

    def update(self, operator_name: str, kwargs: dict[str, Any]) -> None:
        """Chooses the filler where none was chosen yet; an Exception where one was."""
        if self.operator_name is not None:
            raise Exception("Operator name overwrites are not allowed")
        self.operator_name = operator_name
        self.operator_kwargs = kwargs

    def create_param(self, param_name: Any, init_net: Any, shape: Sequence[int]) -> ParameterInfo:
        """Adds the filler to `init_net`; what is known of the parameter."""
        blob = self._fill(param_name, init_net, shape)
        return ParameterInfo(param_id=None, param=blob, shape=shape)

    def _fill(self, name: Any, init_net: Any, shape: Sequence[int]) -> BlobReference:
        return getattr(init_net, self.operator_name or "")([], name, shape=shape, **self.operator_kwargs)


class ExternalInitializer:
    """For parameters that something else fills: the init net only declares them."""

    def create_param(self, param_name: Any, init_net: Any, shape: Sequence[int]) -> ParameterInfo:
        """What is known of the parameter; nothing is added to `init_net`.

        Raises:
            TypeError: `param_name` is neither str nor BlobReference.
        """
        if isinstance(param_name, BlobReference):
            blob = BlobReference(str(param_name), init_net)
        elif isinstance(param_name, str):
            blob = ScopedBlobReference(param_name, init_net)
        else:
            raise TypeError(f"Unsupported type for param_name: {type(param_name).__name__}")
        return ParameterInfo(param_id=None, param=blob, shape=shape)


class PseudoFP16Initializer(Initializer):
    """Fills in float32 as `<name>_fp32`, which the optimizer updates; the parameter is its half-precision copy."""

    def create_param(self, param_name: Any, init_net: Any, shape: Sequence[int]) -> ParameterInfo:
        master = self._fill(param_name + "_fp32", init_net, shape)
        blob = init_net.FloatToHalf(master, param_name)
        return ParameterInfo(param_id=None, param=blob, shape=shape, blob_copy={DataType.FLOAT: master})


class ReversePseudoFP16Initializer(Initializer):
    """Fills in float32; `<name>_fp16` is the half-precision copy."""

    def create_param(self, param_name: Any, init_net: Any, shape: Sequence[int]) -> ParameterInfo:
        blob = self._fill(param_name, init_net, shape)
        half = init_net.FloatToHalf(blob, param_name + "_fp16")
        return ParameterInfo(param_id=None, param=blob, shape=shape, blob_copy={DataType.FLOAT16: half})


def update_initializer(
    initializer_class: Callable[..., Initializer] | None,
    operator_name_and_kwargs: tuple[str, dict[str, Any]] | None,
    default_operator_name_and_kwargs: tuple[str, dict[str, Any]],
) -> Initializer:
    """The initializer a layer uses: of `initializer_class` (default Initializer), with the filler asked for or the default."""
    name, kwargs = (operator_name_and_kwargs or default_operator_name_and_kwargs)[:2]  # scripts give more, which Caffe2 ignored
    return (initializer_class or Initializer)(name, **kwargs)
