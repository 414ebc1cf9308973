"""Analytic against numeric gradients of operators and nets; as caffe2.python.gradient_checker."""

from netdef import core, workspace
from netdef._impl.gradient_checker.net import NetGradientChecker
from netdef._impl.gradient_checker.operator import GradientChecker, getGradientForOp
from netdef.proto import caffe2_pb2
