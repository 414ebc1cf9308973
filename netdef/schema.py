"""Records: a table's columns as one structured value.

    from netdef import schema

    row = schema.Struct(("label", np.int32), ("words", schema.List(str)))
    row.field_names()           # label, words:lengths, words:values
    schema.NewRecord(net, row)  # a blob for each column

Names and behaviour are those of caffe2.python.schema.
"""

from netdef._impl.schema.columns import (
    as_record,
    equal_schemas,
    from_blob_list,
    from_column_list,
    from_dtype,
    is_schema_subset,
    schema_check,
)
from netdef._impl.schema.field import FIELD_SEPARATOR, Field
from netdef._impl.schema.lists import List, ListWithEvicted, Map, MapWithEvicted
from netdef._impl.schema.records import (
    ConstRecord,
    FeedRecord,
    FetchRecord,
    InitEmptyRecord,
    NewRecord,
    attach_metadata_to_scalars,
)
from netdef._impl.schema.scalar import FeatureSpec, Metadata, Scalar
from netdef._impl.schema.struct import NamedTuple, RawTuple, Struct, Tuple
from netdef._impl.schema.types import data_type_for_dtype, dtype_for_core_type

__all__ = [
    "ConstRecord", "FIELD_SEPARATOR", "FeatureSpec", "FeedRecord", "FetchRecord", "Field", "InitEmptyRecord", "List",
    "ListWithEvicted", "Map", "MapWithEvicted", "Metadata", "NamedTuple", "NewRecord", "RawTuple", "Scalar", "Struct", "Tuple",
    "as_record", "attach_metadata_to_scalars", "data_type_for_dtype", "dtype_for_core_type", "equal_schemas", "from_blob_list",
    "from_column_list", "from_dtype", "is_schema_subset", "schema_check",
]
