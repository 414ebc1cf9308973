"""Uses the operator of hard_tanh.cc: python use.py build/custom_operator.so"""

import sys

import numpy as np

from netdef import core, dyndep, workspace

dyndep.InitOpsLibrary(sys.argv[1])

net = core.Net("example")
y = net.HardTanh("x", "y", max=2.0)
net.AddGradientOperators([y])
workspace.FeedBlob("x", np.array([-3, -0.5, 0.5, 3], np.float32))
workspace.RunNetOnce(net)
print(workspace.FetchBlob("y"), workspace.FetchBlob("x_grad"))
