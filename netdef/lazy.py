"""An action put off until operators are looked up; as caffe2.python.lazy."""

from netdef._impl.lazy import RegisterLazyImport, TriggerLazyImport

__all__ = ["RegisterLazyImport", "TriggerLazyImport"]
