"""Regions of images, sampled between the pixels."""

import numpy as np


def bilinear(image, y, x):
    """Value of (C, H, W) at a point; 0 outside."""
    _, height, width = image.shape
    if not (-1 <= y <= height and -1 <= x <= width):
        return np.zeros(len(image))
    y, x = min(max(y, 0), height - 1), min(max(x, 0), width - 1)
    y0, x0 = int(y), int(x)
    y1, x1 = min(y0 + 1, height - 1), min(x0 + 1, width - 1)
    dy, dx = y - y0, x - x0
    return ((1 - dy) * ((1 - dx) * image[:, y0, x0] + dx * image[:, y0, x1])
            + dy * ((1 - dx) * image[:, y1, x0] + dx * image[:, y1, x1]))


def roi_align(x, rois, order="NCHW", spatial_scale=1.0, pooled_h=1, pooled_w=1, sampling_ratio=-1, aligned=0):
    """The mean of samples in each of pooled_h x pooled_w bins of (image, left, top, right, bottom), or of these four, a row each."""
    x = (x if order == "NCHW" else x.transpose(0, 3, 1, 2)).astype(np.float64)
    offset = 0.5 * aligned
    out = np.zeros((len(rois), x.shape[1], pooled_h, pooled_w))
    for r, roi in enumerate(rois.astype(np.float64)):
        left, top, right, bottom = roi[-4:] * spatial_scale - offset
        least = 0 if aligned else 1
        bin_h, bin_w = max(bottom - top, least) / pooled_h, max(right - left, least) / pooled_w
        rows = sampling_ratio if sampling_ratio > 0 else int(np.ceil(bin_h))
        columns = sampling_ratio if sampling_ratio > 0 else int(np.ceil(bin_w))
        for i, j in np.ndindex(pooled_h, pooled_w):
            for iy, ix in np.ndindex(rows, columns):
                out[r, :, i, j] += bilinear(x[int(roi[0]) if len(roi) == 5 else 0], top + (i + (iy + 0.5) / rows) * bin_h,
                                            left + (j + (ix + 0.5) / columns) * bin_w) / (rows * columns)
    return out if order == "NCHW" else out.transpose(0, 2, 3, 1)


def image_gradient(sampled):
    """oracle(x, rois, dy): the gradient of sampled(x, rois), linear in x, by asking for each pixel's share in each output."""
    def oracle(x, rois, dy, **args):
        dx = np.zeros(x.shape)
        for at in np.ndindex(x.shape):
            one = np.zeros(x.shape)
            one[at] = 1
            dx[at] = (sampled(one, rois, **args) * dy).sum()
        return dx
    return oracle
