// MergeSingleListFeatureTensors: features that are lists, of several single-feature tensors, as one multi-feature tensor.
#include "ops/feature/_shared.h"

namespace netdef {
namespace {

MERGE_FEATURES(MergeSingleListFeatureTensors, FeatureForm::kSingle, FeatureKind::kList);

}  // namespace
}  // namespace netdef
