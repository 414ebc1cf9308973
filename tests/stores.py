"""What the tests of stores share."""

from netdef import core, workspace


def run(op_type, inputs=(), outputs=(), **args):
    workspace.RunOperatorOnce(core.CreateOperator(op_type, list(inputs), list(outputs), **args))


def open_store(folder, **args):
    run("FileStoreHandlerCreate", [], ["store"], path=str(folder), **args)
