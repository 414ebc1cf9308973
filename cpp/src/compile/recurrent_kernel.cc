#include "compile/recurrent_kernel.h"

#include <algorithm>
#include <utility>

#include "netdef/error.h"

namespace netdef {
namespace compile {
namespace {

class RecurrentKernel final : public PlainKernel {
 public:
  explicit RecurrentKernel(RecurrentLayers layers) : l_(std::move(layers)), parts_(recurrence::PartsFor(l_.directions[0].layer, l_.batch)) {}

  std::string implementation() const override { return std::string("recurrence:") + recurrence::IsaName(l_.directions[0].layer.isa); }
  size_t scratch_bytes() const override { return recurrence::ScratchBytes(l_.directions[0].layer, l_.steps, l_.batch, parts_); }

 protected:
  void Run(const Operands& operands, void* scratch) const override {
    size_t next = 0;
    const auto take = [&](bool there) { return there ? operands[next++].data<float>() : nullptr; };
    float* x = take(true);
    const auto* lengths = reinterpret_cast<const int32_t*>(take(l_.lengths));
    float *first_h = take(l_.first_h), *first_c = take(l_.first_c);
    float *all_h = take(l_.all_h), *last_h = take(l_.last_h), *all_c = take(l_.all_c), *last_c = take(l_.last_c);
    for (int64_t b = 0; b < l_.batch && lengths != nullptr; ++b) {
      NETDEF_ENFORCE(lengths[b] >= 0 && lengths[b] <= l_.steps, "expected lengths of sequences from 0 to ", l_.steps, ", got ", lengths[b]);
    }
    const auto directions = static_cast<int64_t>(l_.directions.size());
    const int64_t inputs = l_.directions[0].layer.inputs, hidden = l_.directions[0].layer.hidden;
    for (int64_t d = 0; d < directions; ++d) {
      const auto state = [&](float* data) {
        return data == nullptr            ? recurrence::Rows()
               : l_.batch_first ? recurrence::Rows{data + d * hidden, 0, directions * hidden}
                                : recurrence::Rows{data + d * l_.batch * hidden, 0, hidden};
      };
      const auto all = [&](float* data) {
        return data == nullptr            ? recurrence::Rows()
               : l_.batch_first ? recurrence::Rows{data + d * hidden, directions * hidden, l_.steps * directions * hidden}
                                : recurrence::Rows{data + d * l_.batch * hidden, directions * l_.batch * hidden, hidden};
      };
      const RecurrentLayers::Direction& direction = l_.directions[static_cast<size_t>(d)];
      recurrence::Run run;
      run.steps = l_.steps;
      run.batch = l_.batch;
      run.reverse = direction.reverse;
      run.ended = l_.ended;
      run.x = l_.batch_first ? recurrence::Rows{x, inputs, l_.steps * inputs} : recurrence::Rows{x, l_.batch * inputs, inputs};
      run.lengths = lengths;
      run.h0 = state(first_h);
      run.c0 = state(first_c);
      run.h = all(all_h);
      run.c = all(all_c);
      run.last_h = state(last_h);
      run.last_c = state(last_c);
      recurrence::Compute(direction.layer, static_cast<const float*>(direction.weights->data()), run, parts_, scratch);
    }
  }

 private:
  const RecurrentLayers l_;
  const int64_t parts_;
};

}  // namespace

std::shared_ptr<const Kernel> MakeRecurrentKernel(RecurrentLayers layers) { return std::make_shared<RecurrentKernel>(std::move(layers)); }

}  // namespace compile
}  // namespace netdef
