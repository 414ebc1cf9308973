"""The parameters of a model."""

from __future__ import annotations

import collections
import logging
from typing import Any, Iterable, Sequence

from netdef._impl import scope
from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.modeling.modifiers import DEFAULT_MODIFIER, OptimizerContext, RegularizerContext
from netdef._impl.modeling.parameter_info import ParameterInfo, ParameterTags
from netdef._impl.modeling.parameter_sharing import parameter_sharing_context

logger = logging.getLogger(__name__)


def _tags(tags: Any) -> set[Any]:
    return set(tags) if isinstance(tags, (list, tuple, set)) else {tags}


def _in_scope(params: list[BlobReference], namescope: str | None) -> list[BlobReference]:
    if namescope is None:
        namescope = scope.CurrentNameScope()
    elif namescope and not namescope.endswith(scope.SEPARATOR):
        namescope += scope.SEPARATOR
    return [param for param in params if param.GetNameScope().startswith(namescope)]


class ParametersOfModel:
    """Mixed into ModelHelper."""

    def _start_parameters(self, param_model: Any) -> None:
        """Begins with no parameters, or shares those of `param_model`."""
        self.params: list[BlobReference] = [] if param_model is None else param_model.params
        self._computed_params: list[BlobReference] = [] if param_model is None else param_model._computed_params
        self._parameters_info: dict[Any, ParameterInfo] = {} if param_model is None else param_model._parameters_info
        self.param_to_grad: dict[Any, Any] = {} if param_model is None else param_model.param_to_grad
        self._param_info_deprecated: list[ParameterInfo] = []
        self.weights: list[BlobReference] = []
        self.biases: list[BlobReference] = []

    def create_param(self, param_name: Any, shape: Sequence[int], initializer: Any, tags: Any = None) -> BlobReference:
        """Makes a parameter, to be filled by the init net; one that exists already is shared.

        param_name: a str, which is put under the current name scope, or a BlobReference. tags: one of ParameterTags or a list.

        Raises:
            TypeError: `param_name` is neither.
            AssertionError: the parameter exists with another shape.
        """
        if isinstance(param_name, BlobReference):
            name = str(param_name)
        elif isinstance(param_name, str):
            name = parameter_sharing_context.get_parameter_name(param_name)
        else:
            raise TypeError("Unsupported type for param_name")
        known = self._parameters_info.get(name)
        if known is not None:
            assert known.shape == shape, f"parameter {name} exists with the shape {known.shape}, asked for is {shape}"
            return known.blob
        info = initializer.create_param(param_name=BlobReference(name), init_net=self.param_init_net, shape=shape)
        optimizers = OptimizerContext.current()
        for tag in _tags(tags):
            if optimizers.has_optimizer(tag):
                info.optimizer = optimizers.get_optimizer(tag)
        if not info.optimizer and optimizers.has_optimizer(DEFAULT_MODIFIER):
            info.optimizer = optimizers.get_optimizer(DEFAULT_MODIFIER)
        info.regularizer = RegularizerContext.current()
        self._parameters_info[name] = info
        self.AddParameter(info.blob, tags)
        return info.blob

    def AddParameter(self, param: BlobReference, tags: Any = None) -> None:
        """Registers a blob that exists as a parameter."""
        assert isinstance(param, BlobReference), f"expected a BlobReference, got {param!r}"
        tags = _tags(tags)
        if ParameterTags.COMPUTED_PARAM in tags:
            self._computed_params.append(param)
        else:
            self.params.append(param)
        if ParameterTags.WEIGHT in tags:
            self.weights.append(param)
        if ParameterTags.BIAS in tags:
            self.biases.append(param)

    def add_param_DEPRECATED(self, param: BlobReference, key: Any = None, shape: Any = None, length: Any = None) -> ParameterInfo:
        """AddParameter of scripts of old; gives what is known of the parameter."""
        logger.warning("add_param method is DEPRECATED")
        self.AddParameter(param)
        info = ParameterInfo(param_id=None, param=param, shape=shape, key=key, length=length)
        self._param_info_deprecated.append(info)
        return info

    def get_param_info(self, param: BlobReference) -> ParameterInfo | None:
        """What is known of a parameter, None where nothing is."""
        assert isinstance(param, BlobReference), f"Param {param} is not a BlobReference"
        return self._parameters_info.get(param)

    # --- which parameters there are

    def GetParams(self, namescope: str | None = None, top_scope: bool = False) -> list[BlobReference]:
        """The trained parameters in a name scope, by default the current one, and in the scopes inside it.

        top_scope: accepted for the sake of old scripts; it never had an effect.
        """
        return _in_scope(self.params, namescope)

    def GetComputedParams(self, namescope: str | None = None) -> list[BlobReference]:
        """The parameters that are computed, not trained; see GetParams."""
        return _in_scope(self._computed_params, namescope)

    def GetAllParams(self, namescope: str | None = None) -> list[BlobReference]:
        """Trained and computed parameters."""
        return self.GetParams(namescope) + self.GetComputedParams(namescope)

    def _Validate(self) -> list[str]:
        """The names of parameters that occur twice."""
        counts = collections.Counter(map(str, self.params))
        computed = collections.Counter(map(str, self._computed_params))
        return [name for names in (counts, computed) for name, count in names.items() if count > 1]

    def Validate(self) -> None:
        """Raises an AssertionError where a parameter occurs twice."""
        twice = self._Validate()
        assert not twice, f"Duplicate params: {twice}"

    # --- gradients of parameters

    def get_param_to_grad(self, params: Iterable[BlobReference]) -> dict[BlobReference, Any]:
        """{parameter: gradient} of those that have one."""
        if not self.gradient_ops_added:
            raise RuntimeError("You need to run AddGradientOperators first.")
        return {param: self.grad_map[str(param)] for param in params if str(param) in self.grad_map}

    def GetOptimizationParamInfo(self, params: Iterable[BlobReference] | None = None) -> list[ParameterInfo]:
        """What an optimizer needs to know: the parameters that have a gradient, with it."""
        if not self.gradient_ops_added:
            raise RuntimeError("Need to call AddGradientOperators first")
        chosen = None if params is None else list(params)
        gradients = self.param_to_grad if chosen is None else self.get_param_to_grad(chosen)
        infos = []
        for param, gradient in gradients.items():
            if self.skip_sparse_optim and isinstance(gradient, GradientSlice):
                continue
            info = self.get_param_info(param)
            if info is None:
                info = ParameterInfo(param_id=None, param=param)
            info.grad = gradient
            infos.append(info)
        return infos
