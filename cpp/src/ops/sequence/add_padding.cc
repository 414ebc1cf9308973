// AddPadding, RemovePadding, GatherPadding: rows before and after each of several sequences.
#include "caffe2/proto/caffe2.pb.h"
#include "ops/sequence/_shared.h"

namespace netdef {
namespace {

struct PaddingArgs {
  int64_t padding_width = 1, end_padding_width = -1;

  template <typename V>
  void Fields(V& v) {
    v("padding_width", padding_width, "Rows of padding before each sequence.");
    v("end_padding_width", end_padding_width, "Rows of padding after each sequence; by default as many as before.");
    NETDEF_ENFORCE(padding_width >= 0 && end_padding_width >= -1 && padding_width <= kMost && end_padding_width <= kMost,
                   "padding_width and end_padding_width must not be negative (nor beyond ", kMost, "), got ", padding_width, " and ",
                   end_padding_width);
  }
  static constexpr int64_t kMost = std::numeric_limits<int32_t>::max();
  int64_t start() const { return padding_width; }
  int64_t end() const { return end_padding_width >= 0 ? end_padding_width : padding_width; }
  int64_t both() const { return start() + end(); }
};

// Lengths of the sequences: the input of that number or, without it, one with all rows.
struct Sequences {
  explicit Sequences(const Tensor* lengths, int64_t rows) : count(lengths != nullptr ? lengths->numel() : 1), all(static_cast<int32_t>(rows)) {
    length = lengths != nullptr ? lengths->data<int32_t>() : &all;
    NETDEF_ENFORCE(lengths != nullptr || rows <= PaddingArgs::kMost, "too many rows for a sequence");
    NETDEF_ENFORCE_EQ(TotalLength(length, count), rows, "the lengths must add up to the number of rows");
  }
  Sequences(const Sequences&) = delete;
  void CheckAtLeast(int64_t rows) const {
    for (int64_t s = 0; s < count; ++s) NETDEF_ENFORCE_GE(length[s], rows, "a sequence is shorter than its padding");
  }

  int64_t count;
  int32_t all;
  const int32_t* length;
};

// Shapes of rows and lengths after `more` rows (negative: less) for each sequence.
std::vector<TensorSpec> PaddedShape(const ShapeInputs& in, int64_t more) {
  const Dims& data = in[0].dims;
  NETDEF_ENFORCE_GE(data.size(), 1u, "data must have rows");
  NETDEF_ENFORCE(in.size() < 2 || in[1].dims.size() == 1, "lengths must be 1-D");
  const int64_t sequences = in.size() < 2 ? 1 : in[1].dims[0];
  Dims out = data;
  NETDEF_ENFORCE(!__builtin_mul_overflow(sequences, more, &more) && !__builtin_add_overflow(data[0], more, &out[0]) && out[0] >= 0,
                 "cannot change the padding of ", sequences, " sequences with ", data[0], " rows by ", more);
  return {TensorSpec(out, in[0].dtype), TensorSpec({sequences}, DType::kInt32)};
}

std::vector<TensorSpec> AddPaddingShape(const PaddingArgs& args, const ShapeInputs& in) {
  for (size_t i = 2; i < in.size(); ++i) {
    NETDEF_ENFORCE_EQ(NumElements(in[i].dims), SizeFromDim(in[0].dims, 1), "[AddPadding] a padding must have the size of a row");
    NETDEF_ENFORCE(in[i].dtype == in[0].dtype, "[AddPadding] a padding must have the type of the data, ", DTypeName(in[0].dtype),
                   ", got ", DTypeName(in[i].dtype));
  }
  return PaddedShape(in, args.both());
}

std::vector<TensorSpec> RemovePaddingShape(const PaddingArgs& args, const ShapeInputs& in) { return PaddedShape(in, -args.both()); }

class PaddingOp : public KernelOperator<PaddingArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  const Tensor* lengths() const { return InputSize() > 1 ? &Input(1) : nullptr; }
  void WriteLengths(const Sequences& sequences, int64_t more) {
    if (OutputSize() < 2) return;
    auto* out = Output(1)->mutable_data<int32_t>();
    for (int64_t s = 0; s < sequences.count; ++s) {
      const int64_t length = sequences.length[s] + more;
      NETDEF_ENFORCE_LE(length, PaddingArgs::kMost, "a sequence gets too long");
      out[s] = static_cast<int32_t>(length);
    }
  }
};

class AddPaddingOp final : public PaddingOp {
 public:
  using PaddingOp::PaddingOp;

