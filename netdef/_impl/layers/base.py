"""ModelLayer: the base of layers, and the contexts in which they give operators."""

from __future__ import annotations

import collections
from typing import Any

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.layers.parameter import LayerParameter
from netdef._impl.layers.records import is_request_only_scalar, set_request_only
from netdef._impl.layers.tags import TagContext
from netdef._impl.schema.field import Field
from netdef._impl.schema.scalar import Scalar
from netdef._impl.scope import NameScope

AccessedFeatures = collections.namedtuple("AccessedFeatures", ["type", "ids"])
AccessedFeatures.__doc__ = "Features a layer reads: their kind, and their ids."


class InstantiationContext:
    """What a net is made for."""

    TRAINING = "training"
    EVAL = "eval"
    PREDICTION = "prediction"
    ACCUMULATE_PRED = "accumulate_pred"


class ModelLayer:
    """Reads an input record, says what its output record is, and adds operators to nets for training, evaluation and prediction.

    A subclass sets output_schema in its constructor, makes its parameters with create_param, and adds its operators in add_ops; where
    training differs from prediction, in add_train_ops.
    """

    def __init__(
        self,
        model: Any,
        prefix: str,
        input_record: Field,
        predict_input_record_fields: Any = None,
        tags: Any = None,
        **kwargs: Any,
    ):
        """
        prefix: the layer's name; a number is added where the model has one of that name.
        predict_input_record_fields: fields of the input that prediction needs, by default all.
        tags: beside those of the current TagContext.
        """
        self.name = model.next_layer_name(prefix)
        self.model = model
        self.kwargs = kwargs
        self._input_record = input_record
        if predict_input_record_fields:
            if not isinstance(predict_input_record_fields, list):
                predict_input_record_fields = [predict_input_record_fields]
            self._predict_input_record = self._input_record[predict_input_record_fields]
        else:
            self._predict_input_record = None
        scalars = input_record.all_scalars()
        self.request_only = len(scalars) > 0 and all(is_request_only_scalar(scalar) for scalar in scalars)
        self.precomputation_request_only = False
        self.precomputation_object_only = False
        self._output_schema: Any = None
        self._predict_output_schema: Any = None
        self.eval_output_schema: Any = None
        self.tags = set(tags or ())
        self.tags.update(TagContext.current().tags)
        self.params: list[LayerParameter] = []
        self._export_output_for_metrics = False
        self._export_params_for_metrics = False

    def get_type(self) -> str:
        """The name of the class."""
        return type(self).__name__

    def _check_output_schema(self) -> None:
        assert self._output_schema is not None, "Schema is not initialized"

    @property
    def predict_input_record(self) -> Field:
        """The part of the input that prediction reads."""
        return self._predict_input_record or self._input_record

    @property
    def input_record(self) -> Field:
        """What the layer reads."""
        return self._input_record

    @property
    def predict_output_schema(self) -> Any:
        """What it gives in prediction, where that differs."""
        assert self._predict_output_schema is not None, "Predict output schema is not initialized"
        return self._predict_output_schema

    @predict_output_schema.setter
    def predict_output_schema(self, output_schema: Any) -> None:
        assert self._predict_output_schema is None, "Predict output schema is already initialized"
        self._predict_output_schema = output_schema

    @property
    def output_schema(self) -> Any:
        """What the layer gives."""
        if self.request_only:
            set_request_only(self._output_schema)
        self._check_output_schema()
        return self._output_schema

    @output_schema.setter
    def output_schema(self, output_schema: Any) -> None:
        assert self._output_schema is None, "Schema is already initialized"
        self._output_schema = output_schema

    def get_parameters(self) -> list[LayerParameter]:
        """The parameters."""
        return self.params

    def get_fp16_compatible_parameters(self) -> list[LayerParameter]:
        """Those that may be held as float16; none unless a layer says so."""
        return []

    def get_memory_usage(self) -> int:
        """Bytes of the parameters that count; 0 unless a layer says so."""
        return 0

    def get_accessed_features(self) -> dict:
        """{field: [AccessedFeatures]} of what the layer reads from the features; empty unless a layer says so."""
        return {}

    def add_init_params(self, init_net: Any) -> None:
        """Adds the operators that initialize the parameters; a shared one is initialized once."""
        done = {name for op in init_net.Proto().op for name in op.output}
        for param in self.params:
            if param.initializer is None or done.intersection(param.initializer.output):
                continue
            init_net.Proto().op.extend([param.initializer])

    def create_param(
        self, param_name: str, shape: Any, initializer: Any, optimizer: Any, ps_param: Any = None, regularizer: Any = None
    ) -> BlobReference:
        """Makes a parameter under the layer's name; initializer: (filler, {arguments})."""
        with NameScope(self.name, reset=True):
            param = self.model.create_param(
                param_name=param_name, shape=shape, initializer=initializer, optimizer=optimizer, ps_param=ps_param,
                regularizer=regularizer)
            if isinstance(param, BlobReference):
                return param
            self.params.append(param)
            return param.parameter

    def get_next_blob_reference(self, name: str) -> BlobReference:
        """A new blob under the layer's name."""
        with NameScope(self.name, reset=True):
            return self.model.net.NextScopedBlob(name)

    def add_operators(self, net: Any, init_net: Any = None, context: str = InstantiationContext.TRAINING) -> None:
        """Adds the operators for a context, and those that initialize the parameters where `init_net` is given."""
        with NameScope(self.name, reset=True):
            if init_net is not None:
                self.add_init_params(init_net)
            if context == InstantiationContext.TRAINING:
                self.add_train_ops(net)
            elif context == InstantiationContext.EVAL:
                self.add_eval_ops(net)
            elif context == InstantiationContext.ACCUMULATE_PRED:
                self.add_ops_to_accumulate_pred(net)
            else:
                self.add_ops(net)

    def add_ops(self, net: Any) -> None:
        """Adds the operators of prediction; to be overridden."""
        raise NotImplementedError(f"{type(self).__name__} has no add_ops")

    def add_eval_ops(self, net: Any) -> None:
        """Adds the operators of evaluation, by default those of training."""
        self.add_train_ops(net)

    def add_train_ops(self, net: Any) -> None:
        """Adds the operators of training, by default those of prediction."""
        self.add_ops(net)

    def add_ops_to_accumulate_pred(self, net: Any) -> None:
        """Adds the operators that accumulate predictions, by default those of evaluation."""
        self.add_eval_ops(net)

    def add_param_copy_operators(self, net: Any) -> None:
        """Adds operators that copy parameters where a layer has several; by default none."""

    def export_output_for_metrics(self) -> None:
        """Makes the output a metric as well."""
        self._export_output_for_metrics = True
        self.model.add_metric_field(self.name + "/output", self.output_schema)

    def export_params_for_metrics(self) -> None:
        """Makes the parameters metrics as well."""
        self._export_params_for_metrics = True
        for param in self.params:
            self.model.add_metric_field(f"{self.name}/{str(param).split('/')[-1]}", Scalar(blob=param.parameter))
