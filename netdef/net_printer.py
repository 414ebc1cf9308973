"""Readable text of nets, plans, tasks and jobs, and a check that their blobs are defined; as caffe2.python.net_printer."""

from netdef._impl.net_printer.analyzer import (
    Analyzer,
    analyze,
    analyze_job,
    analyze_net,
    analyze_op,
    analyze_step,
    analyze_task,
    analyze_task_group,
)
from netdef._impl.net_printer.formatting import call, commonprefix, factor_prefix, format_device_option, format_value
from netdef._impl.net_printer.printer import (
    Printer,
    debug_net,
    print_job,
    print_net,
    print_net_def,
    print_op,
    print_step,
    print_task,
    print_task_group,
    to_string,
)
from netdef._impl.net_printer.text import Text
from netdef._impl.net_printer.visitor import Visitor
from netdef.checkpoint import Job
from netdef.core import ExecutionStep, Net, Plan
from netdef.proto.caffe2_pb2 import NetDef, OperatorDef
from netdef.task import Task, TaskGroup, TaskOutput, WorkspaceType
