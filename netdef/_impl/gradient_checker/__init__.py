"""Analytic against numeric gradients of operators and of nets."""
