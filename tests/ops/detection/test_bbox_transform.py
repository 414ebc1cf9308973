import numpy as np

from netdef.testing import Case, normal, operator_test, uniform


def clip(boxes, height, width, one):
    limits = np.array([width - one, height - one, width - one, height - one])
    return np.clip(boxes, 0, limits)


def regress(box, delta, weights, rotated, one, angle_bound_on, lo, hi):
    dx, dy, dw, dh = delta[:4] / weights
    if rotated:
        x, y, w, h = box[:4]
    else:
        w, h = box[2] - box[0] + one, box[3] - box[1] + one
        x, y = box[0] + w / 2, box[1] + h / 2
    most = np.log(1000 / 16)
    x, y, w, h = x + dx * w, y + dy * h, w * np.exp(min(dw, most)), h * np.exp(min(dh, most))
    if not rotated:
        return np.array([x - w / 2, y - h / 2, x + w / 2 - one, y + h / 2 - one])
    angle = box[4] + np.degrees(delta[4])
    if angle_bound_on:
        angle += (hi - lo) * (int(angle < lo) - int(angle > hi))
    return np.array([x, y, w, h, angle])


def bbox_transform(rois, deltas, info, weights=(1, 1, 1, 1), apply_scale=True, rotated=False, angle_bound_on=True,
                   angle_bound_lo=-90, angle_bound_hi=90, clip_angle_thresh=1.0, legacy_plus_one=True):
    dim, one = (5 if rotated else 4), int(legacy_plus_one)
    out = np.zeros(deltas.shape)
    splits = np.zeros(len(info), np.float32)
    for i, roi in enumerate(rois.astype(np.float64)):
        image = int(roi[0]) if len(roi) == dim + 1 else 0
        splits[image] += 1
        box = roi[-dim:].copy()
        scale = float(info[image, 2])
        box[:4] /= scale
        height, width = (int(v / scale + 0.5) for v in info[image, :2])
        for k in range(deltas.shape[1] // dim):
            new = regress(box, deltas[i, k * dim: (k + 1) * dim].astype(np.float64), np.array(weights), rotated, one,
                          angle_bound_on, angle_bound_lo, angle_bound_hi)
            if not rotated:
                new = clip(new, height, width, one)
            elif clip_angle_thresh >= 0 and abs(new[4]) <= clip_angle_thresh:
                x, y, w, h = new[:4]
                x1, y1, x2, y2 = clip(np.array([x - (w - one) / 2, y - (h - one) / 2, x + (w - one) / 2, y + (h - one) / 2]),
                                      height, width, one)
                new[:4] = (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1 + one, y2 - y1 + one
            new[:4] *= scale if apply_scale else 1
            out[i, k * dim: (k + 1) * dim] = new
    return out, splits


def boxes(n, images=0, angles=None):
    corner, size = uniform(n, 2, low=0, high=80, seed=n), uniform(n, 2, low=5, high=60, seed=n + 1)
    columns = [corner, corner + size] if angles is None else [corner + size / 2, size, np.resize(np.float32(angles), (n, 1))]
    if images:
        columns.insert(0, np.sort(np.arange(n) % images).reshape(n, 1).astype(np.float32))
    return np.concatenate(columns, 1).astype(np.float32)


ONE = np.array([[100, 120, 1.0]], np.float32)
TWO = np.array([[100, 120, 2.0], [90, 80, 0.5]], np.float32)
test_bbox_transform = operator_test("BBoxTransform", bbox_transform, [
    Case([boxes(6), normal(6, 8, std=0.3), ONE]),
    Case([boxes(6, 1), normal(6, 4, std=0.3), ONE], args={"apply_scale": 0}),
    Case([boxes(7, 2), normal(7, 12), TWO], args={"weights": [10.0, 10.0, 5.0, 5.0]}),
    Case([boxes(7, 2), normal(7, 12, std=5), TWO], args={"apply_scale": 0, "legacy_plus_one": 0}),
    Case([boxes(7, 2, angles=[0, 0.5, 30, -80, 200]), normal(7, 10, std=0.4), TWO], args={"rotated": 1}),
    Case([boxes(7, 2, angles=[0, 0.5, 30, -80, 200]), normal(7, 5, std=0.01), TWO],
         args={"rotated": 1, "angle_bound_on": 0, "apply_scale": 0, "legacy_plus_one": 0}),
    Case([boxes(4, angles=[0]), normal(4, 5, std=0.01), ONE], args={"rotated": 1, "clip_angle_thresh": -1.0}),
    Case([boxes(5, angles=[150]), normal(5, 5, std=0.1), ONE], args={"rotated": 1, "angle_bound_lo": 0, "angle_bound_hi": 180}),
    Case([boxes(0, 1), normal(0, 4), ONE]),
    Case([boxes(6), normal(6, 8), TWO], error="single image"),
    Case([boxes(6), normal(6, 7), ONE], error="deltas"),
    Case([boxes(6), normal(5, 8), ONE], error="deltas"),
    Case([boxes(6, 3), normal(6, 8), TWO], error="lies in image"),
    Case([boxes(6, 2)[::-1].copy(), normal(6, 8), TWO], error="sorted by image"),
    Case([boxes(6), normal(6, 8), ONE], args={"weights": [1.0]}, error="four"),
    Case([boxes(6), normal(6, 8), ONE], args={"angle_bound_hi": 0}),
    Case([boxes(4, angles=[0]), normal(4, 5), ONE], args={"rotated": 1, "angle_bound_hi": 0}, error="multiple of 180"),
    Case([boxes(4, angles=[0]), normal(4, 5), ONE], args={"rotated": 1, "angle_bound_hi": 2**31 - 1}, error="multiple of 180, got 2147483737"),
], rtol=1e-4, atol=1e-3)
