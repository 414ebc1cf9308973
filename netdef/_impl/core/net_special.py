"""Operators that need more than their arguments: constants, messages, Python functions, sparse gradients."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.data_type import DataType
from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.core.python_op import register_python_functions


class SpecialOperatorsOfNet:
    """Mixed into Net."""

    def Const(self, array: Any, blob_out: Any = None, dtype: Any = None) -> BlobReference:
        """A filler for a constant: a Python number, string or list, or an array."""
        if isinstance(array, bool):
            return self.ConstantFill([], blob_out or 1, dtype=DataType.BOOL, value=array)
        values = np.array(array) if dtype is None else np.array(array, dtype=dtype)
        if values.dtype == np.int32:
            fill = self.GivenTensorIntFill
        elif values.dtype == np.int64:
            fill = self.GivenTensorInt64Fill
        elif values.dtype.kind in "SU":
            fill = self.GivenTensorStringFill
        elif values.dtype == np.bool_:
            fill = self.GivenTensorBoolFill
        else:
            fill = self.GivenTensorFill
        return fill([], blob_out or 1, shape=values.shape, values=values.flatten().tolist())

    def LogInfo(self, *msg_or_blobs: Any) -> None:
        """Prints texts and blobs each time the net runs."""
        for item in msg_or_blobs:
            if not isinstance(item, BlobReference):
                item = self.GivenTensorStringFill([], self.NextName("log"), shape=[], values=[item])
            self.Print(item, [])

    def Python(
        self,
        f: Any,
        grad_f: Any = None,
        python_func_type: Any = None,
        pass_workspace: bool = False,
        grad_output_indices: Any = None,
        grad_input_indices: Any = None,
    ) -> Callable:
        """A maker of operators that call Python: net.Python(f)(inputs, outputs).

        f(inputs, outputs) gets tensors (.data, .shape, .reshape(), .feed()); with `pass_workspace` the workspace too.
        grad_f: the same for the gradient: its inputs are the operator's inputs, outputs and gradients of outputs.
        f and grad_f may be (function, args, kwargs) to be called for the function to use. python_func_type: a class made
            with f, whose forward and backward are used.
        grad_output_indices, grad_input_indices: the outputs whose gradients are used, the inputs that get one; default all.
        """
        token = register_python_functions(f, grad_f, python_func_type, pass_workspace)
        indices = {"grad_output_indices": grad_output_indices or [], "grad_input_indices": grad_input_indices or []}
        return lambda *args, **kwargs: self._create_operator("Python", *args, **indices, **kwargs, token=token)

    def DeduplicateGradientSlices(self, g: GradientSlice, aggregator: str = "sum") -> GradientSlice:
        """A sparse gradient in which every index occurs once, with the sum or mean of its values."""
        assert isinstance(g, GradientSlice), f"expected a GradientSlice, got {type(g).__name__}"
        aggregators = {"sum": self.UnsortedSegmentSum, "mean": self.UnsortedSegmentMean}
        if aggregator.lower() not in aggregators:
            raise ValueError(f"{aggregator} is not supported")
        unique, remapping = self.Unique([g.indices], 2, engine="SparseHash")
        return GradientSlice(indices=unique, values=aggregators[aggregator.lower()]([g.values, remapping], 1))
