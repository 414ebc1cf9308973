"""Training of replicas of a model, each on a part of the batch."""
