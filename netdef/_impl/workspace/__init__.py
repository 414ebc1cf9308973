"""Workspaces from Python: the code behind netdef.workspace."""
