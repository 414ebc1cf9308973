"""Blocks of NetBuilder against the same computation in Python."""

import pytest

from netdef import core, workspace
from netdef.net_builder import NetBuilder, ops
from netdef.session import LocalSession
from netdef.task import Task, TaskGroup, final_output


def run(builder):
    plan = core.Plan("plan")
    plan.AddStep(core.to_execution_step(builder))
    ws = workspace.C.Workspace()
    ws.run(plan)
    return ws


def test_loops_and_conditions_compute_what_python_does():
    with NetBuilder() as builder:
        total, large, small = ops.Const(0), ops.Const(0), ops.Const(0)
        with ops.loop(7) as outer:
            with ops.loop(outer.iter()) as inner:
                value = ops.Add([ops.Mul([outer.iter(), ops.Const(10)]), inner.iter()])
                with ops.If(ops.GE([value, ops.Const(40)])) as condition:
                    ops.Add([large, value], [large])
                with condition.Elif(ops.GE([value, ops.Const(20)])):
                    ops.Add([small, value], [small])
                with condition.Else():
                    ops.Add([total, ops.Const(1)], [total])
    ws = run(builder)
    values = [10 * i + j for i in range(7) for j in range(i)]
    assert ws.fetch_blob(str(large)) == sum(v for v in values if v >= 40)
    assert ws.fetch_blob(str(small)) == sum(v for v in values if 20 <= v < 40)
    assert ws.fetch_blob(str(total)) == sum(v < 20 for v in values)


def test_a_stop_ends_the_innermost_block():
    with NetBuilder() as builder:
        x = ops.Const(0)
        with ops.stop_guard() as stopped:
            ops.Add([x, ops.Const(1)], [x])
            ops.stop_if(ops.EQ([x, ops.Const(1)]))
            ops.Add([x, ops.Const(10)], [x])
        with ops.stop_guard() as finished:
            ops.Add([x, ops.Const(100)], [x])
    ws = run(builder)
    assert ws.fetch_blob(str(x)) == 101
    assert bool(ws.fetch_blob(str(stopped.has_stopped()))) is True
    assert bool(ws.fetch_blob(str(finished.has_stopped()))) is False


def test_a_later_stop_has_its_blob_from_the_beginning():
    with NetBuilder() as builder:
        x = ops.Const(3)
        with ops.If(ops.Const(True)):
            ops.Const(4, blob_out=x)
        ops.stop_if(ops.Const(True))
        ops.Const(5, blob_out=x)
    assert run(builder).fetch_blob(str(x)) == 4


@pytest.mark.parametrize("build, words", [
    (lambda: ops.loop().__enter__().__exit__(None, None, None), "requires a stop condition"),
    (lambda: ops.Else(), "Invalid use of Else builder"),
    (lambda: ops.Condition(), "Use of Condition outside of WhileNet"),
    (lambda: ops.loop().iter(), "does not have a number of iterations"),
    (lambda: ops.stop_guard().has_stopped(), "Context not used yet"),
    (lambda: ops.net(core.Net("n"), name="n"), "Cannot provide both"),
])
def test_mistakes_are_named(build, words):
    with NetBuilder():
        with pytest.raises(AssertionError, match=words):
            build()


def test_operators_need_a_builder():
    with pytest.raises(AttributeError, match="No active NetBuilder"):
        ops.Const(1)


def test_a_builder_is_built_once():
    with NetBuilder("name") as builder:
        ops.Const(1)
    with pytest.raises(AssertionError, match="has been built already"):
        builder.add(core.Net("late"))


def test_tasks_run_what_surrounds_them():
    with TaskGroup() as group:
        with Task(num_instances=4):
            with ops.task_init():
                all_rounds = ops.CreateCounter([], ["all_rounds"])
                instances = ops.CreateCounter([], ["instances"])
            with ops.task_instance_init():
                own = ops.CreateCounter([], ["own"])
            with ops.loop(5):
                ops.CountUp(own)
                ops.CountUp(all_rounds)
            with ops.task_instance_exit():
                with ops.If(ops.EQ([ops.RetrieveCount(own), ops.Const(5)])):
                    ops.CountUp(instances)
            with ops.task_exit():
                rounds, whole = final_output(ops.RetrieveCount(all_rounds)), final_output(ops.RetrieveCount(instances))
    with LocalSession(workspace.C.Workspace()) as session:
        session.run(group)
        assert (rounds.fetch(), whole.fetch()) == (20, 4)


def test_private_workspaces_leave_outputs_only():
    ws = workspace.C.Workspace()
    with TaskGroup() as group:
        with Task():
            inner = ops.Const(1)
            output = final_output(ops.Add([inner, inner]))
    LocalSession(ws).run(group)
    assert output.fetch() == 2
    assert not ws.has_blob(str(inner))
