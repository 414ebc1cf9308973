"""Loads libraries of operators; as caffe2.python.dyndep."""

from netdef._impl.dyndep.load import GetImportedOpsLibraries, InitOpsLibrary, dll_lock

__all__ = ["GetImportedOpsLibraries", "InitOpsLibrary", "dll_lock"]
