// Load: reads blobs from one or several databases, or through a reader. Chunks of a tensor may come
// in any order; a tensor of which a part is missing is an error.
//
// Beyond Caffe2: a reader that has been read from already is read around its end, so that two Loads
// in a row find their blobs in any order.
#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "caffe2/proto/caffe2.pb.h"
#include "ops/io/_shared.h"

namespace netdef {
namespace {

struct LoadArgs {
  bool absolute_path = false, keep_device = false, load_all = false, allow_incomplete = false;
  std::string add_prefix, strip_prefix, db, db_type;
  std::vector<std::string> dbs, source_blob_names;

  template <typename V>
  void Fields(V& v) {
    v("absolute_path", absolute_path, "Take `db` as it is; otherwise it is relative to the workspace's root folder.");
    v("add_prefix", add_prefix, "Goes before the stored names, after strip_prefix has been applied.");
    v("strip_prefix", strip_prefix, "Stored names are cut to what follows this in them.");
    v("db", db, "Path of the database.");
    v("dbs", dbs, "Paths of several databases; no blob may be in two of them.");
    v("db_type", db_type, "Format of the database, \"minidb\" for example.");
    v("keep_device", keep_device, "No effect here: blobs are loaded to the CPU.");
    v("load_all", load_all, "Load every blob of the database, whether it is an output or not.");
    v("allow_incomplete", allow_incomplete, "Blobs that are not in the database are no error.");
    v("source_blob_names", source_blob_names, "The stored names of the outputs, where they differ from the outputs' own.");
  }
};

// The blob's name in a record's key: "w" for "w#%0".
std::string BlobNameOf(const std::string& key) {
  const size_t at = key.rfind(kChunkSeparator);
  const size_t digits = at + sizeof kChunkSeparator - 1;
  if (at == std::string::npos || digits == key.size()) return key;
  return key.find_first_not_of("0123456789", digits) == std::string::npos ? key.substr(0, at) : key;
}

// How much of a blob has been read.
class Progress {
 public:
  Progress(Blob* blob, size_t source) : blob_(blob), source_(source) {}

  void Add(const std::string& name, const caffe2::BlobProto& proto) {
    if (!started_) {
      blob_->Reset();
      is_tensor_ = proto.has_tensor();
    } else {
      NETDEF_ENFORCE(is_tensor_, proto.has_tensor() ? "Must be tensor " : "Blob duplicated: ", name);
      NETDEF_ENFORCE(proto.has_tensor() && read_ < total_, "Found an extra part for an already filled tensor: ", name);
    }
    if (is_tensor_) Claim(name, proto.tensor());
    started_ = true;
    DeserializeBlob(proto, blob_);
  }

  bool Complete() const { return started_ && (!is_tensor_ || read_ == total_); }
  size_t source() const { return source_; }

  void CheckWhole(const std::string& name) const {
    if (!Complete() && started_) {
      throw Error(internal::Concat("Data size mismatch for blob ", name, ". Expected: ", total_, " Read: ", read_),
                  ErrorKind::kInvalidModel).SetBlob(name);
    }
  }

 private:
  // Notes the elements a chunk brings; none may come twice, nor belong to another shape.
  void Claim(const std::string& name, const caffe2::TensorProto& tensor) {
    const Dims dims(tensor.dims().begin(), tensor.dims().end());
    const int64_t total = NumElements(dims);
    if (started_) {
      NETDEF_ENFORCE(dims == dims_, "the chunks of ", name, " differ in shape: [", DimsString(dims_), "] and [",
                     DimsString(dims), "]");
    }
    dims_ = dims;
    total_ = total;
    const int64_t begin = tensor.has_segment() ? tensor.segment().begin() : 0;
    const int64_t end = tensor.has_segment() ? tensor.segment().end() : total;
    NETDEF_ENFORCE(begin >= 0 && begin <= end && end <= total, "Invalid chunk ", begin, " ", end,
                   " with total tensor size ", total);
    const auto after = parts_.lower_bound(begin);
    const bool overlaps = (after != parts_.end() && after->first < end) ||
                          (after != parts_.begin() && std::prev(after)->second > begin);
    NETDEF_ENFORCE(!overlaps, "Found an extra part for an already filled tensor: ", name);
    if (begin < end) parts_[begin] = end;
    read_ += end - begin;
  }

