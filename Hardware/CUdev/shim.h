// libudev as it is.
#ifndef SCANSTATION_CUDEV_SHIM_H
#define SCANSTATION_CUDEV_SHIM_H

#include <libudev.h>

#endif
