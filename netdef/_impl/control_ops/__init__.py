"""If and While operators around nets, and their gradients."""
