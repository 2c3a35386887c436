// eventfd, which Swift's Glibc module leaves out.
#ifndef SCANSTATION_CEVENTS_SHIM_H
#define SCANSTATION_CEVENTS_SHIM_H

#include <sys/eventfd.h>

#endif
