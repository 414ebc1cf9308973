"""Transformations of graphs; as caffe2.python.nomnigraph_transformations."""

from netdef import core, utils
from netdef import nomnigraph as ng
from netdef._impl.nomnigraph.transpose import transpose_network
