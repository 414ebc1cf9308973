// Boxes of object detection: regression, clipping, overlap and suppression.
//
// A box is four floats (x1, y1, x2, y2), or five where it is rotated: (centre x, centre y, width, height, angle), the
// angle in degrees, counter-clockwise. `plus_one` is the convention of old models, by which x2 and y2 are pixels inside
// the box: its width is x2 - x1 + 1.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "netdef/operator.h"

namespace netdef {
namespace detection {

// Arguments of operators that regress boxes.
struct BoxArgs {
  bool angle_bound_on = true;
  int angle_bound_lo = -90, angle_bound_hi = 90;
  float clip_angle_thresh = 1.0f;
  bool legacy_plus_one = true;

  template <typename V>
  void Fields(V& v) {
    v("angle_bound_on", angle_bound_on, "Bring the angles of rotated boxes into [angle_bound_lo, angle_bound_hi].");
    v("angle_bound_lo", angle_bound_lo, "Smallest angle, in degrees.");
    v("angle_bound_hi", angle_bound_hi, "Largest angle; a multiple of 180 degrees above the smallest.");
    v("clip_angle_thresh", clip_angle_thresh,
      "Rotated boxes are clipped to the image where their angle is at most so many degrees; none where it is negative.");
    v("legacy_plus_one", legacy_plus_one, "Whether x2 and y2 are pixels inside the box (width x2 - x1 + 1).");
  }
};

// Moves and scales `box` (of `dim` floats) by `delta`: (dx, dy, dw, dh) in units of its size, divided by `weights`, and for
// a rotated box the angle in radians. `out` may not be `box`.
void RegressBox(const float* box, const float* delta, const float* weights, int dim, const BoxArgs& args, float* out);

// Clips a box to an image of height x width pixels.
void ClipBox(int dim, float height, float width, const BoxArgs& args, float* box);

float BoxArea(const float* box, int dim, bool plus_one);
float Intersection(const float* a, const float* b, int dim, bool plus_one);

// Rows of a matrix of boxes, possibly some columns of a wider one.
struct BoxRows {
  const float* data = nullptr;
  int64_t stride = 0;
  int dim = 4;
  const float* row(int64_t i) const { return data + i * stride; }
};

// Goes through the boxes of `order` and keeps those that overlap none of the kept ones by more than `threshold`
// (intersection over union); at most `limit` of them where that is not negative. In the order given.
std::vector<int> Suppress(const BoxRows& boxes, const std::vector<int>& order, float threshold, int64_t limit,
                          bool plus_one);

enum class SoftMethod { kLinear, kGaussian };

// Soft suppression: an overlap lowers the score instead (`scores` is changed), and what falls below `min_score` goes.
// Keeps the best of `candidates` first.
std::vector<int> SoftSuppress(const BoxRows& boxes, std::vector<int> candidates, float sigma, float threshold,
                              float min_score, SoftMethod method, bool plus_one, std::vector<float>* scores);

// Indices of the `count` largest scores (all where it is not positive), best first; equal ones as std::sort leaves them, as in Caffe2.
std::vector<int> SortedByScore(const float* scores, int64_t n, int64_t count);

}  // namespace detection
}  // namespace netdef
