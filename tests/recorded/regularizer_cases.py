"""Regularizers: (name of the case, class, arguments, keywords, when it acts, kind of gradient)."""

from recorded.caffe2 import core, regularizer, scope
from recorded.nets import net

_MADE = [
    ("L1Norm", [0.1], {}), ("L2Norm", [0.1], {}), ("L1NormTrimmed", [0.1, 3], {}), ("ElasticNet", [0.1, 0.2], {}),
    ("ElasticNetL1NormTrimmed", [0.1, 0.2, 3], {}), ("MaxNorm", [2.0], {}), ("ConstantNorm", [2.0], {}),
    ("SparseL1Norm", [0.1], {}), ("SparseL2Norm", [0.1], {}), ("LogBarrier", [0.1], {}),
    ("LogBarrier", [0.1], {"discount_policy": "step", "discount_options": {"stepsize": 3, "gamma": 0.4}}),
    ("BoundedGradientProjection", [0.1, 0.9], {}),
    ("BoundedGradientProjection", [0.1, 0.9], {"left_open": True, "right_open": True, "epsilon": 0.01}),
    ("BoundedGradientProjection", [], {"ub": 0.9}), ("GroupL1Norm", [0.1, [1, 2, 3]], {}),
    ("GroupL1Norm", [0.1, [1, 2]], {"stabilizing_val": 0.5}), ("L0ApproxNorm", [0.1], {}),
    ("L0ApproxNorm", [0.1], {"alpha": 0.5, "budget": 3}), ("LpNorm", [0.1], {}), ("LpNorm", [0.1], {"p_value": 0.3}),
    ("Regularizer", [], {}),
]

CASES = [
    (f"{number:02}_{kind}_{by}_{gradient}", kind, args, kwargs, by, gradient)
    for number, (kind, args, kwargs) in enumerate(_MADE)
    for by in ("on_loss", "after_optimizer")
    for gradient in ("dense", "sparse")
]


def build(case):
    """The nets after the regularizer was called for a parameter twice, and what it gave; or the error."""
    name, kind, args, kwargs, by, gradient = case
    main, init = core.Net(name), core.Net(name + "_init")
    grad = core.BlobReference("g")
    if gradient == "sparse":
        grad = core.GradientSlice(core.BlobReference("rows"), core.BlobReference("values"))
    made = getattr(regularizer, kind)(*args, **kwargs)
    try:
        with scope.NameScope("ns"):
            given = [made(main, init, core.BlobReference("w"), grad, by) for _ in range(2)]
    except NotImplementedError as error:
        return {"error": str(error)}
    return {"net": net(main.Proto()), "init": net(init.Proto()), "given": [str(blob) for blob in given]}
