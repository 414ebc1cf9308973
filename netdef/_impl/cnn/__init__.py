"""The model helper of older scripts: the code behind netdef.cnn."""
