// PackSegments, UnpackSegments: between the rows of all segments one after the other and a tensor
// segments x longest x row, padded at the ends.
#include "ops/sequence/_shared.h"

namespace netdef {
namespace {

struct PackSegmentsArgs {
  int64_t max_length = -1;
  bool pad_minf = false, return_presence_mask = false;

  template <typename V>
  void Fields(V& v) {
    v("max_length", max_length, "Rows of each packed segment; longer ones are cut. Without it the longest segment counts.");
    v("pad_minf", pad_minf, "Pad float tensors with minus infinity instead of 0.");
    v("return_presence_mask", return_presence_mask, "Fill the second output.");
  }
};

std::vector<TensorSpec> PackSegmentsShape(const PackSegmentsArgs& args, const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 1u, "[PackSegments] LENGTH should be 1-D");
  NETDEF_ENFORCE_GE(in[1].dims.size(), 1u, "[PackSegments] DATA should be at least 1-D");
  NETDEF_ENFORCE(!args.return_presence_mask || in.num_outputs == 2, "[PackSegments] return_presence_mask needs a second output");
  const int64_t segments = in[0].dims[0];
  const bool masked = args.return_presence_mask;
  int64_t longest = args.max_length;
  if (const Tensor* lengths = in.value(0)) {
    WithLengths(*lengths, [&](const auto* length) {
      NETDEF_ENFORCE_EQ(TotalLength(length, segments), in[1].dims[0],
                        "PackSegments requires that the sum of the lengths is equal to the first data dimension");
      if (longest < 0) longest = LongestLength(length, segments);
    });
  } else if (longest < 0) {
    return {TensorSpec::Unknown(in[1].dtype), TensorSpec::Unknown(masked ? DType::kBool : DType::kUndefined)};
  }
  std::vector<TensorSpec> out = {TensorSpec(ConcatDims({segments, longest}, DimsFrom(in[1].dims, 1)), in[1].dtype)};
  if (masked) out.emplace_back(Dims{segments, longest}, DType::kBool);
  return out;
}

class PackSegmentsOp final : public KernelOperator<PackSegmentsArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    Tensor* out = Output(0);
    const int64_t segments = out->dim(0), longest = out->dim(1);
    if (args_.pad_minf && out->dtype() == DType::kFloat) {
      std::fill_n(out->mutable_data<float>(), out->numel(), -std::numeric_limits<float>::infinity());
    } else {
      FillZero(out);
    }
    bool* present = args_.return_presence_mask ? Output(1)->mutable_data<bool>() : nullptr;
    const RowCopier copy(Input(1), out, Input(1).size_from_dim(1));
    WithLengths(Input(0), [&](const auto* length) {
      int64_t from = 0;
      for (int64_t s = 0; s < segments; ++s) {
        const int64_t rows = std::min<int64_t>(length[s], longest);
        copy(from, s * longest, rows);
        from += length[s];
        for (int64_t i = 0; present != nullptr && i < longest; ++i) present[s * longest + i] = i < rows;
      }
    });
  }
};

struct UnpackSegmentsArgs {
  int64_t max_length = -1;

  template <typename V>
  void Fields(V& v) {
    v("max_length", max_length, "What PackSegments was given; rows that it cut stay left out. Without it a segment longer than its room is an error.");
  }
};

// Rows of segment `length` in a packed tensor with room for `longest`.
int64_t PackedRows(const UnpackSegmentsArgs& args, int64_t length, int64_t longest) {
  if (args.max_length >= 0) return std::min(length, longest);
  NETDEF_ENFORCE_LE(length, longest, "[UnpackSegments] a segment is longer than the packed tensor has room for; with max_length it would be cut");
  return length;
}

std::vector<TensorSpec> UnpackSegmentsShape(const UnpackSegmentsArgs& args, const ShapeInputs& in) {
  const Dims& packed = in[1].dims;
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 1u, "[UnpackSegments] LENGTH should be 1-D");
  NETDEF_ENFORCE_GE(packed.size(), 2u, "[UnpackSegments] DATA should be at least 2-D");
  NETDEF_ENFORCE_EQ(packed[0], in[0].dims[0], "[UnpackSegments] LENGTH should match DATA in dimension 0");
  NETDEF_ENFORCE(args.max_length < 0 || args.max_length == packed[1],
                 "[UnpackSegments] max_length should be equal to the second dimension of the packed segments: ", args.max_length,
                 " vs ", packed[1]);
  const Tensor* lengths = in.value(0);
  if (lengths == nullptr) return {TensorSpec::Unknown(in[1].dtype)};
  int64_t total = 0;
  WithLengths(*lengths, [&](const auto* length) {
    TotalLength(length, packed[0]);
    for (int64_t s = 0; s < packed[0]; ++s) total += PackedRows(args, length[s], packed[1]);
  });
  return {TensorSpec(ConcatDims({total}, DimsFrom(packed, 2)), in[1].dtype)};
}

class UnpackSegmentsOp final : public KernelOperator<UnpackSegmentsArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& packed = Input(1);
    const int64_t longest = packed.dim(1);
    const RowCopier copy(packed, Output(0), packed.size_from_dim(2));
    WithLengths(Input(0), [&](const auto* length) {
      int64_t to = 0;
      for (int64_t s = 0; s < packed.dim(0); ++s) {
        const int64_t rows = PackedRows(args_, length[s], longest);
        copy(s * longest, to, rows);
        to += rows;
      }
    });
  }
};

OPERATOR_SCHEMA(PackSegments)
    .NumInputs(2)
    .NumOutputs(1, 2)
    .Args<PackSegmentsArgs>()
    .Shape<PackSegmentsArgs>(PackSegmentsShape)
    .SetDoc("Packs segments of different lengths into one tensor, padding the shorter ones at their ends.\n\n"
            "Lengths [2, 1] and rows a, b, c give [[a, b], [c, 0]].")
    .Input(0, "lengths", "How many rows each segment has, 1-D, int32 or int64.")
    .Input(1, "tensor", "The rows of all segments, of any type.")
    .Output(0, "packed_tensor", "Segments x longest segment x the dims of a row; padded with 0 or empty strings.")
    .Output(1, "presence_mask", "Segments x longest segment, bool: false where there is padding (optional).");

OPERATOR_SCHEMA(UnpackSegments)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<UnpackSegmentsArgs>()
    .Shape<UnpackSegmentsArgs>(UnpackSegmentsShape)
    .SetDoc("Takes the rows of segments out of a packed tensor again: the inverse of PackSegments.")
    .Input(0, "lengths", "How many rows each segment has, 1-D, int32 or int64.")
    .Input(1, "tensor", "Segments x longest segment x the dims of a row, of any type.")
    .Output(0, "packed_tensor", "The rows of all segments.");

REGISTER_CPU_OPERATOR(PackSegments, PackSegmentsOp);
REGISTER_CPU_OPERATOR(UnpackSegments, UnpackSegmentsOp);
SIMPLE_GRADIENT(PackSegments, "UnpackSegments", {I(0), GO(0)}, {GI(1)});
SIMPLE_GRADIENT(UnpackSegments, "PackSegments", {I(0), GO(0)}, {GI(1)});

}  // namespace
}  // namespace netdef
