import numpy as np

from netdef.testing import Case, normal, operator_test


def dft(x, length=None, axis=None, inverse=0, onesided=0):
    axis = -2 if axis is None else int(axis)
    z = x[..., 0] + (1j * x[..., 1] if x.shape[-1] == 2 else 0)
    axis = axis + 1 if axis < 0 else axis
    n = None if length is None else int(length)
    if inverse and onesided:
        return np.fft.irfft(z, n, axis)[..., None].astype(x.dtype)
    y = (np.fft.ifft if inverse else np.fft.fft)(z, n, axis)
    if onesided:
        y = np.take(y, range(y.shape[axis] // 2 + 1), axis)
    return np.stack([y.real, y.imag], -1).astype(x.dtype)


test_dft = operator_test("DFT", dft, [
    *[Case([normal(2, n, 3, p), None, np.int64(1)], args={"inverse": i}) for n in (1, 2, 7, 8, 12, 45) for p in (1, 2) for i in (0, 1)],
    Case([normal(2, 10, 1)]),
    Case([normal(2, 10, 1)], args={"onesided": 1}),
    Case([normal(2, 9, 1), np.int64(16)], args={"onesided": 1}),
    Case([normal(2, 9, 2), np.int64(6), np.int64(-2)]),
    Case([normal(2, 6, 2)], args={"onesided": 1, "inverse": 1}),
    Case([normal(9, 2).astype(np.float64), None, np.int64(0)]),
    Case([normal(2, 9, 3)], error="expected real"),
    Case([normal(2, 9, 2), None, np.int64(2)], error="parts of the numbers"),
    Case([normal(2, 9, 2), np.int64(0)], error="the length 0"),
    Case([normal(2, 9, 2)], args={"onesided": 1}, error="real signal"),
], domain="ai.onnx", rtol=1e-3, atol=1e-4)
