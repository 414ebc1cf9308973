"""Tasks on nodes; as caffe2.python.task.

    with TaskGroup() as group:
        with Task():
            total = final_output(ops.Add([x, y]))
    LocalSession().run(group)
    total.fetch()
"""

from netdef._impl.task.cluster import Cluster, Node
from netdef._impl.task.group import TaskGroup
from netdef._impl.task.outputs import TaskOutput, TaskOutputList
from netdef._impl.task.setup import SetupNets, add_setup_steps, get_setup_nets
from netdef._impl.task.task import Task, WorkspaceType, final_output

__all__ = [
    "Cluster", "Node", "SetupNets", "Task", "TaskGroup", "TaskOutput", "TaskOutputList", "WorkspaceType", "add_setup_steps",
    "final_output", "get_setup_nets",
]
