#include "ops/detection/_boxes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace netdef {
namespace detection {

namespace {

constexpr double kPi = 3.14159265358979323846;
const float kMaxLogScale = static_cast<float>(std::log(1000.0 / 16.0));  // a box grows at most so much

}  // namespace

void RegressBox(const float* box, const float* delta, const float* weights, int dim, const BoxArgs& args, float* out) {
  const float one = args.legacy_plus_one ? 1.0f : 0.0f;
  const bool rotated = dim == 5;
  const float width = rotated ? box[2] : box[2] - box[0] + one;
  const float height = rotated ? box[3] : box[3] - box[1] + one;
  const float centre_x = rotated ? box[0] : box[0] + 0.5f * width;
  const float centre_y = rotated ? box[1] : box[1] + 0.5f * height;
  const float x = delta[0] / weights[0] * width + centre_x;
  const float y = delta[1] / weights[1] * height + centre_y;
  const float w = std::exp(std::min(delta[2] / weights[2], kMaxLogScale)) * width;
  const float h = std::exp(std::min(delta[3] / weights[3], kMaxLogScale)) * height;
  if (!rotated) {
    out[0] = x - 0.5f * w;
    out[1] = y - 0.5f * h;
    out[2] = x + 0.5f * w - one;
    out[3] = y + 0.5f * h - one;
    return;
  }
  float angle = delta[4] * static_cast<float>(180.0 / kPi) + box[4];
  if (args.angle_bound_on) {
    const int64_t degrees = int64_t{args.angle_bound_hi} - args.angle_bound_lo;
    NETDEF_ENFORCE(degrees > 0 && degrees % 180 == 0, "angle_bound_hi - angle_bound_lo must be a positive multiple of 180, got ",
                   degrees);
    const auto period = static_cast<float>(degrees);
    if (angle < static_cast<float>(args.angle_bound_lo)) {
      angle += period;
    } else if (angle > static_cast<float>(args.angle_bound_hi)) {
      angle -= period;
    }
  }
  out[0] = x;
  out[1] = y;
  out[2] = w;
  out[3] = h;
  out[4] = angle;
}

void ClipBox(int dim, float height, float width, const BoxArgs& args, float* box) {
  const float one = args.legacy_plus_one ? 1.0f : 0.0f;
  const auto clip = [](float value, float limit) { return std::max(std::min(value, limit), 0.0f); };
  const float right = width - one, bottom = height - one;
  if (dim == 4) {
    box[0] = clip(box[0], right);
    box[1] = clip(box[1], bottom);
    box[2] = clip(box[2], right);
    box[3] = clip(box[3], bottom);
    return;
  }
  if (args.clip_angle_thresh < 0 || !(std::abs(box[4]) <= args.clip_angle_thresh)) return;
  const float x1 = clip(box[0] - (box[2] - one) / 2.0f, right), x2 = clip(box[0] + (box[2] - one) / 2.0f, right);
  const float y1 = clip(box[1] - (box[3] - one) / 2.0f, bottom), y2 = clip(box[1] + (box[3] - one) / 2.0f, bottom);
  box[0] = (x1 + x2) / 2.0f;
  box[1] = (y1 + y2) / 2.0f;
  box[2] = x2 - x1 + one;
  box[3] = y2 - y1 + one;
}

float BoxArea(const float* box, int dim, bool plus_one) {
  if (dim == 5) return box[2] * box[3];
  const float one = plus_one ? 1.0f : 0.0f;
  return (box[2] - box[0] + one) * (box[3] - box[1] + one);
}

namespace {

struct Point {
  double x = 0, y = 0;
};

using Corners = std::array<Point, 4>;

Corners CornersOf(const float* box) {
  const double angle = static_cast<double>(box[4]) * kPi / 180.0;
  const double c = std::cos(angle) * 0.5, s = std::sin(angle) * 0.5, w = box[2], h = box[3];
  const double cx = box[0], cy = box[1];
  return {Point{cx - s * h - c * w, cy + c * h - s * w}, Point{cx + s * h - c * w, cy - c * h - s * w},
          Point{cx + s * h + c * w, cy - c * h + s * w}, Point{cx - s * h + c * w, cy + c * h + s * w}};
}

double Cross(const Point& o, const Point& a, const Point& b) {
  return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

double SignedArea(const Point* points, size_t n) {
  double area = 0;
  for (size_t i = 0; i + 2 < n; ++i) area += Cross(points[0], points[i + 1], points[i + 2]);
  return area / 2;
}

// Clips a convex polygon by the edges of another, one after the other.
float RotatedIntersection(const float* a, const float* b) {
  const Corners first = CornersOf(a), second = CornersOf(b);
  std::array<Point, 16> polygon, next;
  size_t n = 4;
  std::copy(first.begin(), first.end(), polygon.begin());
  const double side = SignedArea(second.data(), 4) >= 0 ? 1.0 : -1.0;
  for (size_t e = 0; e < 4 && n > 0; ++e) {
    const Point &from = second[e], &to = second[(e + 1) % 4];
    size_t kept = 0;
    for (size_t i = 0; i < n; ++i) {
      const Point &p = polygon[i], &q = polygon[(i + 1) % n];
      const double dp = side * Cross(from, to, p), dq = side * Cross(from, to, q);
      if (dp >= 0) next[kept++] = p;
      if ((dp >= 0) != (dq >= 0)) {
        const double t = dp / (dp - dq);
        next[kept++] = {p.x + t * (q.x - p.x), p.y + t * (q.y - p.y)};
      }
    }
    n = std::min<size_t>(kept, 8);  // a convex polygon gains at most one corner for each edge
    std::copy_n(next.begin(), n, polygon.begin());
  }
  return static_cast<float>(std::abs(SignedArea(polygon.data(), n)));
}

}  // namespace

float Intersection(const float* a, const float* b, int dim, bool plus_one) {
  if (dim == 5) return RotatedIntersection(a, b);
  const float one = plus_one ? 1.0f : 0.0f;
  const float w = std::max(std::min(a[2], b[2]) - std::max(a[0], b[0]) + one, 0.0f);
  const float h = std::max(std::min(a[3], b[3]) - std::max(a[1], b[1]) + one, 0.0f);
  return w * h;
}

std::vector<int> Suppress(const BoxRows& boxes, const std::vector<int>& order, float threshold, int64_t limit,
                          bool plus_one) {
  std::vector<int> kept, rest = order;
  std::vector<float> areas(order.size());
  for (size_t i = 0; i < order.size(); ++i) areas[i] = BoxArea(boxes.row(order[i]), boxes.dim, plus_one);
  while (!rest.empty() && (limit < 0 || static_cast<int64_t>(kept.size()) < limit)) {
    const float* best = boxes.row(rest[0]);
    const float best_area = areas[0];
    kept.push_back(rest[0]);
    size_t n = 0;
    for (size_t i = 1; i < rest.size(); ++i) {
      const float both = Intersection(best, boxes.row(rest[i]), boxes.dim, plus_one);
      if (both / (best_area + areas[i] - both) > threshold) continue;
      rest[n] = rest[i];
      areas[n++] = areas[i];
    }
    rest.resize(n);
  }
  return kept;
}

std::vector<int> SoftSuppress(const BoxRows& boxes, std::vector<int> candidates, float sigma, float threshold,
                              float min_score, SoftMethod method, bool plus_one, std::vector<float>* scores) {
  std::vector<int> kept;
  const auto score = [&](int i) -> float& { return (*scores)[static_cast<size_t>(i)]; };
  while (!candidates.empty()) {
    const auto best_at = std::max_element(candidates.begin(), candidates.end(),
                                          [&](int a, int b) { return score(a) < score(b); });
    const int best = *best_at;
    kept.push_back(best);
    std::iter_swap(candidates.begin(), best_at);
    const float* best_box = boxes.row(best);
    const float best_area = BoxArea(best_box, boxes.dim, plus_one);
    size_t n = 0;
    for (size_t i = 1; i < candidates.size(); ++i) {
      const int at = candidates[i];
      const float both = Intersection(best_box, boxes.row(at), boxes.dim, plus_one);
      const float overlap = both / (best_area + BoxArea(boxes.row(at), boxes.dim, plus_one) - both);
      switch (method) {
        case SoftMethod::kLinear:
          if (overlap > threshold) score(at) *= 1.0f - overlap;
          break;
        case SoftMethod::kGaussian:
          score(at) *= std::exp(-overlap * overlap / sigma);
          break;
      }
      if (score(at) >= min_score) candidates[n++] = at;
    }
    candidates.resize(n);
  }
  return kept;
}

std::vector<int> SortedByScore(const float* scores, int64_t n, int64_t count) {
  std::vector<int> order(static_cast<size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  // What is no number sorts last.
  const auto better = [scores](int a, int b) {
    const float x = std::isnan(scores[a]) ? -INFINITY : scores[a], y = std::isnan(scores[b]) ? -INFINITY : scores[b];
    return x > y;
  };
  if (count <= 0 || count >= n) {
    std::sort(order.begin(), order.end(), better);
  } else {
    std::partial_sort(order.begin(), order.begin() + count, order.end(), better);
    order.resize(static_cast<size_t>(count));
  }
  return order;
}

}  // namespace detection
}  // namespace netdef
