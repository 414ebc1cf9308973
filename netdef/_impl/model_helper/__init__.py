"""Models under construction: the code behind netdef.model_helper."""
