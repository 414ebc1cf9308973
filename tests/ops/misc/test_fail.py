"""Fail, ThrowException, ThrowChildThreadException and LogFatal."""

import pytest

from nets import net, op, run
from netdef import workspace


@pytest.mark.parametrize("type_", ["ThrowException", "ThrowChildThreadException", "LogFatal"])
@pytest.mark.parametrize("net_type", ["simple", "dag"])
def test_the_message_comes_out(type_, net_type):
    with pytest.raises(RuntimeError, match="as the test wants it"):
        run(op(type_, [], [], message="as the test wants it"), type=net_type)


@pytest.mark.parametrize("type_, message", [
    ("ThrowException", "Exception from ThrowExceptionOp"),
    ("ThrowChildThreadException", "Exception from ThrowExceptionOp"),
    ("LogFatal", "Logging from LogFatalOp"),
])
def test_default_message(type_, message):
    with pytest.raises(RuntimeError, match=message):
        run(op(type_, [], []))


@pytest.mark.parametrize("net_type", ["simple", "dag"])
def test_a_net_that_fails_says_so(net_type):
    run()
    workspace.CreateNet(net(op("Fail", [], []), name="fails", type=net_type))
    assert not workspace.RunNet("fails", allow_fail=True)
    with pytest.raises(RuntimeError):
        workspace.RunNet("fails")
