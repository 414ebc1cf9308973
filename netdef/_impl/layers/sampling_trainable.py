"""Layers that can be trained on some of their outputs."""

from __future__ import annotations

from typing import Any


class SamplingTrainableMixin:
    """A layer whose training may use other parameter blobs (some rows) than its prediction.

    A subclass gives param_blobs and _add_ops(net, params).
    """

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._train_param_blobs: Any = None
        self._train_param_blobs_frozen = False

    @property
    def param_blobs(self) -> list[Any]:
        """The parameters; to be overridden."""
        raise NotImplementedError(f"{type(self).__name__} has no param_blobs")

    @property
    def train_param_blobs(self) -> list[Any]:
        """The blobs that training uses."""
        return self.param_blobs if self._train_param_blobs is None else self._train_param_blobs

    @train_param_blobs.setter
    def train_param_blobs(self, blobs: list[Any]) -> None:
        assert not self._train_param_blobs_frozen, "train_param_blobs are in use already"
        assert blobs is not None
        self._train_param_blobs_frozen = True
        self._train_param_blobs = blobs

    def _add_ops(self, net: Any, params: Any) -> None:
        raise NotImplementedError(f"{type(self).__name__} has no _add_ops")

    def add_ops(self, net: Any) -> None:
        """Adds the operators of prediction."""
        self._add_ops(net, self.param_blobs)

    def add_train_ops(self, net: Any) -> None:
        """Adds the operators of training."""
        self._add_ops(net, self.train_param_blobs)
