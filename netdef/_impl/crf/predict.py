"""Predictions under a conditional random field, by operators alone."""

from __future__ import annotations

from typing import Any

from netdef._impl.crf.loss import CRFWithLoss


def crf_update_predictions(model: Any, crf_with_loss: CRFWithLoss, classes: Any) -> Any:
    """CRFWithLoss.update_predictions by the operators ViterbiPath and SwapBestPath."""
    return apply_crf(model.param_init_net, model.net, crf_with_loss.transitions, classes, crf_with_loss.num_classes)


def apply_crf(init_net: Any, net: Any, transitions: Any, predictions: Any, num_classes: int) -> Any:
    """The predictions (length, num_classes), in each row of which the value of the best path's class and the largest one change places."""
    padded = CRFWithLoss.pad_predictions(predictions, init_net, net, num_classes)
    path = net.ViterbiPath([padded, transitions])
    inner, _ = net.RemovePadding([padded], outputs=2, padding_width=1, end_padding_width=1)
    path, _ = net.RemovePadding([path], outputs=2, padding_width=1, end_padding_width=1)
    swapped = net.SwapBestPath([inner, path])
    narrow, _ = net.Split(swapped, outputs=2, split=[num_classes, 2], axis=1)
    return narrow
