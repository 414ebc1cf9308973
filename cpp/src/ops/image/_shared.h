// Helpers of operators that rearrange images.
#pragma once

#include <string>
#include <vector>

#include "caffe2/proto/caffe2.pb.h"
#include "core/image_layout.h"
#include "netdef/gradient.h"
#include "netdef/operator.h"

namespace netdef {

// Scale arguments of the resizing operators, and how they are overruled by an input.
struct ResizeArgs {
  float width_scale = 1, height_scale = 1;

  template <typename V>
  void Fields(V& v) {
    v("width_scale", width_scale, "Factor of the width.");
    v("height_scale", height_scale, "Factor of the height.");
    if constexpr (V::kReads) Check();
  }

 private:
  void Check() const;
};

// (dY, X) or (dY, X, scales) -> dX, for operators of X and maybe scales.
class ResizeGradientMaker final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  std::vector<OperatorDef> GetGradientDefs() override {
    std::vector<std::string> inputs{GO(0), I(0)};
    if (InputSize() == 2) inputs.push_back(I(1));
    return SingleGradientDef(Def().type() + "Gradient", "", inputs, {GI(0)});
  }
};

struct Scales {
  float height, width;
};
// From input `index` where it is given (a tensor of height and width scale), else from the arguments. False where
// they are not known yet.
bool FindScales(const ResizeArgs& args, const ShapeInputs& in, size_t index, Scales* scales);
// Pixels along an axis after scaling, rounded down.
int64_t ScaledSize(int64_t size, float scale);

// A tensor of four axes: image dims with two spatial ones; throws otherwise.
ImageDims PlaneDims(const Dims& dims, StorageOrder order);

}  // namespace netdef
