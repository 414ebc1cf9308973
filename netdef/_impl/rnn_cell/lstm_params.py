"""Parameters of an LSTM gate by gate."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef._impl.workspace.blobs import FeedBlob

_GATES = ("input_gate", "forget_gate", "output_gate", "cell")


def GetLSTMParamNames() -> dict[str, list[str]]:
    """Names of the parameters of single gates: {"weights": [...], "biases": [...]}, in the order of the gates."""
    return {"weights": [gate + "_w" for gate in _GATES], "biases": [gate + "_b" for gate in _GATES]}


def InitFromLSTMParams(lstm_pblobs: dict[str, dict[str, Any]], param_values: dict[str, dict[str, np.ndarray]]) -> None:
    """Feeds the parameters of an LSTM from arrays for single gates.

    lstm_pblobs: what LSTM(return_params=True) returns last. param_values: {"input" or "recurrent": {name of GetLSTMParamNames: array}}.
    """
    for kind, names in GetLSTMParamNames().items():
        for part, values in param_values.items():
            FeedBlob(lstm_pblobs[part][kind], np.concatenate([values[name] for name in names], axis=0))


def cudnn_LSTM(
    model: Any,
    input_blob: Any,
    initial_states: Any,
    dim_in: int,
    dim_out: int,
    scope: str,
    recurrent_params: Any = None,
    input_params: Any = None,
    num_layers: int = 1,
    return_params: bool = False,
) -> Any:
    """LSTM by cuDNN, which needs a GPU.

    Raises:
        RuntimeError: always, as netdef runs on the CPU; rnn_cell.LSTM builds the same network there.
    """
    raise RuntimeError(f"cudnn_LSTM ({scope}) needs a CUDA GPU and netdef runs on the CPU: use rnn_cell.LSTM")
