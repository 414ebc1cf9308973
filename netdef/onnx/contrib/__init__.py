"""Operators of ONNX Runtime (domain com.microsoft) defined by ONNX's own, by family; found by walking."""

from netdef.onnx.contrib._function import define, definitions

__all__ = ["define", "definitions"]
