"""Sums, products, transposition; as caffe2.python.helpers.algebra."""

from netdef._impl.brew.algebra import batch_mat_mul, sparse_lengths_sum_4bit_rowwise_sparse, transpose
from netdef._impl.brew.plain import plain

arg_min = plain("ArgMin")
mat_mul = plain("MatMul")
reduce_sum = plain("ReduceSum")
sub = plain("Sub")
sum = plain("Sum")

__all__ = [
    "arg_min", "batch_mat_mul", "mat_mul", "reduce_sum", "sparse_lengths_sum_4bit_rowwise_sparse", "sub", "sum", "transpose",
]
