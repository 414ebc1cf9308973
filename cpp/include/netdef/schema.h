// OpSchema: everything an operator type says about itself. Checks, shape inference, documentation,
// Python methods and the converter all read it; nothing of it is stated anywhere else.
#pragma once

#include <functional>
#include <initializer_list>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "netdef/arguments.h"
#include "netdef/dtype.h"
#include "netdef/export.h"
#include "netdef/tensor.h"

namespace caffe2 {
class TensorShape;
}

namespace netdef {

// What is known of a blob without its contents. `dims` are meaningful only with `known`; a dim of
// -1 is not known yet. `int8` tells an Int8Tensor from a Tensor.
struct TensorSpec {
  bool known = false;
  DType dtype = DType::kUndefined;
  Dims dims;
  bool int8 = false;
  bool absent = false;  // an optional input that was left out

  TensorSpec() = default;
  TensorSpec(Dims d, DType t) : known(true), dtype(t), dims(std::move(d)) {}
  static TensorSpec Unknown(DType dtype = DType::kUndefined) {
    TensorSpec s;
    s.dtype = dtype;
    return s;
  }
};

// What a shape rule may look at besides the arguments.
struct NETDEF_API ShapeInputs {
  std::vector<TensorSpec> specs;      // one for each input; optional trailing inputs may be absent
  std::vector<const Tensor*> values;  // contents, nullptr where they are not known
  int num_outputs = 0;
  // Set when the rule looks at contents: its answer then holds for this run only.
  mutable bool values_used = false;

  size_t size() const { return specs.size(); }
  // Optional inputs of domains other than Caffe2's may be left out anywhere, not only at the end.
  bool has(size_t i) const { return i < specs.size() && !specs[i].absent; }
  const TensorSpec& operator[](size_t i) const;  // throws past the end
  // nullptr at inference, where contents are not known: answer TensorSpec::Unknown() then.
  const Tensor* value(size_t i) const {
    values_used = true;
    return i < values.size() ? values[i] : nullptr;
  }
};

// A pure function from arguments and inputs to one spec per output. It throws an Error for inputs
// that cannot be right, and returns TensorSpec::Unknown() where a shape depends on contents.
// It sees only inputs that are known, with all dims >= 0, or absent.
using ShapeRule = std::function<std::vector<TensorSpec>(const ShapeInputs&)>;

// For a pointwise operator: output i has the shape and type of input `input`.
NETDEF_API ShapeRule SameAsInput(int input = 0);

struct ArgDoc {
  std::string name;
  std::string type;           // "float", "int", "string", "ints", "net" ...
  std::string default_value;  // empty for a required argument
  std::string help;
  bool required = false;
};

struct BlobDoc {
  std::string name, help;
};

// Work of one run, for the profile: floating-point operations and bytes moved.
struct OpCost {
  double flops = 0, bytes_read = 0, bytes_written = 0, params_bytes = 0;
};

namespace internal {

// The two visitors of an argument struct's Fields(): one reads values from a proto, one writes
// the argument table of the schema.
template <typename T>
struct IsVector : std::false_type {};
template <typename T>
struct IsVector<std::vector<T>> : std::true_type {};

class ArgReader {
 public:
  explicit ArgReader(const Arguments& args) : args_(args) {}
  template <typename T>
  void operator()(const char* name, T& field, const char* /*help*/) {
    if constexpr (IsVector<T>::value) {
      field = args_.GetList<typename T::value_type>(name, field);
    } else {
      field = args_.Get<T>(name, field);
    }
  }
  template <typename T>
  void Required(const char* name, T& field, const char* help) {
    if (!args_.Has(name)) NETDEF_THROW("the required argument '", name, "' is missing");
    (*this)(name, field, help);
  }
  // For what has several spellings: kernel, kernel_h + kernel_w, kernels.
  const Arguments& raw() const { return args_; }
  static constexpr bool kReads = true;

