#include "ops/dataset/_shared.h"

namespace netdef {
namespace {

// "x" of a field "x:lengths"; empty for any other field.
std::string OpenedDomain(const std::string& field) {
  constexpr std::string_view kEnd = ":lengths";
  if (field.size() <= kEnd.size() || field.compare(field.size() - kEnd.size(), kEnd.size(), kEnd) != 0) return "";
  return field.substr(0, field.size() - kEnd.size());
}

bool IsInDomain(const std::string& field, const std::string& domain) {
  return field.size() > domain.size() && field[domain.size()] == ':' && field.compare(0, domain.size(), domain) == 0;
}

}  // namespace

DatasetFields::DatasetFields(const std::vector<std::string>& names) : names_(names) {
  std::vector<std::string> domains = {""};
  for (const std::string& name : names) {
    const std::string opened = OpenedDomain(name);
    if (opened.empty()) continue;
    for (const std::string& other : domains) {
      NETDEF_ENFORCE(other != opened, "the field ", name, " is there twice, but a domain has one field of lengths");
    }
    domains.push_back(opened);
  }
  for (size_t field = 0; field < names.size(); ++field) {
    const std::string opened = OpenedDomain(names[field]);
    size_t domain = 0;
    for (size_t d = 1; d < domains.size(); ++d) {
      // The innermost domain counts. A field of lengths is in the domain around the one it opens.
      if (domains[d] == opened || !IsInDomain(names[field], domains[d]) || domains[d].size() < domains[domain].size()) continue;
      domain = d;
    }
    NETDEF_ENFORCE_LE(domain, lengths_.size(), "the field ", names[field], " depends on the field ", domains[domain],
                      ":lengths, which is defined afterwards");
    domain_of_.push_back(domain);
    if (!opened.empty()) lengths_.push_back(field);
  }
}

Dataset::Dataset(const DatasetFields& fields, std::vector<const Tensor*> tensors)
    : fields_(fields), tensors_(std::move(tensors)), sizes_(fields.domains(), kNoFields) {
  NETDEF_ENFORCE(fields.count() > 0, "a dataset needs at least one field; the argument `fields` names them");
  NETDEF_ENFORCE_EQ(tensors_.size(), fields.count(), "expected one tensor for each field of the dataset");
  for (size_t f = 0; f < tensors_.size(); ++f) {
    NETDEF_ENFORCE_GE(tensors_[f]->dim(), 1, "the field ", fields.name(f), " must have rows");
    int64_t& size = sizes_[fields.domain_of(f)];
    size = std::min(size, tensors_[f]->dim(0));
  }
  for (size_t d = 1; d < fields.domains(); ++d) {
    NETDEF_ENFORCE_EQ((*this)[fields.lengths_of(d)].dim(), 1, "the field ", fields.name(fields.lengths_of(d)), " must be a vector");
  }
}

DomainCounts Dataset::Extent(const DomainCounts& begin, int64_t records) const {
  DomainCounts extent(fields_.domains(), 0);
  extent[0] = std::max<int64_t>(0, std::min(records, sizes_[0] - begin[0]));
  for (size_t d = 1; d < fields_.domains(); ++d) {
    const size_t field = fields_.lengths_of(d), around = fields_.domain_of(field);
    const auto* lengths = (*this)[field].data<int32_t>() + begin[around];
    for (int64_t i = 0; i < extent[around]; ++i) {
      NETDEF_ENFORCE_GE(lengths[i], 0, "the field ", fields_.name(field), " has a negative length");
      extent[d] += lengths[i];
    }
    NETDEF_ENFORCE(extent[d] <= sizes_[d] - begin[d], "Inconsistent field length: tried to advance past the end of what ",
                   fields_.name(field), " describes: ", extent[d], " entries from ", begin[d], " on, of ", sizes_[d]);
  }
  return extent;
}

void Dataset::CheckConsistency() const {
  for (size_t f = 0; f < fields_.count(); ++f) {
    NETDEF_ENFORCE_EQ((*this)[f].dim(0), sizes_[domain_of(f)], "Inconsistent sizes for fields belonging to same domain: field ",
                      fields_.name(f));
  }
  const DomainCounts extent = Extent(DomainCounts(fields_.domains(), 0), sizes_[0]);
  for (size_t d = 1; d < fields_.domains(); ++d) {
    if (sizes_[d] == kNoFields) continue;
    NETDEF_ENFORCE_EQ(extent[d], sizes_[d], "the lengths in ", fields_.name(fields_.lengths_of(d)),
                      " must add up to the entries they describe");
  }
}

void Dataset::CopyRows(size_t field, int64_t begin, int64_t count, Tensor* out) const {
  const Tensor& from = (*this)[field];
  Dims dims = from.dims();
  dims[0] = count;
  out->Resize(dims, from.dtype());
  RowCopier(from, out, from.size_from_dim(1))(begin, 0, count);
}

}  // namespace netdef
