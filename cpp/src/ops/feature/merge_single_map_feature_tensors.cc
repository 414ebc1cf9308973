// MergeSingleMapFeatureTensors: features that are maps, of several single-feature tensors, as one multi-feature tensor.
#include "ops/feature/_shared.h"

namespace netdef {
namespace {

MERGE_FEATURES(MergeSingleMapFeatureTensors, FeatureForm::kSingle, FeatureKind::kMap);

}  // namespace
}  // namespace netdef
