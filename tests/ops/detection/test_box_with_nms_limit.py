import numpy as np

from netdef.testing import Case, distinct, operator_test, uniform


def overlap(a, b, one):
    area = [(x[2] - x[0] + one) * (x[3] - x[1] + one) for x in (a, b)]
    w = max(min(a[2], b[2]) - max(a[0], b[0]) + one, 0)
    h = max(min(a[3], b[3]) - max(a[1], b[1]) + one, 0)
    return w * h / (sum(area) - w * h)


def suppress(boxes, scores, rows, limit, one):
    kept = []
    for r in sorted(rows, key=lambda i: -scores[i]):
        if all(overlap(boxes[r], boxes[k], one) <= limit for k in kept):
            kept.append(r)
    return kept


def soften(boxes, scores, rows, limit, sigma, least, method, one):
    kept, rows = [], list(rows)
    while rows:
        best = max(rows, key=lambda i: scores[i])
        kept.append(best)
        rows.remove(best)
        for r in rows:
            o = overlap(boxes[best], boxes[r], one)
            scores[r] *= np.exp(-o * o / sigma) if method == "gaussian" else (1 - o if o > limit else 1)
        rows = [r for r in rows if scores[r] >= least]
    return kept


def box_with_nms_limit(scores, boxes, splits=None, score_thresh=0.05, nms=0.3, detections_per_im=100, soft_nms_enabled=0,
                       soft_nms_method="linear", soft_nms_sigma=0.5, soft_nms_min_score_thres=0.001,
                       cls_agnostic_bbox_reg=0, input_boxes_include_bg_cls=1, output_classes_include_bg_cls=1,
                       legacy_plus_one=1):
    classes = scores.shape[1]
    first, out, counts, sizes = 0, [], [], []
    for n in [len(scores)] if splits is None else splits.astype(int):
        image = []
        for c in range(1, classes):
            at = c if input_boxes_include_bg_cls else c - 1
            box_at = 0 if cls_agnostic_bbox_reg else at
            s = scores[first: first + n, at].astype(np.float64)
            b = boxes[first: first + n, box_at * 4: box_at * 4 + 4].astype(np.float64)
            rows = np.flatnonzero(s > np.float32(score_thresh))
            if soft_nms_enabled:
                kept = soften(b, s, rows, nms, soft_nms_sigma, soft_nms_min_score_thres, soft_nms_method, legacy_plus_one)
            else:
                kept = suppress(b, s, rows, nms, legacy_plus_one)
            image += [(c, s[r], b[r], r) for r in kept]
        if 0 < detections_per_im < len(image):
            image = sorted(sorted(image, key=lambda d: -d[1])[:detections_per_im], key=lambda d: d[0])
        out += image
        counts.append(len(image))
        sizes.append([sum(d[0] == c for d in image) for c in range(classes)])
        first += n
    return (np.array([d[1] for d in out], np.float32), np.array([d[2] for d in out], np.float32).reshape(-1, 4),
            np.array([d[0] - (not output_classes_include_bg_cls) for d in out], np.float32), np.array(counts, np.float32),
            np.array([d[3] for d in out], np.int32), np.array(sizes, np.int32).reshape(-1, classes))


def boxes(n, per_row):
    corner = uniform(n * per_row, 2, high=30, seed=n)
    size = uniform(n * per_row, 2, low=8, high=25, seed=n + 1)
    return np.concatenate([corner, corner + size], 1).reshape(n, per_row * 4)


SCORES = distinct(12, 3, step=1 / 40) + np.float32(0.5)
BOXES = boxes(12, 3)
TIES = np.float32([[0.7], [0.7], [0.6]] * np.ones((1, 8)))
BOXES_OF_TIES = np.float32(np.tile([[15, 15, 25, 25], [45, 45, 55, 55], [-5, -5, 5, 5]], 8))
SPLITS = np.array([5, 0, 7], np.float32)
test_box_with_nms_limit = operator_test("BoxWithNMSLimit", box_with_nms_limit, [
    Case([SCORES, BOXES]),
    Case([SCORES, BOXES, SPLITS], args={"score_thresh": 0.3, "nms": 0.5}),
    Case([SCORES, BOXES, SPLITS], args={"detections_per_im": 3, "output_classes_include_bg_cls": 0}),
    Case([SCORES, BOXES], args={"detections_per_im": 0, "nms": 0.9, "legacy_plus_one": 0}),
    Case([SCORES, BOXES[:, 4:].copy()], args={"input_boxes_include_bg_cls": 0}),
    Case([SCORES, BOXES[:, :4].copy()], args={"cls_agnostic_bbox_reg": 1}),
    Case([SCORES, BOXES], args={"soft_nms_enabled": 1}),
    Case([SCORES, BOXES, SPLITS], args={"soft_nms_enabled": 1, "soft_nms_method": "gaussian", "soft_nms_min_score_thres": 0.2}),
    Case([SCORES, BOXES], args={"soft_nms_enabled": 1, "detections_per_im": 5}),
    # no class gives more than the image takes: else the order of equal ones would be another, as recorded from Caffe2
    Case([TIES, BOXES_OF_TIES], args={"detections_per_im": 1, "nms": 0.9}),
    Case([SCORES[:0], BOXES[:0], np.zeros(1, np.float32)]),
    Case([SCORES, BOXES, SPLITS[:1]], error="add up"),
    Case([SCORES, BOXES, np.float32([-5, 17])], error="cannot have"),
    Case([SCORES, BOXES[:, :8].copy()], error="columns"),
    Case([SCORES, BOXES[:5]], error="row for each RoI"),
    Case([SCORES, BOXES], args={"soft_nms_method": "hard"}, error="soft_nms_method"),
], rtol=1e-4, atol=1e-4)

# Boxes of angle 0 are upright boxes without the pixel that legacy_plus_one adds.
TURNED = BOXES.reshape(-1, 4)
TURNED = np.concatenate([(TURNED[:, :2] + TURNED[:, 2:]) / 2, TURNED[:, 2:] - TURNED[:, :2], 0 * TURNED[:, :1]], 1)


def rotated(scores, turned, rotated=1, **args):
    score, box, *rest = box_with_nms_limit(scores, BOXES, legacy_plus_one=0, **args)
    box = np.concatenate([(box[:, :2] + box[:, 2:]) / 2, box[:, 2:] - box[:, :2], 0 * box[:, :1]], 1)
    return score, box, *rest


test_rotated = operator_test("BoxWithNMSLimit", rotated, [
    Case([SCORES, TURNED.reshape(12, 15).astype(np.float32)], args={"rotated": 1}),
    Case([SCORES, TURNED.reshape(12, 15).astype(np.float32)], args={"rotated": 1, "nms": 0.6}),
], rtol=1e-3, atol=1e-3)
