#include "golden/json.h"

#include <google/protobuf/util/json_util.h>

namespace netdef {
namespace test {

Json ReadJson(const std::string& text) {
  Json json;
  const auto status = google::protobuf::util::JsonStringToMessage(text, &json);
  NETDEF_ENFORCE(status.ok(), status.ToString());
  return json;
}

const Json& Member(const Json& object, const std::string& name) {
  static const Json null;
  const auto& fields = object.struct_value().fields();
  const auto found = fields.find(name);
  return found == fields.end() ? null : found->second;
}

Dims DimsOf(const Json& list) {
  Dims dims;
  for (const Json& d : list.list_value().values()) dims.push_back(static_cast<int64_t>(d.number_value()));
  return dims;
}

}  // namespace test
}  // namespace netdef
