// CreateTextFileReader, TextFileReaderRead: rows of a text file, their fields separated by tabs.
#include <fstream>
#include <mutex>

#include "netdef/operator.h"

namespace netdef {
namespace {

struct TextFileReaderArgs {
  std::string filename;
  int64_t num_passes = 1;
  std::vector<int> field_types;

  template <typename V>
  void Fields(V& v) {
    v("filename", filename, "Path of the file, as it is.");
    v("num_passes", num_passes, "How many times to read the file.");
    v("field_types", field_types, "Type of each field as in TensorProto.DataType: STRING (4) or FLOAT (1).");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(!field_types.empty(), "[CreateTextFileReader] field_types arg must be non-empty");
      for (int type : field_types) {
        const DType dtype = DTypeFromWire(type);
        NETDEF_ENFORCE(dtype == DType::kString || dtype == DType::kFloat, "[CreateTextFileReader] Unsupported type: a field is "
                       "STRING (4) or FLOAT (1), got ", type);
      }
    }
  }
};

// Safe from several threads.
class TextFileReader {
 public:
  explicit TextFileReader(const TextFileReaderArgs& args)
      : path_(args.filename), passes_left_(args.num_passes), file_(args.filename, std::ios::binary) {
    NETDEF_ENFORCE(file_.is_open(), "[CreateTextFileReader] Error opening file for reading: ", path_);
    for (int type : args.field_types) types_.push_back(DTypeFromWire(type));
  }

  size_t fields() const { return types_.size(); }

  // Up to `rows` rows, none at the end of the last pass.
  void Read(int64_t rows, const std::vector<Tensor*>& out) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (size_t f = 0; f < fields(); ++f) out[f]->Resize({0}, types_[f]);
    constexpr int64_t kRowsAtOnce = 1024;  // what batch_size says is not to be allocated on trust
    for (int64_t row = 0; row < rows && NextLine(); ++row) {
      if (row % kRowsAtOnce == 0) {
        for (Tensor* tensor : out) tensor->Extend(std::min(kRowsAtOnce, rows - row), 100.0f);
      }
      std::string_view rest = line_;
      for (size_t f = 0; f < fields(); ++f) Store(NextField(&rest, f + 1 == fields()), row, out[f]);
      read_ = row + 1;
    }
    for (Tensor* tensor : out) tensor->ShrinkTo(read_);
    read_ = 0;
  }

 private:
  bool NextLine() {
    while (passes_left_ > 0) {
      if (std::getline(file_, line_)) {
        ++line_number_;
        return true;
      }
      NETDEF_ENFORCE(!file_.bad(), "cannot read ", path_);
      if (--passes_left_ == 0) break;
      file_.clear();
      file_.seekg(0);
      line_number_ = 0;
    }
    return false;
  }
  std::string_view NextField(std::string_view* rest, bool last) {
    const size_t tab = rest->find('\t');
    NETDEF_ENFORCE((tab == std::string_view::npos) == last, path_, ", line ", line_number_, ": Invalid number of columns, expected ",
                   fields());
    const std::string_view field = rest->substr(0, tab);
    if (!last) rest->remove_prefix(tab + 1);
    return field;
  }
  void Store(std::string_view field, int64_t row, Tensor* out) {
    if (out->dtype() == DType::kString) {
      out->mutable_data<std::string>()[row] = std::string(field);
      return;
    }
    const std::string text(field);
    char* end = nullptr;
    const float value = std::strtof(text.c_str(), &end);
    NETDEF_ENFORCE(!text.empty() && end == text.c_str() + text.size(), path_, ", line ", line_number_, ": expected a number, got '",
                   text.substr(0, 100), "'");
    out->mutable_data<float>()[row] = value;
  }

  const std::string path_;
  std::vector<DType> types_;
  int64_t passes_left_, line_number_ = 0, read_ = 0;
  std::mutex mutex_;
  std::ifstream file_;
  std::string line_;
};

using TextFileReaderPtr = std::unique_ptr<TextFileReader>;

class CreateTextFileReaderOp final : public OperatorBase {
 public:
  CreateTextFileReaderOp(const OperatorDef& def, Workspace* ws)
      : OperatorBase(def, ws), args_(ParseArgs<TextFileReaderArgs>(arguments())) {}

 protected:
  bool RunOnce(int /*stream_id*/) override {
    *Output<TextFileReaderPtr>(0) = std::make_unique<TextFileReader>(args_);
    return true;
  }

 private:
  const TextFileReaderArgs args_;
};

struct TextFileReaderReadArgs {
  int64_t batch_size = 1;

  template <typename V>
  void Fields(V& v) {
    v("batch_size", batch_size, "How many rows to read at most.");
    NETDEF_ENFORCE_GE(batch_size, 0, "[TextFileReaderRead] batch_size must not be negative");
  }
};

class TextFileReaderReadOp final : public KernelOperator<TextFileReaderReadArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const auto& reader = OperatorBase::Input<TextFileReaderPtr>(0);
    NETDEF_ENFORCE(reader != nullptr, "[TextFileReaderRead] the reader is missing");
    NETDEF_ENFORCE(static_cast<size_t>(OutputSize()) == reader->fields(), "[TextFileReaderRead] Invalid number of outputs. Expected ",
                   reader->fields(), " got ", OutputSize());
    std::vector<Tensor*> out;
    for (int i = 0; i < OutputSize(); ++i) {
      *Output(i) = Tensor();
      out.push_back(Output(i));
    }
    reader->Read(args_.batch_size, out);
  }
};

OPERATOR_SCHEMA(CreateTextFileReader)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<TextFileReaderArgs>()
    .ShapeDependsOnData("the output is a reader, no tensor")
    .SideEffect(OpSchema::kReadsFiles)
    .SetDoc("Opens a text file whose rows are lines and whose fields are separated by tabs.")
    .Differs("A last line that does not end with a line feed is a row as well.")
    .Output(0, "handler", "Blob that holds the reader, for TextFileReaderRead.");

OPERATOR_SCHEMA(TextFileReaderRead)
    .NumInputs(1)
    .NumOutputs(1, OpSchema::kMany)
    .Args<TextFileReaderReadArgs>()
    .SideEffect(OpSchema::kReadsFiles)
    .Stateful()
    .ShapeDependsOnData("fewer rows than a batch may be left in the file")
    .SetDoc("Reads the next rows of a text file; none at the end.")
    .Input(0, "handler", "Blob made by CreateTextFileReader.")
    .Output(0, "field_0", "For each field its values, 1-D, of strings or floats.");

REGISTER_CPU_OPERATOR(CreateTextFileReader, CreateTextFileReaderOp);
REGISTER_CPU_OPERATOR(TextFileReaderRead, TextFileReaderReadOp);
NO_GRADIENT_BECAUSE(CreateTextFileReader, "a reader is no number");
NO_GRADIENT_BECAUSE(TextFileReaderRead, "it reads data");

}  // namespace
}  // namespace netdef
