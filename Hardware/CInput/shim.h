// The kernel's input events as they are, and the requests whose numbers Swift cannot make of the header's macros.
#ifndef SCANSTATION_CINPUT_SHIM_H
#define SCANSTATION_CINPUT_SHIM_H

#include <linux/input.h>
#include <sys/ioctl.h>

/// Takes the device for this process alone, or gives it back; -1 and errno on failure.
static inline int input_grab(int descriptor, int on) { return ioctl(descriptor, EVIOCGRAB, on); }

#endif
