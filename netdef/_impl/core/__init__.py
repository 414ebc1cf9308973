"""Nets, operators and plans from Python: the code behind netdef.core."""
