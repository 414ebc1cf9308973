"""Layers: operators together with their parameters; the code behind netdef.brew and netdef.helpers."""