  Blob* blob_;
  size_t source_;
  bool started_ = false, is_tensor_ = false;
  Dims dims_;
  int64_t total_ = 0, read_ = 0;
  std::map<int64_t, int64_t> parts_;  // begin -> end
};

class LoadOp final : public KernelOperator<LoadArgs> {
 public:
  LoadOp(const OperatorDef& def, Workspace* ws) : KernelOperator(def, ws) {
    if (InputSize() == 0) {
      NETDEF_ENFORCE(!args_.db_type.empty(), "Must specify a db type.");
      if (args_.dbs.empty()) NETDEF_ENFORCE(!args_.db.empty(), "Must specify a db name.");
    }
    NETDEF_ENFORCE(args_.source_blob_names.empty() || static_cast<int>(args_.source_blob_names.size()) == OutputSize(),
                   "Number of output blobs and source_blob_names mismatch.");
    for (int i = 0; i < OutputSize(); ++i) {
      const std::string& name = args_.source_blob_names.empty() ? def.output(i) : args_.source_blob_names[static_cast<size_t>(i)];
      NETDEF_ENFORCE(wanted_.emplace(name, i).second, "Duplicated source blob name: ", name);
    }
  }

 protected:
  void Compute() override {
    blobs_.clear();
    complete_ = 0;
    if (InputSize() > 0) {
      for (int i = 0; i < InputSize(); ++i) {
        // The blob is the caller's, the reader in it guards itself.
        const_cast<DBReader&>(OperatorBase::Input<DBReader>(i)).WithCursor([&](db::Cursor* cursor) { ReadAround(cursor, i); });
      }
    } else {
      const std::vector<std::string> files = args_.dbs.empty() ? std::vector<std::string>{args_.db} : args_.dbs;
      for (size_t i = 0; i < files.size(); ++i) {
        const std::string path = FilePath(*workspace(), files[i], args_.absolute_path);
        const std::unique_ptr<db::DB> in = db::CreateDB(args_.db_type, path, db::Mode::kRead);
        Read(in->NewCursor().get(), i);
      }
    }
    for (const auto& [name, progress] : blobs_) progress.CheckWhole(name);
    if (args_.load_all) {
      for (const auto& [name, output] : wanted_) {
        NETDEF_ENFORCE(blobs_.count(name) != 0, "Output blob name ", name, " does not exist in the db(s).");
      }
    } else if (!args_.allow_incomplete) {
      CheckAllFound();
    }
  }

 private:
  void ReadAround(db::Cursor* cursor, int source) {
    if (Read(cursor, static_cast<size_t>(source)) || args_.load_all || AllFound()) return;
    cursor->SeekToFirst();
    again_ = true;
    Read(cursor, static_cast<size_t>(source));
    again_ = false;
  }

  // True where it stopped because all outputs are there.
  bool Read(db::Cursor* cursor, size_t source) {
    if (OutputSize() == 0 && !args_.load_all) return true;
    for (; cursor->Valid(); cursor->Next()) {
      const std::string name = args_.add_prefix + AfterPrefix(BlobNameOf(cursor->key()), args_.strip_prefix);
      const auto output = wanted_.find(name);
      if (output == wanted_.end() && !args_.load_all) continue;
      auto found = blobs_.find(name);
      if (found == blobs_.end()) {
        Blob* blob = output == wanted_.end() ? workspace()->CreateBlob(name) : OutputBlob(output->second);
        found = blobs_.emplace(name, Progress(blob, source)).first;
      }
      Progress& progress = found->second;
      if (again_ && progress.Complete()) continue;
      NETDEF_ENFORCE(progress.source() == source, "Duplicate Key ", name, " is found!");
      const bool was_complete = progress.Complete();
      try {
        progress.Add(name, ParseMessage<caffe2::BlobProto>(cursor->value()));
      } catch (Error& e) {
        e.SetBlob(name);
        throw;
      }
      if (!was_complete && progress.Complete() && output != wanted_.end()) ++complete_;
      if (!args_.load_all && AllFound()) return true;
    }
    return false;
  }

  bool AllFound() const { return complete_ == wanted_.size(); }

  void CheckAllFound() const {
    if (AllFound()) return;
    std::string missing;
    for (const auto& [name, output] : wanted_) {
      if (blobs_.count(name) == 0) missing += " " + name;
    }
    NETDEF_THROW_KIND(kNotFound, "Expected to load ", wanted_.size(), " blobs, got ", complete_, " only. Missing:", missing);
  }

  std::map<std::string, int> wanted_;  // stored name -> output
  std::unordered_map<std::string, Progress> blobs_;
  size_t complete_ = 0;
  bool again_ = false;
};

OPERATOR_SCHEMA(Load)
    .NumInputs(0, OpSchema::kMany)
    .NumOutputs(0, OpSchema::kMany)
    .Args<LoadArgs>()
    .ShapeDependsOnData("shapes and types are stored in the database")
    .SideEffect(OpSchema::kReadsFiles)
    .SetDoc("Loads blobs from a database that Save wrote, or through a reader (CreateDB).\n\n"
            "Without `load_all`, the outputs name the blobs to load.")
    .Input(0, "reader", "A DBReader, instead of the arguments `db` and `db_type` (optional).")
    .Output(0, "X", "The blobs to load (variadic).");

REGISTER_CPU_OPERATOR(Load, LoadOp);
NO_GRADIENT(Load);

}  // namespace
}  // namespace netdef
