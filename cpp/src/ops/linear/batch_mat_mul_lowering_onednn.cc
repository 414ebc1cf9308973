// BatchMatMul in prepared nets.
#include <algorithm>

#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "onednn/kernel.h"

namespace netdef {
namespace {

using compile::Layout;
using dnnl::memory;
using onednn::OneDnnKernel;

// Matrices of `dims` with `rank` axes, the last two swapped where `swapped`.
memory::desc DescribeMatrices(const Dims& dims, size_t rank, bool swapped) {
  memory::dims d(rank - dims.size(), 1);
  d.insert(d.end(), dims.begin(), dims.end());
  memory::dims strides(rank, 1);
  for (size_t i = rank - 1; i-- > 0;) strides[i] = strides[i + 1] * d[i + 1];
  if (swapped) {
    std::swap(d[rank - 1], d[rank - 2]);
    std::swap(strides[rank - 1], strides[rank - 2]);
  }
  return memory::desc(d, memory::data_type::f32, strides);
}

bool LowerBatchMatMul(const caffe2::OperatorDef& op, compile::PlanBuilder& plan) {
  const Arguments args(op);
  const TensorSpec &a = plan.spec(op.input(0)), &b = plan.spec(op.input(1)), &y = plan.spec(op.output(0));
  const size_t rank = std::max(a.dims.size(), b.dims.size());
  if (a.dtype != DType::kFloat || b.dtype != DType::kFloat || a.dims.size() < 2 || b.dims.size() < 2 || rank > 6 || y.dims.size() != rank) return false;
  const auto pd = onednn::TryMake("prepare a product of matrices", [&] {
    return dnnl::matmul::primitive_desc(onednn::Engine(), DescribeMatrices(a.dims, rank, args.Get<bool>("trans_a", false)),
                                        DescribeMatrices(b.dims, rank, args.Get<bool>("trans_b", false)), DescribeMatrices(y.dims, rank, false),
                                        onednn::Attributes());
  });
  if (!pd || onednn::IsReference(pd.impl_info_str())) return false;
  const int from_a = plan.Read(op.input(0), Layout::kPlain), from_b = plan.Read(op.input(1), Layout::kPlain);
  const int to = plan.Write(op.output(0), Layout::kPlain);
  plan.Emit(std::make_shared<OneDnnKernel>(
                dnnl::matmul(pd), pd,
                std::vector<OneDnnKernel::Operand>{{DNNL_ARG_SRC, pd.src_desc()}, {DNNL_ARG_WEIGHTS, pd.weights_desc()}, {DNNL_ARG_DST, pd.dst_desc()}},
                std::vector<OneDnnKernel::Constant>{}),
            {from_a, from_b}, {to});
  return true;
}

REGISTER_LOWERING("", BatchMatMul, LowerBatchMatMul);

}  // namespace
}  // namespace netdef
