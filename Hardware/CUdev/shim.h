// libudev as it is, and eventfd, which Swift's Glibc module leaves out.
#ifndef SCANSTATION_CUDEV_SHIM_H
#define SCANSTATION_CUDEV_SHIM_H

#include <libudev.h>
#include <sys/eventfd.h>

#endif
