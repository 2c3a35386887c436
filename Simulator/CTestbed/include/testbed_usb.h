// Fake USB devices that are no serial ports: what usbfs shows of them to an unmodified libusb.
//
// The C side knows programs, claims and drivers, and keeps the transfers; what a device does with a transfer is told by
// whoever plugged it. Not thread-safe but for the calls that say otherwise.
#ifndef SCANSTATION_TESTBED_USB_H
#define SCANSTATION_TESTBED_USB_H

#include "testbed.h"

typedef struct testbed_usb testbed_usb;

/// The most interfaces a fake device may have.
enum { testbed_usb_interface_limit = 16 };

/// The default setting of an interface. `driver` is the kernel's driver that holds it (`usbhid`), or NULL.
typedef struct {
    uint8_t number;
    uint8_t class_code;
    uint8_t subclass_code;
    uint8_t protocol_code;
    const char *driver;
} testbed_usb_interface;

/// Texts must hold no line break. `serial` and `name` may be NULL.
typedef struct {
    const char *sysfs_path;  ///< below /sys/devices/pci0000:00/0000:00:14.0: `usb1/1-1/1-1.2`
    int bus;
    int device_number;  ///< what the bus calls it, 1 to 127
    uint16_t vendor;
    uint16_t product;
    const char *serial;
    const char *name;
    const char *speed;  ///< in Mbit/s: `12`
    int configuration;  ///< the one set, 0 for none
    const uint8_t *descriptors;  ///< the device's, then the configuration's
    size_t descriptors_size;
    const testbed_usb_interface *interfaces;
    size_t interface_count;
    bool may_be_opened;  ///< false: opening the node is denied, even to root
} testbed_usb_device;

/// A transfer that a program has submitted.
typedef struct {
    uint64_t id;
    uint8_t type;  ///< USBDEVFS_URB_TYPE_...: 1 interrupt, 2 control, 3 bulk
    uint8_t endpoint;
    const uint8_t *bytes;  ///< for control the setup packet first; meaningless where the device is to send
    size_t size;
} testbed_usb_transfer;

enum testbed_usb_change { testbed_usb_detached, testbed_usb_attached, testbed_usb_claimed, testbed_usb_released };

/// What programs do, in the order they do it: called on a thread of the library with the device locked; they must not
/// block and must not call back.
typedef struct {
    void (*submitted)(void *context, const testbed_usb_transfer *transfer);
    /// A program wants the transfer back: answer with `testbed_usb_complete`.
    void (*cancelled)(void *context, uint64_t transfer);
    /// The program is gone, and the transfer with it.
    void (*forgotten)(void *context, uint64_t transfer);
    void (*halt_cleared)(void *context, uint8_t endpoint);
    /// A program set a configuration.
    void (*configured)(void *context, uint8_t configuration);
    void (*setting_chosen)(void *context, uint8_t interface, uint8_t setting);
    void (*interface_changed)(void *context, uint8_t interface, enum testbed_usb_change change);
} testbed_usb_events;

/// What became of an interface since the device was plugged in.
typedef struct {
    bool has_driver;
    bool is_claimed;
    unsigned detached;
    unsigned attached;
    unsigned claimed;
    unsigned released;
} testbed_usb_interface_state;

/// A hub, which is shown and cannot be opened. It stays until the testbed goes.
bool testbed_usb_add_hub(testbed *bed, const testbed_usb_device *hub, char *failure, size_t failure_size);

/// Attaches a device and announces it once it can be opened. On failure NULL, and `failure` holds what could not be
/// done.
testbed_usb *testbed_usb_plug(
    testbed *bed, const testbed_usb_device *device, const testbed_usb_events *events, void *context, char *failure,
    size_t failure_size);

/// Detaches: transfers end first, then the removal is announced and the names go. Nothing is told any more once this
/// returned. Frees the device.
void testbed_usb_unplug(testbed *bed, testbed_usb *device);

/// Ends a transfer with a status (0, or a negative errno as usbfs gives it) and so many bytes: those the device sent,
/// or NULL for how many it took. Unknown transfers are ignored. Any thread may call it until the unplug.
void testbed_usb_complete(testbed_usb *device, uint64_t transfer, int status, const uint8_t *bytes, size_t count);

/// Any thread may ask until the unplug.
testbed_usb_interface_state testbed_usb_interface_state_of(testbed_usb *device, uint8_t interface);
/// How many programs hold the device open. Any thread may ask until the unplug.
unsigned testbed_usb_programs(testbed_usb *device);

#endif
