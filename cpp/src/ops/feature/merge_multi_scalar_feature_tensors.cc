// MergeMultiScalarFeatureTensors: features that are one value each, of several multi-feature tensors, as one multi-feature tensor.
#include "ops/feature/_shared.h"

namespace netdef {
namespace {

MERGE_FEATURES(MergeMultiScalarFeatureTensors, FeatureForm::kMulti, FeatureKind::kScalar);

}  // namespace
}  // namespace netdef
