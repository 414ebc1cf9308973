"""Execution steps that run under conditions."""
