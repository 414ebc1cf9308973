// The plans of a prepared net: made when inputs of new shapes come, kept while they are used.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/recently_used.h"
#include "compile/plan.h"
#include "compile/subject.h"
#include "netdef/shapes.h"

namespace netdef {

class Plans {
 public:
  explicit Plans(const compile::Subject& subject) : subject_(subject) {}
  std::shared_ptr<const compile::Plan> Get(int first_op, int threads, const BlobSpecs& inputs);
  void Trim();
  const compile::Subject& subject() const { return subject_; }
  // Blobs that a stretch of the net from `first_op` on takes from before it.
  std::vector<std::string> LiveAt(int first_op) const;

 private:
  const compile::Subject& subject_;
  std::mutex mutex_;
  struct Stretch {
    RecentlyUsed<std::string, std::shared_ptr<const compile::Plan>> by_key{64};
  };
  std::map<int, Stretch> stretches_;  // by their first operators
};

}  // namespace netdef
