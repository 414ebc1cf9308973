"""LayerModelHelper: a model made of layers over records."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from netdef._impl.core.blob_reference import BlobReference, ScopedName
from netdef._impl.core.operator import CreateOperator
from netdef._impl.core.registered import IsOperator
from netdef._impl.layer_model_helper.constants import GlobalConstants
from netdef._impl.layer_model_helper.training import Training
from netdef._impl.layers import registry
from netdef._impl.layers.parameter import LayerParameter
from netdef._impl.model_helper.model_helper import ModelHelper
from netdef._impl.modeling.parameter_sharing import parameter_sharing_context
from netdef._impl.schema.field import Field
from netdef._impl.schema.records import NewRecord
from netdef._impl.schema.scalar import Scalar
from netdef._impl.schema.struct import Struct
from netdef._impl.scope import CurrentNameScope


class LayerModelHelper(GlobalConstants, Training, ModelHelper):
    """Every layer is a method: model.FC(record, 3) adds one and returns its output record. Operators are methods too, through Functional."""

    def __init__(
        self,
        name: str,
        input_feature_schema: Field,
        trainer_extra_schema: Field,
        keep_blobs: bool = False,
        use_attribution: bool = True,
    ):
        """
        input_feature_schema: what prediction gets. trainer_extra_schema: what training gets beside it, such as labels.
        keep_blobs: the schemas have blobs already, which stay. use_attribution: kept for whoever asks; it has no effect.
        """
        ModelHelper.__init__(self, name=name)
        self._layer_names: set[str] = set()
        self._layers: list[Any] = []
        self._param_to_shape: dict[str, Any] = {}
        self._start_training()
        self._loss: Any = None
        self._prediction: list[Any] = []
        self._output_schema: Any = None
        self._preproc_output_schema: Any = None
        self.use_attribution = use_attribution
        self.ad_hoc_diagnose_blobs_and_operations: list[Any] = []
        self.ad_hoc_plot_blobs: list[Any] = []
        self._breakdown_map: Any = None
        self._transfer_learning_blob_name_mappings: Any = None
        self._input_feature_schema = input_feature_schema.clone() if keep_blobs else NewRecord(self.net, input_feature_schema)
        self._trainer_extra_schema = trainer_extra_schema.clone() if keep_blobs else NewRecord(self.net, trainer_extra_schema)
        self._metrics_schema = Struct()
        self._start_constants()
        self.param_init_net = self.create_init_net("param_init_net")
        self._initialize_params = True

    # --- layers

    def __getattr__(self, layer: str) -> Callable:
        if layer.startswith("__"):
            raise AttributeError(layer)
        if registry.layer_exists(layer):
            return lambda *args, **kwargs: self.add_layer(registry.create_layer(layer, self, *args, **kwargs))
        if IsOperator(layer):
            return lambda *args, **kwargs: self._add_operator(layer, *args, **kwargs)
        raise AttributeError(f"Trying to create non-registered layer: {layer}")

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *registry._LAYER_REGISTRY})

    def _add_operator(self, op_type: str, *args: Any, **kwargs: Any) -> Any:
        def apply(net: Any, in_record: Any, out_record: Any, **op_args: Any) -> None:
            getattr(net, op_type)(in_record.field_blobs(), out_record.field_blobs(), **op_args)

        kwargs.setdefault("name", op_type)
        return self.add_layer(registry.create_layer("Functional", self, *args, function=apply, **kwargs))

    def add_layer(self, layer: Any) -> Any:
        """Adds a layer and returns its output record."""
        self._layers.append(layer)
        for param in layer.get_parameters():
            assert isinstance(param.parameter, BlobReference)
            self.param_to_optim[str(param.parameter)] = param.optimizer or self.default_optimizer
            self.params.append(param.parameter)
            if isinstance(param, LayerParameter):
                self.param_to_reg[param.parameter] = param.regularizer
        return layer.output_schema

    def next_layer_name(self, prefix: str) -> str:
        """A name under the current scope that no layer has."""
        base = ScopedName(prefix)
        name, index = base, 0
        while name in self._layer_names:
            name = f"{base}_auto_{index}"
            index += 1
        self._layer_names.add(name)
        return name

    @property
    def layers(self) -> list[Any]:
        """The layers in order."""
        return self._layers

    # --- parameters

    def set_initialize_params(self, initialize_params: bool) -> None:
        """Whether layers made from now on initialize their parameters."""
        self._initialize_params = initialize_params

    def create_param(
        self, param_name: Any, shape: Any, initializer: Any, optimizer: Any = None, ps_param: Any = None, regularizer: Any = None
    ) -> LayerParameter:
        """A parameter; parameter sharing decides on its name. initializer: (filler, {arguments}).

        Raises:
            ValueError: a shared parameter of another shape. Exception: a shared parameter with another optimizer.
        """
        if isinstance(param_name, BlobReference):
            param_name = str(param_name)
        elif isinstance(param_name, str):
            param_name = parameter_sharing_context.get_parameter_name(param_name)
        else:
            raise TypeError(f"a parameter's name is a string or BlobReference, got {type(param_name).__name__}")
        blob = BlobReference(param_name)
        init_op = None
        if self._initialize_params:
            filler, arguments = initializer if len(initializer) == 2 else (initializer[0], {})
            arguments = dict(arguments or {})
            if shape is not None:
                arguments.setdefault("shape", shape)
            init_op = CreateOperator(filler, [], blob, **arguments)
        param = LayerParameter(
            parameter=blob, initializer=init_op, optimizer=optimizer, ps_param=ps_param, regularizer=regularizer)
        self._check_shape(param_name, shape)
        self._check_optimizer(param_name, optimizer)
        self._param_to_shape[param_name] = shape
        return param

    def _check_shape(self, name: str, shape: Any) -> None:
        if name in self._param_to_shape and self._param_to_shape[name] != shape:
            raise ValueError(
                f"Got inconsistent shapes between shared parameters when trying to map a blob in scope {CurrentNameScope()} to {name}. "
                f"ref_shape : {self._param_to_shape[name]},  shape : {shape}")

    def _check_optimizer(self, name: str, optimizer: Any) -> None:
        if name not in self.param_to_optim:
            return
        known = self.param_to_optim[name]
        optimizer = optimizer or self.default_optimizer
        if known == self.NoOptim or optimizer == self.NoOptim:
            same = known == optimizer
        else:
            same = known is optimizer or (type(known) is type(optimizer) and vars(known) == vars(optimizer))
        if not same:
            raise Exception(f"Inconsistent optimizers of the shared parameter {name}: {known} and {optimizer}")

    def get_parameter_blobs(self) -> list[BlobReference]:
        """The blobs of all layers' parameters."""
        return [param.parameter for layer in self._layers for param in layer.get_parameters()]

    # --- records

    @property
    def input_feature_schema(self) -> Field:
        """What prediction gets."""
        return self._input_feature_schema

    @property
    def trainer_extra_schema(self) -> Field:
        """What training gets beside it."""
        return self._trainer_extra_schema

    def add_trainer_extra_schema(self, trainer_extra_schema: Field) -> None:
        """Adds fields to what training gets."""
        self._trainer_extra_schema = self._trainer_extra_schema + NewRecord(self.net, trainer_extra_schema)

    @property
    def metrics_schema(self) -> Field:
        """What is reported beside the output."""
        return self._metrics_schema

    def add_metric_field(self, name: str, value: Field) -> None:
        """Adds a field to the metrics; `a:b` puts b inside a."""
        assert name not in self._metrics_schema.fields, f"Try to add metric field twice: {name}"
        self._metrics_schema = self._metrics_schema + Struct((name, value))

    def filter_metrics_schema(self, white_set: Any) -> None:
        """Keeps the metrics of these names."""
        kept = [name for name in self._metrics_schema.field_names() if name in white_set]
        record = Struct()
        for name in kept:
            record = record + Struct((name, self._metrics_schema[name]))
        self._metrics_schema = record

    @property
    def output_schema(self) -> Any:
        """What the model gives."""
        assert self._output_schema is not None, "the model has no output_schema yet"
        return self._output_schema

    @output_schema.setter
    def output_schema(self, schema: Any) -> None:
        assert self._output_schema is None, "the model has an output_schema already"
        self._output_schema = schema

    def clear_output_schema(self) -> None:
        """Forgets the output."""
        self._output_schema = None

    def add_output_schema(self, name: str, value: Field) -> None:
        """Adds a field to the output. Raises an AssertionError where there is one of that name."""
        assert value is not None, f"Added output schema {name} should not be None"
        assert isinstance(value, (Scalar, Struct)), f"Added output schema {name} should be a scalar or a struct.\nNow it is {type(value)}."
        if self._output_schema is None:
            self._output_schema = Struct((name, value))
        else:
            assert name not in self._output_schema.fields, f"Output Schema Field {name} already exists"
            self._output_schema = self._output_schema + Struct((name, value))

    @property
    def preproc_output_schema(self) -> Any:
        """What preprocessing gives."""
        assert self._preproc_output_schema is not None, "the model has no preproc_output_schema yet"
        return self._preproc_output_schema

    @preproc_output_schema.setter
    def preproc_output_schema(self, schema: Any) -> None:
        assert self._preproc_output_schema is None, "the model has a preproc_output_schema already"
        self._preproc_output_schema = schema

    @property
    def prediction(self) -> list[Any]:
        """[(prediction, weight)]."""
        assert self._prediction, "model prediction is empty"
        return self._prediction

    def add_prediction(self, prediction: Any, weight: float = 1.0) -> None:
        """Adds a prediction with its weight."""
        assert prediction is not None, "Added prediction should not be None"
        self._prediction.append((prediction, weight))

    @property
    def breakdown_map(self) -> Any:
        """{name of a breakdown: feature}, where somebody set one."""
        return self._breakdown_map

    @breakdown_map.setter
    def breakdown_map(self, breakdown_map: dict[Any, str]) -> None:
        assert isinstance(breakdown_map, dict) and all(isinstance(k, str) for k in breakdown_map)
        self._breakdown_map = breakdown_map

    @property
    def transfer_learning_blob_name_mappings(self) -> Any:
        """{blob: blob it starts from}, where somebody set one."""
        return self._transfer_learning_blob_name_mappings

    @transfer_learning_blob_name_mappings.setter
    def transfer_learning_blob_name_mappings(self, mappings: dict[str, str]) -> None:
        assert isinstance(mappings, dict)
        self._transfer_learning_blob_name_mappings = mappings

    def add_ad_hoc_plot_blob(self, blob: Any, dtype: Any = None) -> None:
        """Makes a blob a metric, to be plotted."""
        assert isinstance(blob, (str, BlobReference)), f"expect type str or BlobReference, but got {type(blob)}"
        self.add_metric_field(str(blob), Scalar(dtype or (np.float32, (1,)), blob))
        self.ad_hoc_plot_blobs.append(blob)
