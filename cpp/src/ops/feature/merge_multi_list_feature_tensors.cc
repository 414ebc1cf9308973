// MergeMultiListFeatureTensors: features that are lists, of several multi-feature tensors, as one multi-feature tensor.
#include "ops/feature/_shared.h"

namespace netdef {
namespace {

MERGE_FEATURES(MergeMultiListFeatureTensors, FeatureForm::kMulti, FeatureKind::kList);

}  // namespace
}  // namespace netdef
