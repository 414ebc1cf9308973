"""Calls of layers: (name of the case, layer, arguments, keywords, keywords of ModelHelper)."""

from recorded.caffe2 import brew, model_helper, scope
from recorded.nets import model

TWOS = ["ConstantFill", {"value": 2.0}]
NHWC = {"arg_scope": {"order": "NHWC"}}
EXTERNAL = {"init_params": False}
PLAIN = {"arg_scope": {"use_cudnn": False, "ws_nbytes_limit": 5}}

_CALLS = [
    ("conv", ["x", "y", 3, 4, 5], {}),
    ("conv", ["x", "y", 3, 4, [5, 3]], {"pad": 1, "stride": 2, "no_bias": True, "weight_init": TWOS}),
    ("conv", ["x", "y", 4, 8, 3], {"group": 2, "bias_init": TWOS, "use_cudnn": False, "engine": "NNPACK"}),
    ("conv", ["x", "y", 4, 8, 3], {"ws_nbytes_limit": 33, "cudnn_exhaustive_search": True, "float16_compute": True}),
    ("conv", ["x", None, 4, 8, 3], {}),
    ("group_conv", ["x", "y", 4, 8, 3], {"group": 2}),
    ("group_conv_deprecated", ["x", "y", 4, 8, 3], {"group": 2}),
    ("group_conv_deprecated", ["x", "y", 4, 8, 3], {"group": 4, "no_bias": True, "pad": 1, "ws_nbytes_limit": 4}),
    ("conv_transpose", ["x", "y", 3, 4, 2], {"stride": 2}),
    ("conv_transpose", ["x", "y", 3, 4, 2], {"weight_init": TWOS, "bias_init": TWOS, "ws_nbytes_limit": 12}),
    ("fc", ["x", "y", 3, 4], {}),
    ("fc", ["x", "y"], {"dim_in": 3, "dim_out": 4, "weight_init": TWOS, "axis": 2, "enable_tensor_core": True}),
    ("fc", ["x", "y", 3, 4], {"name": "named", "float16_compute": True}),
    ("spatial_bn", ["x", "y", 3], {}),
    ("spatial_bn", ["x", "y", 3], {"is_test": False, "epsilon": 1e-3, "momentum": 0.5, "init_scale": 2.0, "init_bias": 3.0}),
    ("spatial_bn", ["x", "y", 3], {"is_test": True}),
    ("spatial_gn", ["x", "y", 4], {"group": 2, "epsilon": 1e-3, "is_test": False}),
    ("instance_norm", ["x", "y", 4], {"epsilon": 0.1}),
    ("layer_norm", ["x", "y", 4], {}),
    ("layer_norm", ["x", "y", [4, 5]], {"axis": 2, "epsilon": 0.1, "initial_scale": 3.0, "initial_bias": 2.0}),
    ("moments_with_running_stats", ["x", "y", 4], {}),
    ("lrn", ["x", "y"], {"size": 5, "alpha": 0.1, "beta": 0.2, "bias": 1.0}),
    ("softmax", ["x", "y"], {"axis": 2}),
    ("softmax", ["x"], {"use_cudnn": False}),
    ("relu", ["x", "y"], {}),
    ("tanh", ["x", "y"], {"use_cudnn": False}),
    ("prelu", ["x", "y"], {"num_channels": 3}),
    ("max_pool", ["x", "y"], {"kernel": 2, "stride": 2}),
    ("average_pool", ["x", "y"], {"global_pooling": True, "use_cudnn": False}),
    ("dropout", ["x", "y"], {"is_test": False, "ratio": 0.3}),
    ("dropout", ["x", "y"], {"is_test": True, "use_cudnn": False}),
    ("accuracy", [["x", "label"], "y"], {"top_k": 3}),
    ("iter", ["counter"], {}),
    ("db_input", [["x", "label"], 3, "digits", "minidb"], {}),
    ("sum", [["a", "b"], "y"], {}),
    ("sub", [["a", "b"], "y"], {"broadcast": 1}),
    ("mat_mul", [["a", "b"], "y"], {"trans_a": 1}),
    ("batch_mat_mul", [["a", "b"], "y"], {"enable_tensor_core": True}),
    ("transpose", ["x", "y"], {"axes": [1, 0]}),
    ("reduce_sum", ["x", "y"], {"axes": [1]}),
    ("arg_min", ["x", "y"], {"axis": 1}),
    ("concat", [["a", "b"], "y"], {}),
    ("concat", [["a", "b"], "y"], {"axis": 1}),
    ("elementwise_linear", ["x", "y", 4], {"weight_init": TWOS}),
]


CASES = [
    (f"{number:02}_{layer}_{kind}", layer, args, kwargs, model)
    for kind, model in (("nchw", {}), ("nhwc", NHWC), ("external", EXTERNAL), ("plain", PLAIN))
    for number, (layer, args, kwargs) in enumerate(_CALLS)
]


def build(case):
    """What the model is after the one layer, called under a name scope."""
    name, layer, args, kwargs, model_kwargs = case
    m = model_helper.ModelHelper(name=name, **model_kwargs)
    with scope.NameScope("ns"):
        getattr(brew, layer)(m, *args, **kwargs)
    return model(m)
