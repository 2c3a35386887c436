#ifndef SCANSTATION_USB_INTERFACES_H
#define SCANSTATION_USB_INTERFACES_H

#include <linux/usbdevice_fs.h>

#include "testbed_usb.h"

/// One interface. The kernel's driver or one program holds it, or nobody. Programs are told apart by an address that is
/// not followed.
typedef struct {
    uint8_t number;
    char *driver;
    const void *claimant;
    testbed_usb_interface_state state;
} UsbInterface;

typedef struct {
    UsbInterface items[testbed_usb_interface_limit];
    size_t count;
    /// NULL once the device is gone.
    void (*changed)(void *context, uint8_t interface, enum testbed_usb_change change);
    void *context;
} UsbInterfaces;

void usb_interfaces_begin(UsbInterfaces *interfaces, const testbed_usb_device *device);
void usb_interfaces_clear(UsbInterfaces *interfaces);

/// NULL where the device has none of this number.
UsbInterface *usb_interface(UsbInterfaces *interfaces, unsigned number);

// What usbfs answers: 0 or more, or a negative errno.
int usb_interface_claim(UsbInterfaces *interfaces, const void *program, unsigned number);
int usb_interface_release(UsbInterfaces *interfaces, const void *program, unsigned number);
int usb_interface_get_driver(UsbInterfaces *interfaces, struct usbdevfs_getdriver *question);
int usb_interface_disconnect_claim(
    UsbInterfaces *interfaces, const void *program, const struct usbdevfs_disconnect_claim *order);
int usb_interface_driver_order(UsbInterfaces *interfaces, const struct usbdevfs_ioctl *order);
/// A configuration cannot be set while an interface is claimed.
int usb_interfaces_configure(const UsbInterfaces *interfaces);

/// The program is gone: its claims end and, as in the kernel, no driver comes back.
void usb_interfaces_forget(UsbInterfaces *interfaces, const void *program);

#endif
