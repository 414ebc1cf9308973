import numpy as np

from netdef.testing import Case, normal, operator_test, uniform


def stft(x, step, window=None, length=None, onesided=1):
    z = x[..., 0] + (1j * x[..., 1] if x.shape[-1] == 2 else 0)
    n = len(window) if length is None else int(length)
    frames = np.stack([z[:, i:i + n] for i in range(0, z.shape[1] - n + 1, int(step))], 1) * (1 if window is None else window)
    y = np.fft.fft(frames)
    y = y[..., : n // 2 + 1] if onesided else y
    return np.stack([y.real, y.imag], -1).astype(x.dtype)


test_stft = operator_test("STFT", stft, [
    Case([normal(2, 40, 1), np.int64(5), uniform(16)]),
    Case([normal(2, 40, 1), np.int64(7), uniform(15), np.int64(15)]),
    Case([normal(2, 40, 1), np.int64(8), None, np.int64(16)], args={"onesided": 0}),
    Case([normal(2, 40, 2), np.int64(8), uniform(16)], args={"onesided": 0}),
    Case([normal(2, 40, 1), np.int64(0), uniform(16)], error="do not fit"),
    Case([normal(2, 10, 1), np.int64(2), uniform(16)], error="do not fit"),
    Case([normal(2, 40, 1), np.int64(2)], error="must be given"),
    Case([normal(2, 40, 1), np.int64(2), uniform(16), np.int64(15)], error="does not fit frames"),
], domain="ai.onnx", rtol=1e-3, atol=1e-4)
