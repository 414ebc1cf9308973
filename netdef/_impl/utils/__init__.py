"""Arguments, tensors and messages: the helpers behind netdef.utils."""
