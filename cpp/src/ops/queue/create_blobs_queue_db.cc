// CreateBlobsQueueDB: a queue of blobs as a database, for operators that read records from one.
#include "netdef/db.h"
#include "ops/queue/_shared.h"

namespace netdef {
namespace {

struct BlobsQueueDBArgs {
  int64_t key_blob_index = -1, value_blob_index = 0;
  float timeout_secs = 0;

  template <typename V>
  void Fields(V& v) {
    v("key_blob_index", key_blob_index, "Blob of a record that is its key; -1: keys are empty.");
    v("value_blob_index", value_blob_index, "Blob of a record that is its value.");
    v("timeout_secs", timeout_secs, "How long to wait for a record; 0: for ever.");
  }
};

// Takes a record from the queue when it is looked at, not before.
class BlobsQueueCursor final : public db::Cursor {
 public:
  BlobsQueueCursor(BlobsQueuePtr queue, const BlobsQueueDBArgs& args)
      : queue_(std::move(queue)), args_(args), record_(queue_->num_blobs()) {}

  void SeekToFirst() override {}  // what is read is gone
  void Next() override { taken_ = false; }
  bool Valid() override {
    if (!taken_) {
      std::vector<Blob*> blobs;
      for (Blob& blob : record_) blobs.push_back(&blob);
      taken_ = queue_->Read(blobs, args_.timeout_secs, never_);
    }
    return taken_;
  }
  std::string key() override { return args_.key_blob_index < 0 ? "" : Text(args_.key_blob_index); }
  std::string value() override { return Text(args_.value_blob_index); }

 private:
  std::string Text(int64_t index) {
    NETDEF_ENFORCE(Valid(), "the queue has no record");
    const Blob& blob = record_[static_cast<size_t>(index)];
    if (blob.IsType<std::string>()) return blob.Get<std::string>();
    const Tensor& tensor = blob.Get<Tensor>();
    NETDEF_ENFORCE_EQ(tensor.numel(), 1, "expected a string or a tensor with one string in blob ", index, " of the queue's record");
    return *tensor.data<std::string>();
  }

  const BlobsQueuePtr queue_;
  const BlobsQueueDBArgs args_;
  const std::atomic<bool> never_{false};
  std::vector<Blob> record_;
  bool taken_ = false;
};

class BlobsQueueDB final : public db::DB {
 public:
  BlobsQueueDB(BlobsQueuePtr queue, const BlobsQueueDBArgs& args) : queue_(std::move(queue)), args_(args) {}

  std::unique_ptr<db::Cursor> NewCursor() override { return std::make_unique<BlobsQueueCursor>(queue_, args_); }
  std::unique_ptr<db::Transaction> NewTransaction() override { NETDEF_THROW("a queue as a database can only be read"); }
  void Close() override {}

 private:
  const BlobsQueuePtr queue_;
  const BlobsQueueDBArgs args_;
};

class CreateBlobsQueueDBOp final : public OperatorBase {
 public:
  CreateBlobsQueueDBOp(const OperatorDef& def, Workspace* ws)
      : OperatorBase(def, ws), args_(ParseArgs<BlobsQueueDBArgs>(arguments())) {}

 protected:
  bool RunOnce(int /*stream_id*/) override {
    const auto& queue = Input<BlobsQueuePtr>(0);
    NETDEF_ENFORCE(queue != nullptr, "[CreateBlobsQueueDB] the queue is missing");
    const auto blobs = static_cast<int64_t>(queue->num_blobs());
    NETDEF_ENFORCE(args_.value_blob_index >= 0 && args_.value_blob_index < blobs && args_.key_blob_index < blobs,
                   "[CreateBlobsQueueDB] key_blob_index ", args_.key_blob_index, " and value_blob_index ", args_.value_blob_index,
                   " must name blobs of the queue's records, which have ", blobs);
    OutputBlob(0)->Reset(new DBReader("the queue " + InputName(0), std::make_unique<BlobsQueueDB>(queue, args_)));
    return true;
  }

 private:
  const BlobsQueueDBArgs args_;
};

OPERATOR_SCHEMA(CreateBlobsQueueDB)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<BlobsQueueDBArgs>()
    .ShapeDependsOnData("the output is a reader, no tensor")
    .SetDoc("Makes a reader that takes its records from a queue.")
    .Input(0, "queue", "Blob made by CreateBlobsQueue; keys and values are strings, or tensors with one string.")
    .Output(0, "reader", "A DBReader, for TensorProtosDBInput and others.");

REGISTER_CPU_OPERATOR(CreateBlobsQueueDB, CreateBlobsQueueDBOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(CreateBlobsQueueDB, "a reader is no number");

}  // namespace
}  // namespace netdef
