// Its place in 2018.
#pragma once

#include "c10/core/Device.h"