 protected:
  void Compute() override {
    const Tensor& data = Input(0);
    const Sequences sequences(lengths(), data.dim(0));
    const int64_t row = data.size_from_dim(1);
    FillZero(Output(0));
    const RowCopier copy(data, Output(0), row);
    int64_t from = 0, to = 0;
    for (int64_t s = 0; s < sequences.count; ++s) {
      Pad(2, to, args_.start(), row);
      copy(from, to + args_.start(), sequences.length[s]);
      from += sequences.length[s];
      to += args_.start() + sequences.length[s];
      Pad(3, to, args_.end(), row);
      to += args_.end();
    }
    WriteLengths(sequences, args_.both());
  }

 private:
  // The padding of the end is that of the start where there is only one.
  void Pad(int input, int64_t at, int64_t rows, int64_t row) {
    if (InputSize() <= 2 || rows == 0) return;
    const RowCopier copy(Input(std::min(input, InputSize() - 1)), Output(0), row);
    for (int64_t i = 0; i < rows; ++i) copy(0, at + i);
  }
};

class RemovePaddingOp final : public PaddingOp {
 public:
  using PaddingOp::PaddingOp;

 protected:
  void Compute() override {
    const Tensor& data = Input(0);
    const Sequences sequences(lengths(), data.dim(0));
    sequences.CheckAtLeast(args_.both());
    const RowCopier copy(data, Output(0), data.size_from_dim(1));
    int64_t from = 0, to = 0;
    for (int64_t s = 0; s < sequences.count; ++s) {
      const int64_t rows = sequences.length[s] - args_.both();
      copy(from + args_.start(), to, rows);
      from += sequences.length[s];
      to += rows;
    }
    WriteLengths(sequences, -args_.both());
  }
};

std::vector<TensorSpec> GatherPaddingShape(const PaddingArgs& args, const ShapeInputs& in) {
  if (args.both() == 0) {  // as Caffe2 answers where there is no padding
    const TensorSpec zero({}, DType::kInt64);
    return {zero, zero};
  }
  const TensorSpec row(DimsFrom(in[0].dims, 1), in[0].dtype);
  return {row, row};
}

class GatherPaddingOp final : public PaddingOp {
 public:
  using PaddingOp::PaddingOp;

 protected:
  void Compute() override {
    DispatchTypes<float, double, int32_t, int64_t>(Input(0).dtype(), [&](auto zero) { Run<decltype(zero)>(); });
  }

