// A fake world of USB serial ports and keyboards for unmodified programs, on libumockdev: /sys, /dev, udev events, ttys and
// event nodes.
//
// The process that makes the testbed and every process that is to live in it need libumockdev-preload.so.0 in
// LD_PRELOAD; the latter also need UMOCKDEV_DIR set to testbed_root(). One testbed a process at a time.
// Not thread-safe: the caller serialises all calls but the two lines that say otherwise.
#ifndef SCANSTATION_TESTBED_H
#define SCANSTATION_TESTBED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct testbed testbed;
typedef struct testbed_port testbed_port;

/// What a fake device is to the host: a CDC-ACM port, or a HID keyboard behind an event node. What is written on the wire of
/// a keyboard are the kernel's own `struct input_event`s; its "data terminal ready" is whether a program has grabbed it.
typedef enum { testbed_serial, testbed_keyboard } testbed_kind;

/// A USB device with one port. Texts must hold no line break. `serial` and `name` may be NULL.
typedef struct {
    testbed_kind kind;
    const char *node;       ///< `ttyACM0`, `input/event3`
    const char *port_path;  ///< `1-1.2`: the bus, a minus, the ports; names the device's folder in sysfs
    uint16_t vendor;
    uint16_t product;
    const char *serial;
    const char *name;
    int device_number;  ///< what the bus calls it, different with every plug
    int minor;          ///< minor of the node, not in use by another port
} testbed_device;

/// What the host did with a port, in the order it did it: called on a thread of the library, must not block.
typedef void (*testbed_lines_changed)(void *context, bool data_terminal_ready);

/// Whether this very process runs under the preload library.
bool testbed_preload_is_loaded(void);

/// NULL where the process does not run under the preload library.
testbed *testbed_create(void);
void testbed_destroy(testbed *bed);
/// The folder that holds the fake world; valid as long as the testbed.
const char *testbed_root(const testbed *bed);

/// Attaches a device and announces it. The tty is raw and without echo from the start. On failure NULL, and `failure`
/// holds what could not be done.
testbed_port *testbed_plug(
    testbed *bed, const testbed_device *device, testbed_lines_changed changed, void *context, char *failure,
    size_t failure_size);

/// Detaches: the open port hangs up first, then its removal is announced and its names go. Frees the port.
void testbed_unplug(testbed *bed, testbed_port *port);

/// The device's end of the wire, non-blocking; owned by the port. Any thread may read and write it until the unplug.
int testbed_port_wire(const testbed_port *port);

/// The speed the host has set, in baud. Any thread may ask until the unplug.
int testbed_port_speed(const testbed_port *port);

/// How many bytes lie ready for the host and were not read by it. Any thread may ask until the unplug.
int testbed_port_unread(const testbed_port *port);

#endif
