// What the operators of stores share: a place outside the process in which blobs stand under keys, for processes that work together.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "netdef/operator.h"

namespace netdef {

class StoreHandler {
 public:
  static constexpr std::chrono::milliseconds kDefaultTimeout{30000};

  virtual ~StoreHandler() = default;
  // A key is set once: setting it again to something else is an error.
  virtual void Set(const std::string& key, const std::string& bytes) = 0;
  // Waits for the key.
  virtual std::string Get(const std::string& key) = 0;
  // Adds to a counter, which begins at 0, and gives its value.
  virtual int64_t Add(const std::string& key, int64_t value) = 0;
  virtual void Wait(const std::vector<std::string>& keys) = 0;
};

using StoreHandlerPtr = std::unique_ptr<StoreHandler>;

inline StoreHandler& StoreOf(OperatorBase* op) {
  const auto& store = op->Input<StoreHandlerPtr>(0);
  NETDEF_ENFORCE(store != nullptr, "the store is missing");
  return *store;
}

// The one argument that StoreSet and StoreGet have.
struct StoredBlobArgs {
  std::string blob_name;

  template <typename V>
  void Fields(V& v) {
    v("blob_name", blob_name, "The key; by default the name of the blob.");
  }
};

}  // namespace netdef
