// Predictor: a pair of nets prepared once, then run as often as wanted, from as many threads as wanted.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "netdef/blob.h"
#include "netdef/export.h"
#include "netdef/loader.h"
#include "netdef/passes.h"
#include "netdef/tensor.h"

namespace caffe2 {
class NetDef;
}

namespace netdef {

using TensorMap = std::map<std::string, Tensor>;

// An input of a prepared net.
struct PredictorInput {
  std::string name;
  bool required = true;    // nothing but the call can supply it
  bool placeholder = false; // the init net fills it with a single element, as exporters for phones did
  std::string read_by;     // type of the first operator that reads it; empty where none does
  int op_index = -1;
};

struct PredictorOptions {
  // Rewrite the net for speed and run it by plans made for the shapes of a call. Only the declared outputs are then
  // to be had, within rounding. Otherwise the net runs as it is written.
  bool optimize = true;
  // Bytes that parameters, packed weights and the arenas of all calls may take together; what would go beyond throws
  // instead. 0: no limit. Inputs and outputs do not count; tensors whose shapes depend on contents do once they are there.
  size_t memory_limit = 0;
};

// A step of a prepared net, and how long it took.
struct StepProfile {
  int op = -1;  // position in net()
  std::string type, output, implementation;
  double milliseconds = 0;  // median of the runs
  double flops = 0, bytes = 0;
};

struct MemoryReport {
  size_t parameters = 0;  // what the init net and the passes made
  size_t packed = 0;      // weights in the layouts of kernels
  size_t frames = 0;      // arenas and tensors of idle frames
  int frame_count = 0;
};

// The init net runs once, in the constructor; what it fills are the parameters, which all calls share
// and no call changes.
//
// A call is complete in itself: it names every input that some operator reads and the init net does not
// fill, or it throws one error that lists all it misses; nothing is left over from the last call.
// Calls from several threads run side by side, each in a frame of its own. A net that carries
// state from run to run (`state()` says what) keeps one frame, and calls take turns.
class NETDEF_API Predictor {
 public:
  Predictor(const caffe2::NetDef& init_net, const caffe2::NetDef& predict_net, const PredictorOptions& options = {});
  Predictor(std::shared_ptr<const caffe2::NetDef> init_net, std::shared_ptr<const caffe2::NetDef> predict_net,
            const PredictorOptions& options = {});
  // What the loader found; its permissions hold for all that the nets do.
  explicit Predictor(const Model& model, const PredictorOptions& options = {});
  ~Predictor();
  Predictor(Predictor&&) noexcept;
  Predictor& operator=(Predictor&&) noexcept;

  // The inputs a call supplies, in the order of the net: required ones and placeholders.
  const std::vector<PredictorInput>& inputs() const;
  // All external inputs of the net in order, parameters among them: what a list of tensors binds to.
  const std::vector<std::string>& input_names() const;
  // The net's external outputs; where it declares none, the blobs that no operator reads.
  const std::vector<std::string>& output_names() const;
  // What makes calls take turns; empty for a net without state.
  const std::vector<std::string>& state() const;
  // What runs: the optimised net, which would run on any machine; the net as it came where nothing was optimised.
  const caffe2::NetDef& net() const;
  const caffe2::NetDef& source_net() const;
  const std::vector<PassReport>& passes() const;
  // A blob that the init net filled; nullptr where there is none.
  const Blob* parameter(const std::string& name) const;
  std::vector<std::string> parameter_names() const;

  // Binds `inputs` by name (or to the first input_names()) without copying them, except where the net
  // would overwrite them. The outputs are the caller's. An output that no operator wrote has no type.
  TensorMap Run(const TensorMap& inputs) const;
  std::vector<Tensor> Run(const std::vector<Tensor>& inputs) const;

  // Runs `runs` times and tells what the steps took. A net that is not optimised has none.
  std::vector<StepProfile> Profile(const TensorMap& inputs, int runs = 10) const;
  MemoryReport Memory() const;
  // Frees what idle frames hold, and packed weights and plans that no call uses.
  void Trim();

  // One call in steps, for outputs that are not tensors and for reading them where they lie. It holds a
  // frame from construction to destruction. `names` are those that Bind will get: a parameter among them
  // is replaced for this call.
  class NETDEF_API Call {
   public:
    Call(const Predictor& predictor, const std::vector<std::string>& names);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    void Bind(const std::string& input, const Tensor& value);
    // Memory of the output's shape and type, where Run leaves it if it can; Output tells where it lies. It must be no
    // input's and no other output's.
    void BindOutput(const std::string& output, const Tensor& memory);
    void Run();
    // Valid until the Call ends.
    const Blob& Output(const std::string& name) const;
    // The caller's from now on; moved out of the frame where nobody shares it, else a copy.
    Tensor TakeOutput(const std::string& name);

   private:
    friend class Predictor;
    struct State;
    std::unique_ptr<State> state_;
  };

 private:
  class Program;
  std::unique_ptr<Program> program_;
};

}  // namespace netdef