 private:
  const Arguments& args_;
};

template <typename T>
std::string ArgTypeName() {
  if constexpr (IsVector<T>::value) {
    return ArgTypeName<typename T::value_type>() + "s";
  } else if constexpr (std::is_same_v<T, bool>) {
    return "bool";
  } else if constexpr (std::is_integral_v<T>) {
    return "int";
  } else if constexpr (std::is_floating_point_v<T>) {
    return "float";
  } else if constexpr (std::is_same_v<T, std::string>) {
    return "string";
  } else if constexpr (std::is_same_v<T, Tensor>) {
    return "tensor";
  } else {
    return "net";
  }
}

template <typename T>
std::string ArgDefault(const T& value) {
  if constexpr (IsVector<T>::value) {
    std::string out = "[";
    for (size_t i = 0; i < value.size(); ++i) {
      const typename T::value_type item = value[i];
      out += (i ? ", " : "") + ArgDefault(item);
    }
    return out + "]";
  } else if constexpr (std::is_same_v<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_same_v<T, std::string>) {
    return '"' + value + '"';
  } else if constexpr (std::is_arithmetic_v<T>) {
    return Concat(+value);
  } else {
    return "none";
  }
}

class ArgDocumenter {
 public:
  explicit ArgDocumenter(std::vector<ArgDoc>* docs) : docs_(docs) {}
  template <typename T>
  void operator()(const char* name, T& field, const char* help) {
    docs_->push_back({name, ArgTypeName<T>(), ArgDefault(field), help, false});
  }
  template <typename T>
  void Required(const char* name, T&, const char* help) {
    docs_->push_back({name, ArgTypeName<T>(), "", help, true});
  }
  const Arguments& raw() const { return none_; }
  static constexpr bool kReads = false;

 private:
  std::vector<ArgDoc>* docs_;
  Arguments none_;
};

struct NoArgs {
  template <typename Visitor>
  void Fields(Visitor&) {}
};

}  // namespace internal

// Arguments of operators that have none.
using NoArgs = internal::NoArgs;

// Reads an argument struct. Such a struct declares each argument once, with its default and help:
//
//   struct EluArgs {
//     float alpha = 1.0f;
//     template <typename V> void Fields(V& v) { v("alpha", alpha, "Scale of the negative part."); }
//   };
template <typename Args>
Args ParseArgs(const Arguments& arguments) {
  Args args;
  internal::ArgReader reader(arguments);
  args.Fields(reader);
  return args;
}

class NETDEF_API OpSchema {
 public:
  OpSchema(std::string type, std::string file, int line);

  // --- arity and in-place (chainable)
  static constexpr int kMany = std::numeric_limits<int>::max();
  OpSchema& NumInputs(int n) { return NumInputs(n, n); }
  OpSchema& NumInputs(int min, int max);
  OpSchema& NumInputs(std::set<int> allowed);
  OpSchema& NumInputs(std::function<bool(int)> allowed);
  OpSchema& NumOutputs(int n) { return NumOutputs(n, n); }
  OpSchema& NumOutputs(int min, int max);
  OpSchema& NumOutputs(std::set<int> allowed);
  OpSchema& NumOutputs(std::function<bool(int)> allowed);
  OpSchema& NumInputsOutputs(std::function<bool(int, int)> allowed);
  OpSchema& SameNumberOfOutput();  // as many outputs as inputs
  OpSchema& AllowInplace(std::set<std::pair<int, int>> pairs);  // (input, output)
  OpSchema& AllowInplace(std::function<bool(int, int)> allowed);
  OpSchema& AllowOneToOneInplace();
  OpSchema& EnforceInplace(std::set<std::pair<int, int>> pairs);
  OpSchema& EnforceInplace(std::function<bool(int, int)> enforced);
  OpSchema& EnforceOneToOneInplace();

  // --- documentation
  OpSchema& SetDoc(std::string doc);  // first line: the summary; Markdown
  OpSchema& Input(int index, std::string name, std::string help);
  OpSchema& Output(int index, std::string name, std::string help);
  OpSchema& Arg(std::string name, std::string help, bool required = false);  // for ported operators
  // This operator differs from Caffe2's: how and why.
  OpSchema& Differs(std::string how);

  // --- arguments and shapes
  template <typename A>
  OpSchema& Args() {
    A defaults;
    internal::ArgDocumenter documenter(&args_);
    defaults.Fields(documenter);
    check_args_ = [](const Arguments& a) { ParseArgs<A>(a); };
    return *this;
  }
  // The rule: std::vector<TensorSpec>(const A&, const ShapeInputs&).
  template <typename A, typename Rule>
  OpSchema& Shape(Rule rule) {
    make_shape_rule_ = [rule](const Arguments& a) -> ShapeRule {
      return [rule, args = ParseArgs<A>(a)](const ShapeInputs& in) { return rule(args, in); };
    };
    return *this;
  }
  OpSchema& Shape(ShapeRule rule);
  OpSchema& IdenticalTypeAndShape() { return Shape(SameAsInput(0)); }
  OpSchema& IdenticalTypeAndShapeOfInput(int i) { return Shape(SameAsInput(i)); }
  // The shapes of all outputs depend on the contents of inputs, or outputs are no tensors; `why`
  // is shown in the docs.
  OpSchema& ShapeDependsOnData(std::string why);

