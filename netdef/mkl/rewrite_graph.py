"""Moving nets to IDEEP devices; as caffe2.python.mkl.rewrite_graph."""

from netdef._impl.ideep_rewrite import (
    fix_BoxWithNMSLimit,
    last_producer,
    rewrite_init_net_simple,
    rewrite_model_helper_simple,
    rewrite_run_net_simple,
    rewrite_run_net_simple_xrayocr_lstm,
)
