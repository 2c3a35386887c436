// libusb as it is, and what Swift cannot spell of it.
#ifndef SCANSTATION_CLIBUSB_SHIM_H
#define SCANSTATION_CLIBUSB_SHIM_H

#include <libusb.h>

/// Calls back for whatever is attached or detached from now on, from the thread that handles events. The callback
/// returns 0 to be called again.
static inline int usb_watch(
    libusb_context *context, libusb_hotplug_callback_fn callback, void *user_data,
    libusb_hotplug_callback_handle *handle
) {
    return libusb_hotplug_register_callback(
        context, LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT, 0,
        LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY, callback, user_data, handle);
}

#endif
