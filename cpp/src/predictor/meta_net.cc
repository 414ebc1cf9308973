#include "predictor/meta_net.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "caffe2/proto/caffe2.pb.h"
#include "caffe2/proto/metanet.pb.h"
#include "caffe2/proto/predictor_consts.pb.h"
#include "netdef/db.h"
#include "netdef/error.h"
#include "netdef/serialize.h"
#include "netdef/shapes.h"
#include "netdef/workspace.h"

namespace netdef {
namespace {

constexpr char kDatabaseType[] = "minidb";

using caffe2::MetaNetDef;
using caffe2::NetDef;

const caffe2::PredictorConsts& Names() { return caffe2::PredictorConsts::default_instance(); }

// The serialized MetaNetDef; false where the database has none.
bool FindMetaNet(const std::string& path, const Limits& limits, std::string* bytes) {
  const std::unique_ptr<db::DB> database = db::CreateDB(kDatabaseType, path, db::Mode::kRead, limits);
  const std::unique_ptr<db::Cursor> cursor = database->NewCursor();
  for (; cursor->Valid(); cursor->Next()) {
    if (cursor->key() != Names().meta_net_def()) continue;
    if (bytes != nullptr) *bytes = ParseMessage<caffe2::BlobProto>(cursor->value(), limits).content();
    return true;
  }
  return false;
}

// The entry under `key`. An export with a name has it under key_name.
template <typename Map>
auto* Entry(const Map& map, const std::string& key) {
  decltype(&map.Get(0).value()) found = nullptr;
  int candidates = 0;
  for (const auto& entry : map) {
    if (entry.key() == key) return &entry.value();
    if (entry.key().compare(0, key.size() + 1, key + "_") == 0) {
      found = &entry.value();
      ++candidates;
    }
  }
  NETDEF_ENFORCE(candidates <= 1, "the database holds ", candidates, " models (", key, "_...), expected one");
  return found;
}

std::vector<std::string> BlobList(const MetaNetDef& meta, const std::string& key) {
  const auto* values = Entry(meta.blobs(), key);
  return values == nullptr ? std::vector<std::string>() : std::vector<std::string>(values->begin(), values->end());
}

// Exports fill inputs and outputs with zeros, which stand for nothing but their shapes.
NetDef WithoutPlaceholders(const NetDef& net, const std::set<std::string>& placeholders) {
  NetDef out = net;
  out.clear_op();
  for (const caffe2::OperatorDef& op : net.op()) {
    const bool fills_only = op.input_size() == 0 && op.output_size() > 0 &&
                            std::all_of(op.output().begin(), op.output().end(),
                                        [&](const std::string& name) { return placeholders.count(name) != 0; });
    if (!fills_only) *out.add_op() = op;
  }
  return out;
}

}  // namespace

bool HasMetaNet(const std::string& path, const Limits& limits) { return FindMetaNet(path, limits, nullptr); }

Model ReadMetaNet(const std::string& path, const Limits& limits, std::string* reader) {
  std::string bytes;
  if (!FindMetaNet(path, limits, &bytes)) {
    NETDEF_THROW_KIND(kInvalidModel, path, ": this database holds blobs but no model (there is no record ",
                      Names().meta_net_def(), "); load the blobs with the Load operator");
  }
  MetaNetDef meta;
  try {
    meta = ParseMessage<MetaNetDef>(bytes, limits);
  } catch (const Error& e) {
    throw Error(path + ": " + e.message(), e.kind());
  }
  const NetDef* predict = Entry(meta.nets(), Names().predict_net_type());
  if (predict == nullptr) {
    NETDEF_THROW_KIND(kInvalidModel, path, ": the MetaNetDef has no net under ", Names().predict_net_type());
  }
  Model model;
  model.source = path;
  model.name = std::filesystem::path(path).stem().string();
  model.predict = std::make_shared<NetDef>(*predict);
  model.inputs = BlobList(meta, Names().inputs_blob_type());
  model.outputs = BlobList(meta, Names().outputs_blob_type());
  model.parameters = BlobList(meta, Names().parameters_blob_type());

  auto init = std::make_shared<NetDef>();
  init->set_name(predict->name() + "_init");
  if (const NetDef* global = Entry(meta.nets(), Names().global_init_net_type())) *init->mutable_op() = global->op();
  if (const NetDef* local = Entry(meta.nets(), Names().predict_init_net_type())) {
    BlobSpecs specs;
    InferShapes(*local, &specs);
    std::set<std::string> placeholders(model.inputs.begin(), model.inputs.end());
    for (const std::string& name : placeholders) {
      const auto spec = specs.find(name);
      if (spec != specs.end() && spec->second.known) model.input_specs[name] = spec->second;
    }
    placeholders.insert(model.outputs.begin(), model.outputs.end());
    init->mutable_op()->MergeFrom(WithoutPlaceholders(*local, placeholders).op());
  }
  model.init = init;

  *reader = Names().predictor_dbreader();
  model.prepare = [path, name = *reader](Workspace* ws) {
    ws->CreateBlob(name)->Reset(new DBReader(kDatabaseType, path));
  };
  return model;
}

}  // namespace netdef
