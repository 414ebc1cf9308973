"""RecurrentNetworkBlobFetcher: the blobs of every step under names of their own."""

import numpy as np
import pytest

from nets import net, op, run
from netdef import workspace

X = np.float32([[[1]], [[2]], [[3]]])


@pytest.mark.parametrize("executor, counter", [(0, "timestep"), (1, "timestep_rnnexec_t{}")])
def test_names_and_values(executor, counter):
    step = net(op("Mul", ["x_t", "h_prev"], ["h"]), inputs=["x_t", "h_prev"], outputs=["h"])
    rnn = op("RecurrentNetwork", ["x", "h0"], ["all", "scratch"], step_net=step, backward_step_net=net(name="none"),
             recurrent_states=["states"], initial_recurrent_state_ids=[1], link_internal=["h_prev", "h", "x_t"],
             link_external=["states", "states", "x"], link_offset=[0, 1, 0], alias_src=["states"], alias_dst=["all"],
             alias_offset=[1], enable_rnn_executor=executor)
    names = run(rnn, op("RecurrentNetworkBlobFetcher", ["scratch"], ["names"], prefix="p"),
                feed={"x": X, "h0": np.float32([[[2]]])}, fetch="names")
    expected = [f"p_{blob}{t}" for t in range(3) for blob in ("h", "h_prev", counter.format(t), "x_t")]
    assert [name.decode() for name in names] == expected
    assert [workspace.FetchBlob(f"p_h{t}").item() for t in range(3)] == [2, 4, 12]
    assert workspace.FetchBlob("p_" + counter.format(2) + "2") == 2


def test_it_wants_the_scratch_blob():
    with pytest.raises(RuntimeError, match="wrong type"):
        run(op("RecurrentNetworkBlobFetcher", ["x"], ["names"]), feed={"x": X})
