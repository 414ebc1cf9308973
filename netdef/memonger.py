"""Fewer blobs for the same net: names whose values are no longer needed are used again; as caffe2.python.memonger.

    model.net._net = memonger.share_grad_blobs(model.net, ["loss"], set(model.param_to_grad.values()), "")

optimize_interference and the graphs need the package `networkx`.
"""

from netdef import _C as C
from netdef import core, workspace
from netdef._impl.memonger.assignments import (
    AssignmentAlgorithm,
    LiveRange,
    Statistics,
    compute_assignments,
    compute_assignments_dp,
    compute_assignments_greedy,
    compute_blob_assignments,
    compute_statistics,
    get_memory_usage,
    get_updated_ranges,
    is_compatible,
    verify_assignments,
)
from netdef._impl.memonger.equality import verify_graph_equality, verify_inplace_blobs
from netdef._impl.memonger.graph import (
    compute_interference_graph,
    topological_sort_traversal,
    topological_sort_traversal_longest_path,
)
from netdef._impl.memonger.interference import Optimization, compute_ranges, optimize_interference
from netdef._impl.memonger.recycling import (
    memonger_compute_blob_recycling_for_dag,
    memonger_optimize_inference_net,
    optimize_inference_fast,
    optimize_inference_for_dag,
    share_grad_blobs,
)
from netdef._impl.memonger.release import release_blobs_when_used
from netdef._impl.memonger.renaming import apply_assignments, apply_recurrent_blob_assignments
from netdef._impl.memonger.sizes import blob_nbytes, collect_blob_sizes, estimate_memory_usage
from netdef.proto import caffe2_pb2

# Scripts call these of the extension module.
C.memonger_compute_blob_recycling_for_dag = memonger_compute_blob_recycling_for_dag
C.memonger_optimize_inference_net = memonger_optimize_inference_net
