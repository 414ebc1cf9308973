"""Nets as graphs of operators and tensors."""
