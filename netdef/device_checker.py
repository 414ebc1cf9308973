"""The same operator or net on several devices; as caffe2.python.device_checker."""

from netdef import workspace
from netdef._impl.device_checker import DeviceChecker
