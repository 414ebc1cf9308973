"""Optimizers: operators that update parameters from gradients; the code behind netdef.optimizer."""
