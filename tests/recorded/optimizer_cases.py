"""Calls of optimizers: (name of the case, kind of model, function of optimizer, keywords)."""

from recorded.caffe2 import brew, core, model_helper, optimizer
from recorded.nets import model

_DENSE = [
    ("build_sgd", {"base_learning_rate": 0.1}),
    ("build_sgd", {"base_learning_rate": 0.1, "momentum": 0.9}),
    ("build_sgd", {"base_learning_rate": 0.1, "momentum": 0.9, "nesterov": False}),
    ("build_sgd", {"base_learning_rate": 0.1, "policy": "step", "stepsize": 10, "gamma": 0.5}),
    ("build_sgd", {"base_learning_rate": 0.1, "lars": 0.5}),
    ("build_sgd", {"base_learning_rate": 0.1, "lars": 0.5, "momentum": 0.9, "max_gradient_norm": 3.0}),
    ("build_sgd", {"base_learning_rate": 0.1, "max_gradient_norm": 5.0}),
    ("build_sgd", {"base_learning_rate": 0.1, "allow_lr_injection": True}),
    ("build_sgd", {"base_learning_rate": 0.1, "max_gradient_norm": 5.0, "allow_lr_injection": True}),
    ("build_multi_precision_sgd", {"base_learning_rate": 0.1, "momentum": 0.9}),
    ("build_multi_precision_sgd", {"base_learning_rate": 0.1, "momentum": 0.9, "max_gradient_norm": 2.0}),
    ("build_fp16_sgd", {"base_learning_rate": 0.1, "momentum": 0.9}),
    ("build_fp16_sgd", {"base_learning_rate": 0.1, "momentum": 0.9, "nesterov": False, "weight_decay": 0.01}),
    ("build_ftrl", {"engine": "", "alpha": 0.1, "beta": 1.0, "lambda1": 0.2, "lambda2": 0.3}),
    ("build_gftrl", {"alpha": 0.1, "lambda1": 0.0, "lambda2": 0.0}),
    ("build_adagrad", {"base_learning_rate": 0.1}),
    ("build_adagrad", {"base_learning_rate": 0.1, "decay": 0.9, "epsilon": 1e-6, "lars": 0.5}),
    ("build_adagrad", {"base_learning_rate": 0.1, "output_effective_lr": True}),
    ("build_adagrad", {"base_learning_rate": 0.1, "output_effective_lr_and_update": True, "max_gradient_norm": 1.0}),
    ("build_adagrad", {"base_learning_rate": 0.1, "weight_decay": 0.01}),
    ("build_adagrad", {"base_learning_rate": 0.1, "counter_halflife": 5}),
    ("build_adagrad", {"base_learning_rate": 0.1, "rowWise": True}),
    ("build_adagrad", {"base_learning_rate": 0.1, "rowWise": True, "engine": "SIMD_Q_FP16"}),
    ("build_adagrad", {"base_learning_rate": 0.1, "swa_enabled": True, "swa_avg_start_it": 2, "swa_avg_end_it": 9}),
    ("build_adagrad", {"base_learning_rate": 0.1, "ema_enabled": True, "ema_start": 2, "ema_end": 9, "ema_step": 1, "ema_alpha": 0.9}),
    ("build_wngrad", {"base_learning_rate": 0.1}),
    ("build_wngrad", {"base_learning_rate": 0.1, "moment_init": 3.0, "lars": 0.5}),
    ("build_wngrad", {"base_learning_rate": 0.1, "output_effective_lr": True}),
    ("build_wngrad", {"base_learning_rate": 0.1, "output_effective_lr_and_update": True}),
    ("build_storm", {"base_learning_rate": 0.1}),
    ("build_storm", {"base_learning_rate": 0.1, "momentum": 3.0, "beta": 0.2, "grad_sq_init": 0.5, "lars": 0.5}),
    ("build_adadelta", {"base_learning_rate": 1.0}),
    ("build_adadelta", {"base_learning_rate": 1.0, "epsilon": 1e-6, "decay": 0.9, "max_gradient_norm": 2.0}),
    ("build_adam", {"base_learning_rate": 0.1}),
    ("build_adam", {"base_learning_rate": 0.1, "beta1": 0.8, "beta2": 0.9, "epsilon": 1e-6, "policy": "exp", "gamma": 0.9}),
    ("build_adam", {"base_learning_rate": 0.1, "use_lr_adaption": True}),
    ("build_adam", {"base_learning_rate": 0.1, "use_lr_adaption": True, "normalized_lr_adaption": False, "lr_alpha": 0.02}),
    ("build_adam", {"base_learning_rate": 0.1, "enableRAdam": True}),
    ("build_adam", {"base_learning_rate": 0.1, "rowWise": True}),
    ("build_yellowfin", {}),
    ("build_yellowfin", {"base_learning_rate": 0.2, "beta": 0.9, "curv_win_width": 5, "zero_debias": False, "mu": 0.1}),
    ("build_rms_prop", {"base_learning_rate": 0.1}),
    ("build_rms_prop", {"base_learning_rate": 0.1, "momentum": 0.9, "decay": 0.8, "epsilon": 1e-3, "max_gradient_norm": 2.0}),
    ("add_weight_decay", {"weight_decay": 0.01}),
]

