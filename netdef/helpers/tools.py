"""Pictures and videos from a database; as caffe2.python.helpers.tools."""

from netdef._impl.brew.tools import image_input, video_input

__all__ = ["image_input", "video_input"]
