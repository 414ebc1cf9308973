"""A model with parameters that are no weights."""

from __future__ import annotations

from typing import Any

from netdef._impl import scope
from netdef._impl.model_helper.model_helper import ModelHelper


class Seq2SeqModelHelper(ModelHelper):
    """A ModelHelper that also keeps what is saved with the weights but not trained: counters, rates, times.

    Its layers are of NHWC order. use_cudnn, cudnn_exhaustive_search, ws_nbytes_limit: arguments that layers get.
    """

    def __init__(self, init_params: bool = True, **kwargs: Any):
        arg_scope = {
            "use_cudnn": kwargs.pop("use_cudnn", True),
            "cudnn_exhaustive_search": kwargs.pop("cudnn_exhaustive_search", False),
            "order": "NHWC",
        }
        limit = kwargs.pop("ws_nbytes_limit", None)
        if limit:
            arg_scope["ws_nbytes_limit"] = limit
        super().__init__(init_params=init_params, arg_scope=arg_scope, **kwargs)
        self.non_trainable_params: list[Any] = []

    def AddParam(
        self, name: str, init: tuple[str, dict[str, Any]] | None = None, init_value: int | float | str | None = None,
        trainable: bool = True,
    ) -> Any:
        """A parameter filled by `init`, an operator's type and arguments, or with one element, `init_value`.

        A model made with init_params=False expects the parameter from outside and needs neither.
        """
        if init_value is not None:
            assert init is None, f"parameter {name} has both an init and an init_value"
            assert type(init_value) in (int, float, str), f"init_value is an int, float or str, got {type(init_value).__name__}"
            init = ("ConstantFill", {"shape": [1], "value": init_value})
        if self.init_params:
            assert init is not None, f"parameter {name} needs an init or an init_value"
            operator, arguments = init
            param = getattr(self.param_init_net, operator)([], name, **arguments)
        else:
            param = self.net.AddExternalInput(name)
        (self.params if trainable else self.non_trainable_params).append(param)
        return param

    def GetNonTrainableParams(self, namescope: str | None = None) -> list[Any]:
        """The parameters that are not trained of a name scope, by default the current one; all of them outside of scopes."""
        separator = scope.SEPARATOR
        if namescope is None:
            namescope = scope.CurrentNameScope()
        elif not namescope.endswith(separator):
            namescope += separator
        return [p for p in self.non_trainable_params if namescope == "" or p.GetNameScope() == namescope]

    def GetAllParams(self, namescope: str | None = None) -> list[Any]:
        """Trained, computed and untrained parameters."""
        return self.GetParams(namescope) + self.GetComputedParams(namescope) + self.GetNonTrainableParams(namescope)
