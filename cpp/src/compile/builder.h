// Builds a Plan, operator by operator. Lowerings talk to it.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "compile/plan.h"
#include "compile/subject.h"
#include "netdef/shapes.h"

namespace caffe2 {
class OperatorDef;
}

namespace netdef {
namespace compile {

class PlanBuilder {
 public:
  // From operator `first_op` on, to the end or to where shapes depend on contents. `inputs` tells of the blobs that
  // have contents by then.
  PlanBuilder(const Subject& subject, int first_op, const BlobSpecs& inputs);
  std::shared_ptr<const Plan> Build();

  // --- for lowerings, about the operator at hand

  // Dense tensors of known shape (and quantization) only; others make the operator run as it is before its lowering is asked.
  const TensorSpec& spec(const std::string& blob) const;
  // A parameter's contents; nullptr for everything else.
  const Tensor* constant(const std::string& blob) const;
  // Contents that are known when the plan is made: a parameter's, or what follows from shapes. The latter differ from plan to plan, so that
  // nothing of them may go to packed().
  const Tensor* contents(const std::string& blob) const;
  // The same as `constant` for quantized parameters.
  const Int8Tensor* int8_constant(const std::string& blob) const;
  // Of a quantized blob; nullptr where it is not known beforehand.
  const Quantization* quantization(const std::string& blob) const;
  // Whether a later operator reads it, or a caller may.
  bool IsRead(const std::string& blob) const;
  // Whether the value is at hand in this layout without a copy.
  bool Has(const std::string& blob, Layout layout) const;
  // The value, brought into this layout where it is not.
  int Read(const std::string& blob, Layout layout);
  // Memory for an output.
  int Write(const std::string& blob, Layout layout);
  // The operator may leave its output where `blob` lies in `layout`: nobody reads that afterwards.
  bool CanOverwrite(const std::string& blob, Layout layout) const;
  // An output in the memory of a value that CanOverwrite.
  int WriteOver(const std::string& blob, int value);
  // An output that is a part of a value in the same layout, without a copy.
  void WriteView(const std::string& blob, int value, size_t offset);
  // An output whose parts are the memory of the inputs from now on. False where that cannot be.
  bool WriteJoined(const std::string& blob, const std::vector<std::string>& parts, Layout layout);
  // An output whose contents are known.
  void WriteKnown(const std::string& blob, Tensor contents);
  // A vector of one constant for each channel of an image in `layout`, known as `key`.
  int ChannelConstants(const std::string& key, const std::vector<float>& values, Layout layout);
  // Memory for the kernel alone.
  int WriteTemporary(size_t bytes);
  void Emit(std::shared_ptr<const Kernel> kernel, std::vector<int> reads, std::vector<int> writes);
  // The operator whose kernel was the last to be emitted and made `blob` in this layout, which only the operator at hand reads;
  // nullptr where there is none. A kernel that does both operators' work calls TakeOverLast, which undoes that step, before it reads.
  const caffe2::OperatorDef* LastMaker(const std::string& blob, Layout layout) const;
  void TakeOverLast();
  PackedConstants& packed() const { return subject_.packed; }

 private:
  struct Known {  // a blob's values by layout; -1 where there is none
    int by_layout[3] = {-1, -1, -1};
  };

  void Operator(const caffe2::OperatorDef& op);
  std::vector<TensorSpec> InferOutputs(const caffe2::OperatorDef& op, const ShapeInputs& in) const;
  void CountWork(const caffe2::OperatorDef& op, const ShapeInputs& in, const std::vector<TensorSpec>& outputs);
  bool Evaluate(const caffe2::OperatorDef& op);
  bool Lower(const caffe2::OperatorDef& op);
  void RunAsIs(const caffe2::OperatorDef& op);
  void FinishOutputs();
  int Add(Value value);
  Value MakeValue(const std::string& blob, Layout layout) const;
  bool IsDense(const std::string& blob) const;
  int At(const std::string& blob, Layout layout) const;  // -1 where it is not at hand
  void Know(const std::string& blob, int value, bool forget_others);
  int ReadConstant(const std::string& blob, Layout layout);
  int Convert(int value, Layout layout);
  bool OwnsMemoryAlone(int value) const;
  bool IsWanted(const std::string& blob) const;  // by this operator or a later one
  const Blob* Parameter(const std::string& blob) const;  // nullptr where the blob is none, or calls may find another value in it

  const Subject& subject_;
  Plan plan_;
  std::unordered_set<std::string> given_;  // blobs that have contents when the plan starts
  BlobSpecs specs_;
  std::unordered_map<std::string, Known> known_;
  std::unordered_map<std::string, std::shared_ptr<const Tensor>> contents_;  // of blobs that are no parameters
  std::unordered_map<std::string, int> last_reader_;
  mutable std::unordered_map<std::string, Quantization> quantizations_;
  mutable std::vector<std::vector<int>> sharers_;  // of each root's memory, without those that nobody wants any more
  double taken_over_ = 0;  // work that the operator at hand does for others
  int op_ = 0;
  const caffe2::OperatorDef* def_ = nullptr;
};

}  // namespace compile
}  // namespace netdef