_SPARSE = [
    ("build_sgd", {"base_learning_rate": 0.1}),
    ("build_sgd", {"base_learning_rate": 0.1, "sparse_dedup_aggregator": "mean"}),
    ("build_sgd", {"base_learning_rate": 0.1, "momentum": 0.9}),
    ("build_sgd", {"base_learning_rate": 0.1, "max_gradient_norm": 5.0}),
    ("build_ftrl", {"engine": "", "lambda1": 0.0, "lambda2": 0.0}),
    ("build_ftrl", {"engine": "", "sparse_dedup_aggregator": "sum", "lambda1": 0.1, "lambda2": 0.2}),
    ("build_gftrl", {}),
    ("build_adagrad", {"base_learning_rate": 0.1}),
    ("build_adagrad", {"base_learning_rate": 0.1, "rowWise": True}),
    ("build_adagrad", {"base_learning_rate": 0.1, "rowWise": True, "engine": "SIMD_Q_STOC_FP16"}),
    ("build_adagrad", {"base_learning_rate": 0.1, "rowWise": True, "counter_halflife": 5}),
    ("build_adagrad", {"base_learning_rate": 0.1, "weight_decay": 0.01, "sparse_dedup_aggregator": "sum"}),
    ("build_adagrad", {"base_learning_rate": 0.1, "rowWise": True, "weight_decay": 0.01, "counter_halflife": 3}),
    ("build_wngrad", {"base_learning_rate": 0.1}),
    ("build_storm", {"base_learning_rate": 0.1}),
    ("build_adadelta", {"base_learning_rate": 1.0}),
    ("build_adam", {"base_learning_rate": 0.1}),
    ("build_adam", {"base_learning_rate": 0.1, "rowWise": True}),
    ("build_adam", {"base_learning_rate": 0.1, "use_lr_adaption": True, "sparse_dedup_aggregator": "sum"}),
    ("build_adam", {"base_learning_rate": 0.1, "enableRAdam": True}),
    ("build_yellowfin", {}),
    ("build_rms_prop", {"base_learning_rate": 0.1}),
]

CASES = [
    (f"{number:02}_{function}_{kind}", kind, function, kwargs)
    for kind, calls in (("dense", _DENSE), ("sparse", _SPARSE), ("gpu", _DENSE), ("two", _DENSE[:2] + _DENSE[15:16] + _SPARSE[16:17]))
    for number, (function, kwargs) in enumerate(calls)
]


def _dense(name):
    m = model_helper.ModelHelper(name=name)
    brew.fc(m, "x", "fc", 3, 2)
    m.net.AveragedLoss("fc", "loss")
    m.AddGradientOperators(["loss"])
    return m


def _two(name):
    m = model_helper.ModelHelper(name=name)
    brew.fc(m, "x", "first", 3, 2)
    brew.fc(m, "first", "second", 2, 2)
    table = m.param_init_net.UniformFill([], "table", shape=[5, 2])
    m.AddParameter(table)
    m.net.Gather([table, "rows"], "gathered")
    m.net.Add(["second", "gathered"], "sum")
    m.net.AveragedLoss("sum", "loss")
    m.AddGradientOperators(["loss"])
    return m


def _sparse(name):
    m = model_helper.ModelHelper(name=name)
    table = m.param_init_net.UniformFill([], "table", shape=[5, 2])
    m.AddParameter(table)
    m.net.Gather([table, "rows"], "gathered")
    m.net.AveragedLoss("gathered", "loss")
    m.AddGradientOperators(["loss"])
    return m


def _auxiliary(built):
    if built is None:
        return None
    auxiliary = built.get_auxiliary_parameters()
    return [[str(blob) for blob in auxiliary.local], [str(blob) for blob in auxiliary.shared]]


def build(case):
    """What the model and the optimizer are after training operators were added, or the error."""
    name, kind, function, kwargs = case
    optimizer._optimizer_instance_count.clear()
    if kind == "gpu":
        with core.DeviceScope(core.DeviceOption(1, 3)):
            m = _dense(name)
    else:
        m = {"dense": _dense, "sparse": _sparse, "two": _two}[kind](name)
    try:
        built = getattr(optimizer, function)(m, **kwargs)
    except Exception as error:
        return {"error": type(error).__name__}
    return dict(model(m), auxiliary=_auxiliary(built), attributes=sorted(built.attributes) if built else None)
