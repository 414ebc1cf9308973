import numpy as np

from netdef.testing import Case, i64, normal, operator_test, uniform


def sums(w, nz, g, alpha):
    """n and z after the gradient (McMahan et al., 2013)."""
    n, z = nz[..., 0], nz[..., 1]
    new_n = n + g**2
    with np.errstate(invalid="ignore"):
        return np.stack([new_n, z + g - (np.sqrt(new_n) - np.sqrt(n)) / alpha * w], axis=-1)


def denominator(n, alpha, beta, lambda2):
    with np.errstate(invalid="ignore"):
        return (beta + np.sqrt(n)) / alpha + lambda2


def ftrl(w, nz, g, alpha_input=None, alpha=0.005, beta=1.0, lambda1=0.001, lambda2=0.001):
    alpha = alpha if alpha_input is None else alpha_input[0]
    nz = sums(w, nz, g, alpha)
    z = nz[..., 1]
    new = -(z - np.sign(z) * lambda1) / denominator(nz[..., 0], alpha, beta, lambda2)
    return np.where(np.abs(z) > lambda1, new, 0).astype(np.float32), nz.astype(np.float32)


def sparse_ftrl(w, nz, indices, g, alpha_input=None, **args):
    for i, row in enumerate(indices):
        w[row], nz[row] = ftrl(w[row], nz[row], g[i], alpha_input, **args)
    return w, nz


def g_ftrl(w, nz, g, alpha_input=None, alpha=0.005, beta=1.0, lambda1=0.001, lambda2=0.001):
    """Thresholds the weights of one input (a column) together."""
    alpha = alpha if alpha_input is None else alpha_input[0]
    nz = sums(w, nz, g, alpha)
    z = nz[..., 1]
    norm, bound = np.sqrt((z.astype(np.float64)**2).sum(0)), lambda1 * np.sqrt(len(w))
    new = z * (bound / norm - 1) / denominator(nz[..., 0], alpha, beta, lambda2)
    return np.where(norm > bound, new, 0).astype(np.float32), nz.astype(np.float32)


W, G = normal(5, 3), normal(5, 3)
NZ = np.stack([uniform(5, 3), normal(5, 3)], axis=-1)
ARGS = {"alpha": 0.1, "beta": 0.5, "lambda1": 1.0, "lambda2": 0.2}
ALPHA = np.float32([0.3])

WITHOUT_ALPHA = {name: value for name, value in ARGS.items() if name != "alpha"}

DENSE = [
    Case([W, NZ, G]),
    Case([W, NZ, G], args=ARGS),
    Case([W, NZ, G, ALPHA], args=WITHOUT_ALPHA),
    Case([W, NZ, G, ALPHA], args=ARGS, error="alpha by both input and argument"),
    Case([W, NZ - np.float32([1.5, 0]), G], args=ARGS),  # sums that no gradients have: the weight is 0
    Case([W, NZ[:4], G], error="n_z must have two elements"),
    Case([W, NZ, G[:4]], error="grad"),
    Case([W, NZ, G, normal(2)], error="must have one element"),
]
test_ftrl = operator_test("Ftrl", ftrl, DENSE)
test_g_ftrl = operator_test("GFtrl", g_ftrl, DENSE)
test_sparse_ftrl = operator_test("SparseFtrl", sparse_ftrl, [
    Case([W, NZ, i64(3, 0, 3), normal(3, 3)]),
    Case([W, NZ, i64(3, 0, 3).astype(np.int32), normal(3, 3), ALPHA], args=WITHOUT_ALPHA),
    Case([W, NZ, i64(1), normal(1, 3), ALPHA], args=ARGS, error="alpha by both input and argument"),
    Case([W, NZ, i64(), normal(0, 3)]),
    Case([W, NZ, i64(5), normal(1, 3)], error="Index out of bounds: 5"),
    Case([W, NZ, i64(-1), normal(1, 3)], error="Index out of bounds: -1"),
    Case([W, NZ, i64(1), normal(2, 3)], error="one row of 3 elements for each of"),
    Case([W.astype(np.float64), NZ, i64(1), normal(1, 3)], error="Tensor type mismatch"),
])
