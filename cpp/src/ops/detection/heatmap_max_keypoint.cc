// HeatmapMaxKeypoint: the highest point of each heatmap, refined by a quadratic fit around the largest pixel.
#include <algorithm>
#include <cmath>

#include "netdef/operator.h"
#include "netdef/parallel.h"

namespace netdef {
namespace {

struct KeypointArgs {
  bool should_output_softmax = false;

  template <typename V>
  void Fields(V& v) {
    v("should_output_softmax", should_output_softmax, "Give the softmax of the maximum over its heatmap too.");
  }
};

std::vector<TensorSpec> KeypointShape(const KeypointArgs&, const ShapeInputs& in) {
  const Dims &maps = in[0].dims, &boxes = in[1].dims;
  NETDEF_ENFORCE(maps.size() == 4 && maps[2] == maps[3] && maps[2] >= 2, "[HeatmapMaxKeypoint] expects square heatmaps of "
                 "at least 2 x 2 pixels, got shape [", DimsString(maps), "]");
  NETDEF_ENFORCE(boxes.size() == 2 && boxes[0] == maps[0] && boxes[1] >= 4, "[HeatmapMaxKeypoint] expects ", maps[0],
                 " boxes (x1, y1, x2, y2), got shape [", DimsString(boxes), "]");
  return {TensorSpec({maps[0], 4, maps[1]}, DType::kFloat)};
}

struct Peak {
  float x = 0, y = 0;  // in pixels of the heatmap
  float height = 0, softmax = 0;
};

class HeatmapMaxKeypointOp final : public KernelOperator<KeypointArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor &maps = Input(0), &boxes = Input(1);
    const int64_t keypoints = maps.dim(1), size = maps.dim(2), columns = boxes.dim(1);
    const float *map = maps.data<float>(), *box = boxes.data<float>();
    float* y = Output(0)->mutable_data<float>();
    ParallelFor(0, maps.dim(0), 1, [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) {
        const float* b = box + r * columns;
        const float width = std::max(b[2] - b[0], 1.0f), height = std::max(b[3] - b[1], 1.0f);
        float* out = y + r * 4 * keypoints;
        for (int64_t k = 0; k < keypoints; ++k) {
          const Peak peak = FindPeak(map + (r * keypoints + k) * size * size, size);
          out[k] = b[0] + (0.5f + peak.x) * width / static_cast<float>(size);
          out[keypoints + k] = b[1] + (0.5f + peak.y) * height / static_cast<float>(size);
          out[2 * keypoints + k] = peak.height;
          out[3 * keypoints + k] = peak.softmax;
        }
      }
    });
  }

 private:
  Peak FindPeak(const float* map, int64_t size) const {
    const int64_t at = std::max_element(map, map + size * size) - map;
    const int64_t x = at % size, y = at / size;
    Peak peak{static_cast<float>(x), static_cast<float>(y), map[at], 0};
    if (args_.should_output_softmax) {
      float sum = 0;
      for (int64_t i = 0; i < size * size; ++i) sum += std::exp(map[i] - map[at]);
      peak.softmax = 1.0f / sum;
    }
    // The neighbours, mirrored at the border.
    float f[3][3];
    const auto mirror = [size](int64_t p) { return p < 0 ? p + 2 : p >= size ? p - 2 : p; };
    for (int64_t dy = -1; dy <= 1; ++dy) {
      for (int64_t dx = -1; dx <= 1; ++dx) f[dy + 1][dx + 1] = map[mirror(y + dy) * size + mirror(x + dx)];
    }
    // The quadratic through them: gradient g and second derivatives a, b, c give the step to its extremum.
    const float gx = (f[1][2] - f[1][0]) / 2, gy = (f[2][1] - f[0][1]) / 2;
    const float a = f[1][0] - 2 * f[1][1] + f[1][2], c = f[0][1] - 2 * f[1][1] + f[2][1];
    const float b = (f[2][2] - f[2][0] - f[0][2] + f[0][0]) / 4;
    const float determinant = a * c - b * b;
    if (!(std::abs(determinant) >= 1e-4f)) return peak;
    float dx = (b * gy - c * gx) / determinant, dy = (b * gx - a * gy) / determinant;
    constexpr float kFarthest = 1.5f;
    const float farthest = std::max(std::abs(dx), std::abs(dy));
    if (farthest > kFarthest) {
      dx = dx / farthest * kFarthest;
      dy = dy / farthest * kFarthest;
    }
    peak.x += dx;
    peak.y += dy;
    peak.height = f[1][1] + gx * dx + gy * dy + 0.5f * (a * dx * dx + 2 * b * dx * dy + c * dy * dy);
    return peak;
  }
};

OPERATOR_SCHEMA(HeatmapMaxKeypoint)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<KeypointArgs>()
    .Shape<KeypointArgs>(KeypointShape)
    .SetDoc("The highest point of each heatmap, to fractions of a pixel, in the coordinates of its box.\n\n"
            "A quadratic is fitted around the largest pixel; its extremum is at most 1.5 pixels away.")
    .Input(0, "heatmaps", "Float tensor of shape (R, K, S, S): K heatmaps for each box.")
    .Input(1, "bboxes", "Float matrix of R boxes (x1, y1, x2, y2).")
    .Output(0, "keypoints", "Float tensor of shape (R, 4, K): x, y, the fitted height, and the softmax or 0.");

REGISTER_CPU_OPERATOR(HeatmapMaxKeypoint, HeatmapMaxKeypointOp);
SHOULD_NOT_DO_GRADIENT(HeatmapMaxKeypoint);

}  // namespace
}  // namespace netdef
