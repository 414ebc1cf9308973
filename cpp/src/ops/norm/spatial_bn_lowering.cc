// SpatialBN in test mode that no weights could take in: a scale and a shift for each channel.
#include <cmath>

#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/channel_map.h"
#include "compile/lowering.h"

namespace netdef {
namespace {

using compile::Layout;

bool LowerSpatialBN(const caffe2::OperatorDef& op, compile::PlanBuilder& plan) {
  const Arguments args(op);
  const std::string& x = op.input(0);
  const Dims dims = plan.spec(x).dims;
  if (op.input_size() != 5 || op.output_size() != 1 || args.Get<int>("is_test", 0) == 0 || args.Get<std::string>("order", "NCHW") != "NCHW") return false;
  if (plan.spec(x).dtype != DType::kFloat || dims.size() < 2 || dims.size() > 5) return false;
  const float* v[4];
  for (int i = 0; i < 4; ++i) {
    const Tensor* t = plan.constant(op.input(i + 1));
    if (t == nullptr) return false;
    v[i] = t->data<float>();
  }
  const double epsilon = args.Get<float>("epsilon", 1e-5f);
  std::vector<float> scale, shift;
  for (int64_t c = 0; c < dims[1]; ++c) {
    const double s = v[0][c] / std::sqrt(static_cast<double>(v[3][c]) + epsilon);
    scale.push_back(static_cast<float>(s));
    shift.push_back(static_cast<float>(v[1][c] - v[2][c] * s));
  }
  const bool blocked = dims.size() > 2 && !plan.Has(x, Layout::kPlain) && plan.Has(x, Layout::kBlocked);
  const Layout layout = blocked ? Layout::kBlocked : Layout::kPlain;
  const bool over = plan.CanOverwrite(x, layout);
  const int from = plan.Read(x, layout);
  const int to = over ? plan.WriteOver(op.output(0), from) : plan.Write(op.output(0), layout);
  const std::string key = op.input(1) + ' ' + op.input(3) + ' ' + op.input(4);
  plan.Emit(compile::MakeChannelMap(compile::ChannelFunction::kAffine, dims, layout),
            {from, plan.ChannelConstants(key + " scale", scale, layout), plan.ChannelConstants(key + ' ' + op.input(2) + " shift", shift, layout)}, {to});
  return true;
}

REGISTER_LOWERING("", SpatialBN, LowerSpatialBN);

}  // namespace
}  // namespace netdef
