#include "usb_interfaces.h"

#include <errno.h>
#include <glib.h>
#include <string.h>
#include <sys/ioctl.h>

void usb_interfaces_begin(UsbInterfaces *interfaces, const testbed_usb_device *device) {
    usb_interfaces_clear(interfaces);
    for (size_t index = 0; index < MIN(device->interface_count, (size_t)testbed_usb_interface_limit); index++) {
        const testbed_usb_interface *given = &device->interfaces[index];
        UsbInterface *interface = &interfaces->items[interfaces->count++];
        *interface = (UsbInterface){.number = given->number, .driver = g_strdup(given->driver)};
        interface->state.has_driver = given->driver != NULL;
    }
}

void usb_interfaces_clear(UsbInterfaces *interfaces) {
    for (size_t index = 0; index < interfaces->count; index++) g_free(interfaces->items[index].driver);
    interfaces->count = 0;
}

UsbInterface *usb_interface(UsbInterfaces *interfaces, unsigned number) {
    for (size_t index = 0; index < interfaces->count; index++)
        if (interfaces->items[index].number == number) return &interfaces->items[index];
    return NULL;
}

static void tell(UsbInterfaces *interfaces, const UsbInterface *interface, enum testbed_usb_change change) {
    if (interfaces->changed) interfaces->changed(interfaces->context, interface->number, change);
}

int usb_interface_claim(UsbInterfaces *interfaces, const void *program, unsigned number) {
    UsbInterface *interface = usb_interface(interfaces, number);
    if (!interface) return -ENOENT;
    if (interface->claimant == program) return 0;
    if (interface->claimant || interface->state.has_driver) return -EBUSY;
    interface->claimant = program;
    interface->state.is_claimed = true;
    interface->state.claimed += 1;
    tell(interfaces, interface, testbed_usb_claimed);
    return 0;
}

int usb_interface_release(UsbInterfaces *interfaces, const void *program, unsigned number) {
    UsbInterface *interface = usb_interface(interfaces, number);
    if (!interface || interface->claimant != program) return -EINVAL;
    interface->claimant = NULL;
    interface->state.is_claimed = false;
    interface->state.released += 1;
    tell(interfaces, interface, testbed_usb_released);
    return 0;
}

static int detach_driver(UsbInterfaces *interfaces, UsbInterface *interface) {
    if (!interface->state.has_driver) return -ENODATA;
    interface->state.has_driver = false;
    interface->state.detached += 1;
    tell(interfaces, interface, testbed_usb_detached);
    return 0;
}

/// 1 when a driver took the interface, as the kernel counts.
static int attach_driver(UsbInterfaces *interfaces, UsbInterface *interface) {
    if (interface->state.has_driver || interface->claimant) return -EBUSY;
    if (!interface->driver) return 0;
    interface->state.has_driver = true;
    interface->state.attached += 1;
    tell(interfaces, interface, testbed_usb_attached);
    return 1;
}

int usb_interface_driver_order(UsbInterfaces *interfaces, const struct usbdevfs_ioctl *order) {
    UsbInterface *interface = usb_interface(interfaces, (unsigned)order->ifno);
    if (!interface) return -EINVAL;
    if ((unsigned)order->ioctl_code == USBDEVFS_DISCONNECT) return detach_driver(interfaces, interface);
    if ((unsigned)order->ioctl_code == USBDEVFS_CONNECT) return attach_driver(interfaces, interface);
    return -ENOTTY;
}

static const char *driver_name(const UsbInterface *interface) {
    if (interface->state.has_driver) return interface->driver;
    return interface->claimant ? "usbfs" : NULL;
}

int usb_interface_get_driver(UsbInterfaces *interfaces, struct usbdevfs_getdriver *question) {
    UsbInterface *interface = usb_interface(interfaces, question->interface);
    if (!interface) return -EINVAL;
    if (!driver_name(interface)) return -ENODATA;
    g_strlcpy(question->driver, driver_name(interface), sizeof question->driver);
    return 0;
}

int usb_interface_disconnect_claim(
    UsbInterfaces *interfaces, const void *program, const struct usbdevfs_disconnect_claim *order
) {
    UsbInterface *interface = usb_interface(interfaces, order->interface);
    if (!interface) return -EINVAL;
    const char *driver = driver_name(interface);
    if (driver) {
        bool is_named = strncmp(driver, order->driver, sizeof order->driver) == 0;
        if ((order->flags & USBDEVFS_DISCONNECT_CLAIM_IF_DRIVER) && !is_named) return -EBUSY;
        if ((order->flags & USBDEVFS_DISCONNECT_CLAIM_EXCEPT_DRIVER) && is_named) return -EBUSY;
        detach_driver(interfaces, interface);
    }
    return usb_interface_claim(interfaces, program, order->interface);
}

int usb_interfaces_configure(const UsbInterfaces *interfaces) {
    for (size_t index = 0; index < interfaces->count; index++)
        if (interfaces->items[index].claimant) return -EBUSY;
    return 0;
}

void usb_interfaces_forget(UsbInterfaces *interfaces, const void *program) {
    for (size_t index = 0; index < interfaces->count; index++)
        usb_interface_release(interfaces, program, interfaces->items[index].number);
}