  // --- as Caffe2 spelled it, for ported operators
  using TensorInference =
      std::function<std::vector<caffe2::TensorShape>(const caffe2::OperatorDef&, const std::vector<caffe2::TensorShape>&)>;
  OpSchema& TensorInferenceFunction(TensorInference infer);
  static TensorInference NeedsAllInputShapes(TensorInference infer) { return infer; }  // a rule here sees known shapes only
  OpSchema& ArgIsTest(std::string help) { return Arg("is_test", std::move(help), true); }
  OpSchema& InputsCanCrossDevices() { return *this; }  // there is one device
  OpSchema& Cost(std::function<OpCost(const Arguments&, const ShapeInputs&, const std::vector<TensorSpec>&)> cost);

  // The operator touches files, the network, Python or the process: `what` names it (kReadsFiles).
  // Entry points for files from strangers refuse it unless allowed.
  static constexpr char kReadsFiles[] = "reads files";
  static constexpr char kWritesFiles[] = "writes files";
  // With `only_with` it does so only where the argument of that name is there and not 0.
  OpSchema& SideEffect(std::string what, std::string only_with = "");
  // Keeps state in its instance or reads a blob it writes, so that a run depends on the last one.
  OpSchema& Stateful();

  // For operators whose schemas differ in a word or two: calls fill(*this).
  OpSchema& FillUsing(const std::function<void(OpSchema&)>& fill) {
    fill(*this);
    return *this;
  }

  // --- questions
  const std::string& type() const { return type_; }
  const std::string& doc() const { return doc_; }
  const std::string& differs() const { return differs_; }
  const std::string& file() const { return file_; }
  int line() const { return line_; }
  const std::vector<ArgDoc>& args() const { return args_; }
  const std::vector<BlobDoc>& inputs() const { return inputs_; }
  const std::vector<BlobDoc>& outputs() const { return outputs_; }
  int min_input() const { return min_input_; }
  int max_input() const { return max_input_; }
  int min_output() const { return min_output_; }
  int max_output() const { return max_output_; }
  bool AcceptsInputs(int n) const;
  bool AcceptsOutputs(int n) const;
  bool AllowsInplace(int in, int out) const;
  bool EnforcesInplace(int in, int out) const;
  bool has_shape_rule() const { return static_cast<bool>(make_shape_rule_); }
  const std::string& shape_depends_on_data() const { return shape_waiver_; }
  const std::string& side_effect() const { return side_effect_; }
  bool HasSideEffect(const Arguments& args) const;
  bool stateful() const { return stateful_; }

  // Every way in which `def` breaks this schema, one line each.
  std::vector<std::string> Faults(const caffe2::OperatorDef& def) const;
  void Verify(const caffe2::OperatorDef& def) const;  // throws for the first
  // The shape rule of an operator with these arguments; empty where the schema has none.
  ShapeRule MakeShapeRule(const Arguments& args) const;
  std::vector<TensorSpec> InferShapes(const Arguments& args, const ShapeInputs& inputs) const;
  OpCost InferCost(const Arguments& args, const ShapeInputs& in, const std::vector<TensorSpec>& out) const;

 private:
  std::string type_, file_, doc_, differs_, shape_waiver_, side_effect_, side_effect_argument_;
  int line_;
  int min_input_ = 0, max_input_ = kMany, min_output_ = 0, max_output_ = kMany;
  bool stateful_ = false;
  std::function<bool(int)> inputs_allowed_, outputs_allowed_;
  std::function<bool(int, int)> inputs_outputs_allowed_, inplace_allowed_, inplace_enforced_;
  std::vector<ArgDoc> args_;
  std::vector<BlobDoc> inputs_, outputs_;
  std::function<void(const Arguments&)> check_args_;
  std::function<ShapeRule(const Arguments&)> make_shape_rule_;
  std::function<OpCost(const Arguments&, const ShapeInputs&, const std::vector<TensorSpec>&)> cost_;
};

class NETDEF_API OpSchemaRegistry {
 public:
  // nullptr where the type is not known. `domain` "" is Caffe2's.
  static const OpSchema* Schema(const std::string& type, const std::string& domain = "");
  static OpSchema& New(const char* type, const char* domain, const char* file, int line);
  static std::vector<std::pair<std::string, std::string>> Keys();  // (domain, type), sorted
};

}  // namespace netdef

#define NETDEF_CONCAT_(a, b) a##b
#define NETDEF_CONCAT(a, b) NETDEF_CONCAT_(a, b)
#define NETDEF_ANONYMOUS(stem) NETDEF_CONCAT(stem, __COUNTER__)

// OPERATOR_SCHEMA(Elu).NumInputs(1)...;
#define OPERATOR_SCHEMA(type) OPERATOR_SCHEMA_IN("", type)
#define OPERATOR_SCHEMA_IN(domain, type)                                           \
  static const ::netdef::OpSchema& NETDEF_CONCAT(netdef_schema_, type)             \
      [[maybe_unused]] = ::netdef::OpSchemaRegistry::New(#type, domain, __FILE__, __LINE__)
