"""Loads libraries of operators when they are first needed; as caffe2.python.lazy_dyndep."""

from netdef._impl.dyndep.put_off import GetImportedOpsLibraries, RegisterOpsLibrary, SetErrorHandler

__all__ = ["GetImportedOpsLibraries", "RegisterOpsLibrary", "SetErrorHandler"]
