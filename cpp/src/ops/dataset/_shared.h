// Datasets: nested records flattened into one tensor for each field.
//
// A field named "x:lengths" opens the domain "x": for each entry of the domain around it, it says how many
// entries there are in "x". The fields "x:..." are in domain "x". Domain 0 holds the records themselves.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "netdef/dims.h"
#include "netdef/operator.h"
#include "netdef/rows.h"

namespace netdef {

// One number for each domain: a place in a dataset, or how far to go from there.
using DomainCounts = std::vector<int64_t>;

class DatasetFields {
 public:
  DatasetFields() = default;
  // Throws where a field comes before the lengths of its domain.
  explicit DatasetFields(const std::vector<std::string>& names);

  size_t count() const { return domain_of_.size(); }
  const std::string& name(size_t field) const { return names_[field]; }
  size_t domain_of(size_t field) const { return domain_of_[field]; }
  size_t domains() const { return lengths_.size() + 1; }
  // The field with the lengths of a domain other than 0.
  size_t lengths_of(size_t domain) const { return lengths_[domain - 1]; }

 private:
  std::vector<std::string> names_;
  std::vector<size_t> domain_of_, lengths_;
};

// The tensors of a dataset's fields.
class Dataset {
 public:
  // Throws unless there is one tensor, with rows, for each field.
  Dataset(const DatasetFields& fields, std::vector<const Tensor*> tensors);

  const DatasetFields& fields() const { return fields_; }
  const Tensor& operator[](size_t field) const { return *tensors_[field]; }
  size_t domain_of(size_t field) const { return fields_.domain_of(field); }
  // Entries of a domain that all its fields have; kNoFields where it has no field.
  static constexpr int64_t kNoFields = std::numeric_limits<int64_t>::max();
  const DomainCounts& sizes() const { return sizes_; }
  // Throws where fields of one domain differ in size, or from what the lengths add up to.
  void CheckConsistency() const;
  // Entries of each domain that belong to the next `records` records from `begin` on, or to as many as there are.
  DomainCounts Extent(const DomainCounts& begin, int64_t records) const;
  // Rows [begin, begin + count) of a field.
  void CopyRows(size_t field, int64_t begin, int64_t count, Tensor* out) const;

 private:
  const DatasetFields& fields_;
  std::vector<const Tensor*> tensors_;
  DomainCounts sizes_;
};

inline DomainCounts Sum(DomainCounts a, const DomainCounts& b) {
  for (size_t i = 0; i < a.size(); ++i) a[i] += b[i];
  return a;
}

// A place in a dataset that operators of several threads move on.
struct TreeCursor {
  explicit TreeCursor(const std::vector<std::string>& names) : fields(names) {}

  const DatasetFields fields;
  std::mutex mutex;
  DomainCounts offsets;  // empty at the start; for ReadRandomBatch one number, the place in the list of records
};
using TreeCursorPtr = std::unique_ptr<TreeCursor>;

// What the operators on datasets do.
template <typename Args = NoArgs>
class DatasetOperator : public KernelOperator<Args> {
 public:
  using KernelOperator<Args>::KernelOperator;

 protected:
  TreeCursor& Cursor() {
    const TreeCursorPtr& cursor = this->template Input<TreeCursorPtr>(0);
    NETDEF_ENFORCE(cursor != nullptr, "[", this->type(), "] the cursor is missing");
    return *cursor;
  }
  // The dataset in the inputs from `first` on.
  Dataset InputDataset(const DatasetFields& fields, int first) {
    std::vector<const Tensor*> tensors;
    for (int i = first; i < this->InputSize(); ++i) tensors.push_back(&this->Input(i));
    return Dataset(fields, std::move(tensors));
  }
  void CheckOutputs(size_t fields) {
    NETDEF_ENFORCE_EQ(static_cast<size_t>(this->OutputSize()), fields, "[", this->type(), "] expected one output for each field");
  }
};

constexpr char kFieldsHelp[] = "Names of the fields, in the form that CreateTreeCursor describes.";

struct FieldsArgs {
  std::vector<std::string> fields;

  template <typename V>
  void Fields(V& v) {
    v("fields", fields, kFieldsHelp);
  }
};

}  // namespace netdef
