// MergeMultiMapFeatureTensors: features that are maps, of several multi-feature tensors, as one multi-feature tensor.
#include "ops/feature/_shared.h"

namespace netdef {
namespace {

MERGE_FEATURES(MergeMultiMapFeatureTensors, FeatureForm::kMulti, FeatureKind::kMap);

}  // namespace
}  // namespace netdef
