import numpy as np

from netdef.testing import Case, normal, operator_test


def heatmap_max_keypoint(maps, boxes, should_output_softmax=0):
    n, keypoints, size, _ = maps.shape
    out = np.zeros((n, 4, keypoints))
    for r, k in np.ndindex(n, keypoints):
        h = maps[r, k].astype(np.float64)
        y, x = np.unravel_index(h.argmax(), h.shape)
        near = np.pad(h, 1, mode="reflect")[y: y + 3, x: x + 3]
        gradient = np.array([near[1, 2] - near[1, 0], near[2, 1] - near[0, 1]]) / 2
        mixed = (near[2, 2] - near[2, 0] - near[0, 2] + near[0, 0]) / 4
        hessian = np.array([[near[1, 0] - 2 * near[1, 1] + near[1, 2], mixed],
                            [mixed, near[0, 1] - 2 * near[1, 1] + near[2, 1]]])
        step, height = np.zeros(2), h.max()
        if abs(np.linalg.det(hessian)) >= 1e-4:
            step = np.linalg.solve(hessian, -gradient)
            step *= min(1, 1.5 / np.abs(step).max())
            height = near[1, 1] + gradient @ step + step @ hessian @ step / 2
        x1, y1, x2, y2 = boxes[r, :4]
        out[r, :, k] = (x1 + (0.5 + x + step[0]) * max(x2 - x1, 1) / size, y1 + (0.5 + y + step[1]) * max(y2 - y1, 1) / size,
                        height, 1 / np.exp(h - h.max()).sum() if should_output_softmax else 0)
    return out


BOXES = np.array([[0, 0, 10, 12], [-3, 4, 8, 4.5]], np.float32)
test_heatmap_max_keypoint = operator_test("HeatmapMaxKeypoint", heatmap_max_keypoint, [
    Case([normal(2, 3, 5, 5), BOXES]),
    Case([normal(2, 3, 9, 9), BOXES], args={"should_output_softmax": 1}),
    Case([np.zeros((2, 1, 3, 3), np.float32), BOXES]),
    Case([normal(0, 3, 5, 5), BOXES[:0]]),
    Case([normal(2, 3, 5, 4), BOXES], error="square"),
    Case([normal(2, 3, 1, 1), BOXES], error="square"),
    Case([normal(2, 3, 5, 5), BOXES[:1]], error="boxes"),
], rtol=1e-3, atol=1e-3)
