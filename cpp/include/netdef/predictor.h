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

// The init net runs once, in the constructor; what it fills are the parameters, which all calls share
// and no call changes.
//
// A call is complete in itself: it names every input that some operator reads and the init net does not
// fill, or it throws one error that lists all it misses; nothing is left over from the last call.
// Calls from several threads run side by side, each in a frame of its own. A net that carries
// state from run to run (`state()` says what) keeps one frame, and calls take turns.
class NETDEF_API Predictor {
 public:
  Predictor(const caffe2::NetDef& init_net, const caffe2::NetDef& predict_net);
  Predictor(std::shared_ptr<const caffe2::NetDef> init_net, std::shared_ptr<const caffe2::NetDef> predict_net);
  // What the loader found; its permissions hold for all that the nets do.
  explicit Predictor(const Model& model);
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
  const caffe2::NetDef& net() const;
  // A blob that the init net filled; nullptr where there is none.
  const Blob* parameter(const std::string& name) const;
  std::vector<std::string> parameter_names() const;

  // Binds `inputs` by name (or to the first input_names()) without copying them, except where the net
  // would overwrite them. The outputs are the caller's. An output that no operator wrote has no type.
  TensorMap Run(const TensorMap& inputs) const;
  std::vector<Tensor> Run(const std::vector<Tensor>& inputs) const;

  // Frees what idle frames hold.
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
    void Run();
    // Valid until the Call ends.
    const Blob& Output(const std::string& name) const;
    // The caller's from now on; moved out of the frame where nobody shares it, else a copy.
    Tensor TakeOutput(const std::string& name);

   private:
    struct State;
    std::unique_ptr<State> state_;
  };

 private:
  class Program;
  std::unique_ptr<Program> program_;
};

}  // namespace netdef
