"""A layer made of a function that adds operators."""

from __future__ import annotations

import logging
from typing import Any, Callable

import numpy as np

from netdef._impl.core.net import Net
from netdef._impl.layers.base import ModelLayer
from netdef._impl.schema.columns import as_record
from netdef._impl.schema.field import Field
from netdef._impl.schema.records import InitEmptyRecord, NewRecord
from netdef._impl.schema.struct import RawTuple, Struct
from netdef._impl.schema.types import dtype_for_core_type
from netdef._impl.scope import NameScope
from netdef._impl.workspace.shapes import InferShapesAndTypes

logger = logging.getLogger("netdef.layers.functional")


class Functional(ModelLayer):
    """function(net, input record, output record, **kwargs) adds the operators.

    output_names_or_num: names of the outputs, how many there are, or their record. output_dtypes: their types, by default inferred from a
    run of the function on an empty batch.
    """

    def __init__(
        self, model: Any, input_record: Any, output_names_or_num: Any, function: Callable, name: str = "functional",
        output_dtypes: Any = None, tags: Any = None, **kwargs: Any,
    ):
        super().__init__(model, name, as_record(input_record), tags=tags, **kwargs)
        self._function = function
        self._kwargs = kwargs
        if isinstance(output_names_or_num, Field):
            self.output_schema = output_names_or_num.clone(keep_blobs=True)
            return
        with NameScope(self.name, reset=True):
            if isinstance(output_names_or_num, int):
                record = NewRecord(model.net, RawTuple(output_names_or_num))
                as_struct = output_names_or_num > 1
            else:
                as_struct = isinstance(output_names_or_num, list)
                names = output_names_or_num if as_struct else [output_names_or_num]
                record = NewRecord(model.net, Struct(*((out, np.void) for out in names)))
        self.output_schema = record if as_struct else record[0]
        scalars = record.all_scalars()
        if output_dtypes is not None:
            if not isinstance(output_dtypes, list):
                output_dtypes = [output_dtypes] * len(scalars)
            assert len(output_dtypes) == len(scalars), f"{len(output_dtypes)} dtypes for {len(scalars)} outputs"
            for dtype, scalar in zip(output_dtypes, scalars):
                scalar.set_type(dtype)
            return
        self._infer(scalars)

    def _infer(self, scalars: list[Any]) -> None:
        net = Net("_temp_type_and_shape_inference_net")
        try:
            InitEmptyRecord(net, self.input_record, enforce_types=True)
        except TypeError as error:
            logger.warning("layer %s: its types cannot be inferred, as an input has none (%s); give output_dtypes", self.name, error)
            return
        self._function(net, self.input_record, self.output_schema, **self._kwargs)
        shapes, types = InferShapesAndTypes([net], {})
        for scalar in scalars:
            blob = str(scalar())
            if blob not in types or blob not in shapes:
                logger.warning("layer %s: the type of %s cannot be inferred; give output_dtypes", self.name, blob)
                continue
            shape = shapes[blob]
            dims = tuple(shape[1:]) if shape and shape[0] == 0 else tuple(shape)  # without the batch, which is empty here
            scalar.set_type((dtype_for_core_type(types[blob]), dims))

    def add_ops(self, net: Any) -> None:
        self._function(net, self.input_record, self.output_schema, **self._kwargs)
