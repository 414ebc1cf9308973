// MergeSingleScalarFeatureTensors: features that are one value each, of several single-feature tensors, as one multi-feature tensor.
#include "ops/feature/_shared.h"

namespace netdef {
namespace {

MERGE_FEATURES(MergeSingleScalarFeatureTensors, FeatureForm::kSingle, FeatureKind::kScalar);

}  // namespace
}  // namespace netdef
