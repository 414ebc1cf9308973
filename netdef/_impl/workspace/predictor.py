"""workspace.Predictor: a pair of nets prepared once and run often."""

from __future__ import annotations

from netdef import _C
from netdef._impl.workspace.names import to_bytes


def Predictor(init_net, predict_net, optimize=True, memory_limit=0):
    """A prepared pair of nets; `init_net` and `predict_net` are NetDefs, core.Nets or their bytes.

    `run(inputs)` takes a list of arrays for the first external inputs or a dict by name, and returns the arrays of
    the external outputs in order. A call is complete in itself: an input that it lacks is an error, never the value of
    the call before.

    optimize: rewrite the net for speed (`net` shows the result, `passes` what was done) and run it by plans made for the
    shapes of a call. False runs the net as it is written; then every blob can be asked for, not only the outputs.
    memory_limit: bytes that parameters, packed weights, the arenas of all calls and the tensors that operators keep may take
    together, inputs and outputs apart; what would go beyond
    raises netdef.Error. 0: no limit. `memory_report()` tells what is taken, `trim()` frees what no call uses.
    """
    return _C.Predictor(to_bytes(init_net), to_bytes(predict_net), optimize, memory_limit)