 private:
  template <typename T>
  void Run() {
    const Tensor& data = Input(0);
    const Sequences sequences(lengths(), data.dim(0));
    sequences.CheckAtLeast(args_.both());
    for (int i = 0; i < OutputSize(); ++i) FillZero(Output(i));
    if (args_.both() == 0) return;
    const int64_t row = data.size_from_dim(1);
    const T* x = data.data<T>();
    T* start = Output(0)->mutable_data<T>();
    T* end = Output(OutputSize() - 1)->mutable_data<T>();
    for (int64_t s = 0; s < sequences.count; ++s) {
      AddRows(x, args_.start(), row, start);
      x += sequences.length[s] * row;
      AddRows(x - args_.end() * row, args_.end(), row, end);
    }
  }
  template <typename T>
  static void AddRows(const T* x, int64_t rows, int64_t row, T* sum) {
    for (int64_t i = 0; i < rows; ++i) {
      for (int64_t j = 0; j < row; ++j) sum[j] = static_cast<T>(sum[j] + x[i * row + j]);
    }
  }
};

OPERATOR_SCHEMA(AddPadding)
    .NumInputs(1, 4)
    .NumOutputs(1, 2)
    .Args<PaddingArgs>()
    .Shape<PaddingArgs>(AddPaddingShape)
    .SetDoc("Puts rows of padding before and after each sequence.")
    .Input(0, "data_in", "The rows of all sequences, N x D...")
    .Input(1, "lengths", "How many rows each sequence has, 1-D int32; without it there is one sequence (optional).")
    .Input(2, "start_padding", "The row to put before each sequence, and after it where there is no input 3; zeros without it (optional).")
    .Input(3, "end_padding", "The row to put after each sequence (optional).")
    .Output(0, "data_out", "The rows of all padded sequences.")
    .Output(1, "lengths_out", "The lengths of the padded sequences, int32 (optional).");

OPERATOR_SCHEMA(RemovePadding)
    .NumInputs(1, 2)
    .NumOutputs(1, 2)
    .Args<PaddingArgs>()
    .Shape<PaddingArgs>(RemovePaddingShape)
    .SetDoc("Takes rows away from the start and the end of each sequence: the inverse of AddPadding.")
    .Input(0, "data_in", "The rows of all padded sequences, N x D...")
    .Input(1, "lengths", "How many rows each sequence has, padding included, 1-D int32; without it there is one sequence (optional).")
    .Output(0, "data_out", "The rows without the padding.")
    .Output(1, "lengths_out", "The lengths without the padding, int32 (optional).");

OPERATOR_SCHEMA(GatherPadding)
    .NumInputs(2)
    .NumOutputs(1, 2)
    .Args<PaddingArgs>()
    .Shape<PaddingArgs>(GatherPaddingShape)
    .SetDoc("Adds up the rows of padding of all sequences: the gradient of the paddings of AddPadding.\n\n"
            "Where both widths are 0 the sums are int64 scalars of value 0, as in Caffe2.")
    .Input(0, "data_in", "The rows of all padded sequences, N x D...")
    .Input(1, "lengths", "How many rows each sequence has, padding included, 1-D int32.")
    .Output(0, "padding_sum", "Sum of the paddings at the starts, and at the ends where there is no second output.")
    .Output(1, "end_padding_sum", "Sum of the paddings at the ends (optional).");

// The gradient of the rows and, where there were lengths, the lengths of the result.
std::vector<std::string> RowsAndLengths(const std::string& gradient, const GradientMakerBase& maker) {
  if (maker.InputSize() < 2) return {gradient};
  NETDEF_ENFORCE(maker.OutputSize() > 1, "The gradient of padding needs its output lengths_out where it has lengths");
  return {gradient, maker.O(1)};
}

class GetAddPaddingGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    const std::vector<std::string> padded = RowsAndLengths(GO(0), *this);
    std::vector<OperatorDef> defs = SingleGradientDef("RemovePadding", "", padded, {GI(0)});
    std::vector<std::string> paddings;
    for (int i = 2; i < InputSize(); ++i) paddings.push_back(GI(i));
    if (!paddings.empty()) defs.push_back(SingleGradientDef("GatherPadding", "", padded, paddings)[0]);
    return defs;
  }
};

class GetRemovePaddingGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    return SingleGradientDef("AddPadding", "", RowsAndLengths(GO(0), *this), {GI(0)});
  }
};

REGISTER_CPU_OPERATOR(AddPadding, AddPaddingOp);
REGISTER_CPU_OPERATOR(RemovePadding, RemovePaddingOp);
REGISTER_CPU_OPERATOR(GatherPadding, GatherPaddingOp);
REGISTER_GRADIENT(AddPadding, GetAddPaddingGradient);
REGISTER_GRADIENT(RemovePadding, GetRemovePaddingGradient);
GRADIENT_NOT_IMPLEMENTED_YET(GatherPadding);

}  // namespace
}  // namespace netdef
