"""Regularizers: terms of the loss and corrections after a step; the code behind netdef.regularizer."""
