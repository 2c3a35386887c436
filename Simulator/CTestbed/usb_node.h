#ifndef SCANSTATION_USB_NODE_H
#define SCANSTATION_USB_NODE_H

#include <umockdev.h>

#include "testbed_usb.h"

/// What usbfs answers for one node (`/dev/bus/usb/001/004`): programs, claims, drivers and transfers.
///
/// It stays with the node for as long as the testbed lives, whatever is plugged there: a program that is just opening a
/// device that vanishes would otherwise be ended by the preload library.
///
/// Not modelled: POLLERR on a device that is gone (its transfers end, and the removal is announced), isochronous
/// transfers, and the requests that wait for a transfer (CONTROL, BULK: libusb needs none where there is a sysfs).
UMockdevIoctlBase *usb_node_new(void);

/// A device was plugged in. `wake` is the testbed's end of the FIFO that programs open as the node: while it holds a
/// byte, it has no room, and poll finds nothing to do; the node owns it from now. Programs that still hold an earlier
/// device are told that it is gone.
void usb_node_begin(
    UMockdevIoctlBase *node, const testbed_usb_device *device, const testbed_usb_events *events, void *context,
    int wake);

/// The device is gone: every transfer ends. Nothing is told any more once this returned.
void usb_node_end(UMockdevIoctlBase *node);

void usb_node_complete(UMockdevIoctlBase *node, uint64_t transfer, int status, const uint8_t *bytes, size_t count);
testbed_usb_interface_state usb_node_interface(UMockdevIoctlBase *node, uint8_t interface);
unsigned usb_node_programs(UMockdevIoctlBase *node);

#endif
