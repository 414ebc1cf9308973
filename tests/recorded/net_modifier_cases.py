"""Changes to a net that trains: (name of the case, class, arguments, keywords, whether the output record is changed)."""

from recorded.caffe2 import brew, core, model_helper, modeling
from recorded.nets import net

_MADE = [
    ("ComputeNormForBlobs", [["fc_w", "table"], 10], {}),
    ("ComputeNormForBlobs", [["fc_w"], -1], {"p": 1, "compute_averaged_norm": True}),
    ("ComputeNormForBlobs", [["fc_w"], 10], {"row_index": 2}),
    ("ComputeHistogramForBlobs", [["fc_w"], 10], {}),
    ("ComputeHistogramForBlobs", [["fc_w", "table"], 10],
     {"num_buckets": 5, "lower_bound": -1.0, "upper_bound": 2.0, "accumulate": True}),
    ("ComputeStatisticsForBlobs", [["fc_w", "table"], 10], {}),
    ("GetEntryFromBlobs", [["fc_w"], 10], {"i1": 1, "i2": 2}),
    ("GradientClipping", ["by_norm"], {}),
    ("GradientClipping", ["by_norm"], {"clip_norm_type": "l1_norm", "clip_threshold": 0.5}),
    ("GradientClipping", ["by_norm"], {"use_parameter_norm": True, "compute_norm_ratio": True}),
    ("GradientClipping", ["by_value"], {"clip_max": 2.0, "clip_min": -3.0}),
    ("GradientClipping", ["by_norm"], {"blobs_to_include": ["fc_w"]}),
    ("GradientClipping", ["by_norm"], {"blobs_to_exclude": ["fc_w", "table"]}),
]

CASES = [
    (f"{number:02}_{kind}_{record}", kind, args, kwargs, record)
    for number, (kind, args, kwargs) in enumerate(_MADE)
    for record in (False, True)
]


def build(case):
    """The net and its output record after the change."""
    name, kind, args, kwargs, record = case
    m = model_helper.ModelHelper(name=name)
    table = m.param_init_net.UniformFill([], "table", shape=[5, 2])
    m.AddParameter(table)
    m.net.Gather([table, "rows"], "gathered")
    brew.fc(m, "gathered", "fc", 2, 4)
    m.net.AveragedLoss("fc", "loss")
    m.AddGradientOperators(["loss"])
    gradients = {param: m.param_to_grad[param] for param in m.params}
    devices = {"fc_w": core.DeviceOption(1, 2)}
    getattr(modeling, kind)(*args, **kwargs)(m.net, m.param_init_net, gradients, devices, record)
    given = m.net.output_record()
    fields = None if given is None else [given.field_names(), [str(blob) for blob in given.field_blobs()]]
    return {"net": net(m.net.Proto()), "record": fields}
