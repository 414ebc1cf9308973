// Parts of an exported model, and reading one from a database.
#pragma once

#include <memory>
#include <string>

#include "caffe2/core/db.h"
#include "caffe2/core/workspace.h"
#include "caffe2/proto/metanet.pb.h"
#include "caffe2/proto/predictor_consts.pb.h"

namespace caffe2 {
namespace predictor_utils {

inline const NetDef& getNet(const MetaNetDef& def, const std::string& name) {
  for (const auto& net : def.nets()) {
    if (net.key() == name) return net.value();
  }
  CAFFE_THROW("Net not found: ", name);
}
inline const google::protobuf::RepeatedPtrField<std::string>& getBlobs(const MetaNetDef& def, const std::string& name) {
  for (const auto& blobs : def.blobs()) {
    if (blobs.key() == name) return blobs.value();
  }
  CAFFE_THROW("Blob not found: ", name);
}

inline std::unique_ptr<MetaNetDef> extractMetaNetDef(db::Cursor* cursor, const std::string& key) {
  CAFFE_ENFORCE(cursor != nullptr, "a cursor is needed");
  if (cursor->SupportsSeek()) cursor->Seek(key);
  for (; cursor->Valid(); cursor->Next()) {
    if (cursor->key() != key) continue;
    const BlobProto blob = netdef::ParseMessage<BlobProto>(cursor->value());
    return std::make_unique<MetaNetDef>(netdef::ParseMessage<MetaNetDef>(blob.content()));
  }
  CAFFE_THROW("Failed to find in db the key: ", key);
}

// Reads the model and fills `master` with what its nets share.
inline std::unique_ptr<MetaNetDef> runGlobalInitialization(std::unique_ptr<db::DBReader> db, Workspace* master) {
  CAFFE_ENFORCE(master != nullptr && db != nullptr, "a workspace and an open database are needed");
  const PredictorConsts& names = PredictorConsts::default_instance();
  std::unique_ptr<MetaNetDef> net = extractMetaNetDef(db->cursor(), names.meta_net_def());
  const std::string reader = names.predictor_dbreader();
  master->CreateBlob(reader)->Reset(db.release());
  CAFFE_ENFORCE(master->RunNetOnce(getNet(*net, names.global_init_net_type())), "Failed running global initialization net");
  master->RemoveBlob(reader);
  return net;
}

}  // namespace predictor_utils
}  // namespace caffe2
