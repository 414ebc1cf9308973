import numpy as np

from netdef.testing import Case, normal, operator_test, uniform


def area(b, one):
    return (b[2] - b[0] + one) * (b[3] - b[1] + one)


def overlap(a, b, one):
    w = max(min(a[2], b[2]) - max(a[0], b[0]) + one, 0)
    h = max(min(a[3], b[3]) - max(a[1], b[1]) + one, 0)
    return w * h / (area(a, one) + area(b, one) - w * h)


def generate_proposals(scores, deltas, info, anchors, spatial_scale=1 / 16, pre_nms_topN=6000, post_nms_topN=300,
                       nms_thresh=0.7, min_size=16.0, legacy_plus_one=True):
    one = int(legacy_plus_one)
    rois, probs = [], []
    for n in range(len(scores)):
        candidates = []
        for a, y, x in np.ndindex(scores.shape[1:]):
            box = anchors[a].astype(np.float64) + np.array([x, y, x, y]) / spatial_scale
            w, h = box[2] - box[0] + one, box[3] - box[1] + one
            dx, dy, dw, dh = deltas[n, a * 4: a * 4 + 4, y, x]
            cx, cy = box[0] + w / 2 + dx * w, box[1] + h / 2 + dy * h
            w, h = w * np.exp(min(dw, np.log(62.5))), h * np.exp(min(dh, np.log(62.5)))
            box = np.array([cx - w / 2, cy - h / 2, cx + w / 2 - one, cy + h / 2 - one])
            box = np.clip(box, 0, np.trunc([info[n, 1], info[n, 0]] * 2) - one)
            candidates.append((scores[n, a, y, x], box))
        candidates.sort(key=lambda c: -c[0])
        if pre_nms_topN > 0:
            candidates = candidates[:pre_nms_topN]
        kept = []
        for score, box in candidates:
            w, h = box[2] - box[0] + one, box[3] - box[1] + one
            small = w < min_size * info[n, 2] or h < min_size * info[n, 2]
            if small or box[0] + w / 2 >= info[n, 1] or box[1] + h / 2 >= info[n, 0]:
                continue
            if all(overlap(box, other, one) <= nms_thresh for _, other in kept):
                kept.append((score, box))
        for score, box in kept[: post_nms_topN if post_nms_topN > 0 else None]:
            rois.append([n, *box])
            probs.append(score)
    return np.array(rois, np.float32).reshape(-1, 5), np.array(probs, np.float32)


ANCHORS = np.array([[-10, -6, 9, 5], [-6, -10, 5, 9], [-16, -16, 15, 15]], np.float32)
INFO = np.array([[60, 80, 1.0], [50, 70, 0.5]], np.float32)


def maps(n, height, width, seed=0):
    return uniform(n, 3, height, width, seed=seed), normal(n, 12, height, width, std=0.2, seed=seed + 1)


ARGS = {"spatial_scale": 0.125, "min_size": 4.0}
CASES = [
    Case([*maps(1, 7, 9), INFO[:1], ANCHORS], args=ARGS),
    Case([*maps(2, 7, 9), INFO, ANCHORS], args={**ARGS, "nms_thresh": 0.3, "post_nms_topN": 10}),
    Case([*maps(2, 7, 9), INFO, ANCHORS], args={**ARGS, "pre_nms_topN": 20, "legacy_plus_one": 0}),
    Case([*maps(1, 7, 9), INFO[:1], ANCHORS], args={**ARGS, "pre_nms_topN": 0, "post_nms_topN": 0, "min_size": 0.0}),
    Case([*maps(1, 7, 9), INFO[:1], ANCHORS], args={**ARGS, "min_size": 1000.0}),
    Case([*maps(1, 7, 9), INFO[:1] + np.array([0.7, 0.6, 0], np.float32), ANCHORS], args=ARGS),
    Case([*maps(0, 7, 9), INFO[:0], ANCHORS], args=ARGS),
    Case([*maps(1, 7, 9), INFO, ANCHORS], args=ARGS, error="im_info"),
    Case([*maps(1, 7, 9), INFO[:1], ANCHORS[:2]], args=ARGS, error="scores"),
    Case([*maps(1, 7, 9), INFO[:1], ANCHORS[:, :3].copy()], args=ARGS, error="anchors"),
    Case([maps(1, 7, 9)[0], normal(1, 12, 7, 8), INFO[:1], ANCHORS], args=ARGS, error="deltas"),
    Case([*maps(1, 7, 9), INFO[:1], ANCHORS], args={"spatial_scale": 0.0}, error="spatial_scale"),
]
test_generate_proposals = operator_test("GenerateProposals", generate_proposals, CASES, rtol=1e-4, atol=1e-3)
test_generate_proposals_cpp = operator_test("GenerateProposalsCPP", generate_proposals, CASES[:2], rtol=1e-4, atol=1e-3)


# A rotated box of angle 0 is an upright one; without clipping both find the same regions.
def rotated_as_upright(scores, deltas, info, anchors, **args):
    args.pop("clip_angle_thresh")
    size = np.concatenate([anchors[:, :2] - anchors[:, 2:4] / 2, anchors[:, :2] + anchors[:, 2:4] / 2], 1)
    n, _, height, width = deltas.shape
    upright = deltas.reshape(n, -1, 5, height, width)[:, :, :4].reshape(n, -1, height, width)
    far = info * np.array([100, 100, 1], np.float32)  # nothing is clipped
    rois, probs = generate_proposals(scores, upright, far, size, legacy_plus_one=False, **args)
    x1, y1, x2, y2 = rois[:, 1:].T
    return np.stack([rois[:, 0], (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1, 0 * x1], 1).astype(np.float32), probs


TURNED = np.array([[40, 40, 20, 12, 0], [40, 40, 12, 20, 0]], np.float32)
STILL = normal(1, 2, 5, 5, 5, std=0.1)
STILL[:, :, 4] = 0
test_rotated = operator_test("GenerateProposals", rotated_as_upright, [
    Case([uniform(1, 2, 5, 5), STILL.reshape(1, 10, 5, 5), np.array([[1000, 1000, 1]], np.float32), TURNED],
         args={**ARGS, "clip_angle_thresh": -1.0, "nms_thresh": 0.4}),
], rtol=1e-3, atol=1e-3)
