"""Execution steps and plans as core builds them."""

import pytest

from netdef import core


def nets(n):
    return [core.Net(f"plan_net_{i}") for i in range(n)]


def test_a_step_of_nets():
    one, two = nets(2)
    step = core.execution_step("s", [one, two], num_iter=3)
    assert list(step.Proto().network) == [one.Name(), two.Name()] and step.Proto().num_iter == 3
    assert step.HasNets() and not step.HasSubsteps() and step.Nets() == [one, two] and step.get_net(one.Name()) is one
    assert str(step) == step.Name() == "s"


def test_a_step_runs_once_unless_told():
    net = nets(1)[0]
    assert core.execution_step("s", net).Proto().num_iter == 1
    stop = core.BlobReference("stop")
    until = core.execution_step("s", net, should_stop_blob=stop, only_once=True).Proto()
    assert not until.HasField("num_iter") and until.should_stop_blob == "stop" and until.only_once
    with pytest.raises(AssertionError, match="Cannot set both should_stop_blob and num_iter."):
        core.execution_step("s", net, num_iter=2, should_stop_blob=stop)
    with pytest.raises(AssertionError, match="expects BlobReference"):
        core.execution_step("s", net, should_stop_blob="stop")


def test_every_option():
    report = core.Net("report")
    step = core.execution_step("s", nets(1)[0], num_iter=4, report_net=report, report_interval=3, concurrent_substeps=True,
                               num_concurrent_instances=2, create_workspace=True, run_every_ms=5)
    proto = step.Proto()
    assert (proto.num_iter, proto.report_net, proto.report_interval, proto.concurrent_substeps) == (4, report.Name(), 3, True)
    assert (proto.num_concurrent_instances, proto.create_workspace, proto.run_every_ms) == (2, True, 5)
    with pytest.raises(AssertionError):
        core.execution_step("s", nets(1)[0], report_net=report)


def test_steps_of_steps():
    a, b, c = nets(3)
    step = core.execution_step("s", [core.execution_step("t", a), b, [c]])
    assert [substep.name for substep in step.Proto().substep][0] == "t" and len(step.Substeps()) == 3 and step.Nets() == [a, b, c]
    with pytest.raises(ValueError, match="steps_or_nets must be a step, a net, or a list of nets or steps"):
        core.execution_step("s", 3)


def test_a_step_has_nets_or_substeps():
    a, b = nets(2)
    step = core.execution_step("s", a)
    with pytest.raises(AssertionError, match="Cannot have both network and substeps."):
        step.AddSubstep(core.execution_step("t", b))
    with pytest.raises(AssertionError, match="Cannot have both substeps and networks."):
        core.execution_step("s", core.execution_step("t", b)).AddNet(a)


def test_empty_steps_are_left_out():
    outer = core.ExecutionStep("outer")
    outer.AddSubstep(core.ExecutionStep("inner"))
    assert not outer.HasSubsteps()
    plan = core.Plan("p")
    plan.AddStep(outer)
    assert not plan.Proto().execution_step


def test_a_used_step_does_not_change():
    step = core.execution_step("s", nets(1)[0])
    core.Plan(step)
    for change in (lambda: step.SetIter(2), lambda: step.SetOnlyOnce(True), lambda: step.AddNet(nets(1)[0])):
        with pytest.raises(AssertionError, match="Cannot mutate a step that has already been added to a plan/step."):
            change()


def test_a_plan_holds_its_nets_once_in_order_of_use():
    a, b, report = nets(3)
    plan = core.Plan("p")
    plan.AddStep(core.execution_step("s", [b, a, b], report_net=report, report_interval=1))
    plan.AddStep(core.execution_step("t", a))
    assert [net.name for net in plan.Proto().network] == [b.Name(), a.Name(), report.Name()] and plan.Nets() == [b, a, report]
    assert [step.name for step in plan.Proto().execution_step] == ["s", "t"] and len(plan.Steps()) == 2
    impostor = core.Net("x")
    impostor.Proto().name = a.Name()
    with pytest.raises(AssertionError, match=f"Different nets with same name: {a.Name()}"):
        plan.AddNets([impostor])


def test_what_a_plan_is_made_of():
    assert str(core.Plan("p")) == "p" and core.Plan(core.execution_step("s", nets(1)[0])).Proto().name == "s"
    with pytest.raises(ValueError, match="name_or_step must be a string or ExecutionStep"):
        core.Plan(3)
    with pytest.raises(AssertionError):
        core.Plan("p").AddStep(3)


def test_attributes_of_nets_are_found():
    a, b = nets(2)
    a.add_attribute("k", 1)
    b.add_attribute("k", 2)
    step = core.execution_step("s", [a, b])
    assert step.get_all_attributes("k") == [1, 2] == core.Plan(step).get_all_attributes("k")


def test_from_messages_and_back():
    a, b = nets(2)
    plan = core.Plan("p")
    plan.AddStep(core.execution_step("outer", [core.execution_step("s", a, num_iter=2), core.execution_step("t", b, create_workspace=True)]))
    again = core.Plan.create_from_proto(plan.Proto()).Proto()
    outer = again.execution_step[0]
    assert [step.name for step in outer.substep] == ["s", "t"] and outer.substep[0].num_iter == 2 and outer.substep[1].create_workspace
    assert len(again.network) == 2 and again.name == "p"


def test_names_of_steps():
    assert core.scoped_execution_step("s", nets(1)[0]).Name() == "s"
    with core.NameScope("scope"):
        assert core.scoped_execution_step("s", nets(1)[0]).Name() == "scope/s"
    assert core.ExecutionStep(None).Name().startswith("step")
    assert core.to_execution_step(core.execution_step("same", nets(1)[0])).Name() == "same"


def test_outputs_as_a_list():
    ref = core.BlobReference("x")
    assert core.output_to_list(ref) == [ref] and core.output_to_list((ref, ref)) == [ref, ref]
    with pytest.raises(AssertionError):
        core.output_to_list(3)
