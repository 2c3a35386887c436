#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "usb_node.h"
#include "world.h"

static const char controller[] = "/devices/pci0000:00/0000:00:14.0";

struct testbed_usb {
    /// `/dev/bus/usb/001/004`
    char *node;
    /// Where it is in sysfs, `/sys` first.
    char *path;
    char *name;
    size_t interface_count;
    uint8_t interfaces[testbed_usb_interface_limit];
    int configuration;
    UMockdevIoctlBase *handler;  ///< the testbed's
};

/// A file that nobody may open for writing, root included: what a node of somebody else's looks like.
static const char denied_file[] = "/proc/sys/kernel/ostype";

static char *node_name(const testbed_usb_device *device) {
    return g_strdup_printf("/dev/bus/usb/%03d/%03d", device->bus, device->device_number);
}

static const char *last_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

// MARK: The node

/// A FIFO is what programs open as the node, because poll waits for room in it as it waits for finished transfers in
/// usbfs. Returns the testbed's end, -1 on failure or for a node that may not be opened.
static int make_node(const testbed *bed, const char *node, bool may_be_opened) {
    char *path = g_strconcat(bed->root, node, NULL);
    char *folder = g_path_get_dirname(path);
    g_mkdir_with_parents(folder, 0755);
    unlink(path);
    int wake = -1;
    if (!may_be_opened) {
        if (symlink(denied_file, path) != 0) perror(path);
    } else if (mkfifo(path, 0660) == 0) {
        wake = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
        // One page holds one write, whatever its length: a single byte fills it.
        fcntl(wake, F_SETPIPE_SZ, 1);
    }
    g_free(folder);
    g_free(path);
    return wake;
}

static void remove_node(const testbed *bed, const char *node) {
    char *path = g_strconcat(bed->root, node, NULL);
    unlink(path);
    g_free(path);
}

/// What answers for a node, attached on its first plug.
static UMockdevIoctlBase *handler_of(testbed *bed, const char *node, GError **error) {
    UMockdevIoctlBase *handler = g_hash_table_lookup(bed->usb_nodes, node);
    if (handler) return handler;
    handler = usb_node_new();
    if (umockdev_testbed_attach_ioctl(bed->umockdev, node, handler, error)) {
        g_hash_table_insert(bed->usb_nodes, g_strdup(node), handler);
        return handler;
    }
    g_object_unref(handler);
    return NULL;
}

// MARK: sysfs

/// The device and its interfaces in umockdev's description language. The node's name is left out: the library announces
/// a device before it has its descriptors, and libusb passes over devices without a node.
static char *describe(const testbed_usb_device *device) {
    GString *text = g_string_new(NULL);
    const char *name = last_name(device->sysfs_path);
    g_string_append_printf(text, "P: %s/%s\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\n", controller, device->sysfs_path);
    g_string_append_printf(text, "E: BUSNUM=%03d\nE: DEVNUM=%03d\n", device->bus, device->device_number);
    g_string_append_printf(text, "A: idVendor=%04x\\n\nA: idProduct=%04x\\n\n", device->vendor, device->product);
    if (device->serial) g_string_append_printf(text, "A: serial=%s\\n\n", device->serial);
    if (device->name) g_string_append_printf(text, "A: product=%s\\n\n", device->name);
    g_string_append_printf(text, "A: busnum=%d\\n\nA: devnum=%d\\n\n", device->bus, device->device_number);
    g_string_append_printf(text, "A: speed=%s\\n\nA: bConfigurationValue=", device->speed);
    if (device->configuration) g_string_append_printf(text, "%d\\n", device->configuration);
    g_string_append(text, "\nH: descriptors=");
    for (size_t index = 0; index < device->descriptors_size; index++)
        g_string_append_printf(text, "%02X", device->descriptors[index]);
    g_string_append(text, "\n\n");
    for (size_t index = 0; index < device->interface_count; index++) {
        const testbed_usb_interface *interface = &device->interfaces[index];
        g_string_append_printf(
            text, "P: %s/%s/%s:%d.%d\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_interface\n", controller,
            device->sysfs_path, name, device->configuration, interface->number);
        g_string_append_printf(text, "A: bInterfaceNumber=%02x\\n\n", interface->number);
        g_string_append_printf(text, "A: bInterfaceClass=%02x\\n\n\n", interface->class_code);
    }
    return g_string_free(text, FALSE);
}

/// Shows a device with its node's name, and says that it is there.
static bool show(testbed *bed, const testbed_usb_device *device, const char *node, GError **error) {
    char *description = describe(device);
    bool is_shown = umockdev_testbed_add_from_string(bed->umockdev, description, error);
    g_free(description);
    if (!is_shown) return false;
    char *path = g_strdup_printf("/sys%s/%s", controller, device->sysfs_path);
    umockdev_testbed_set_property(bed->umockdev, path, "DEVNAME", node);
    umockdev_testbed_uevent(bed->umockdev, path, "add");
    g_free(path);
    return true;
}

static void hide(testbed *bed, const testbed_usb *device) {
    umockdev_testbed_uevent(bed->umockdev, device->path, "remove");
    for (size_t index = 0; index < device->interface_count; index++) {
        char *path = g_strdup_printf(
            "%s/%s:%d.%d", device->path, device->name, device->configuration, device->interfaces[index]);
        umockdev_testbed_remove_device(bed->umockdev, path);
        g_free(path);
    }
    umockdev_testbed_remove_device(bed->umockdev, device->path);
}

static void tell_failure(GError *error, char *failure, size_t failure_size) {
    snprintf(failure, failure_size, "%s", error ? error->message : "the node could not be made");
    g_clear_error(&error);
}

// MARK: Plugging

bool testbed_usb_add_hub(testbed *bed, const testbed_usb_device *hub, char *failure, size_t failure_size) {
    GError *error = NULL;
    char *node = node_name(hub);
    bool is_shown = show(bed, hub, node, &error);
    g_free(node);
    if (!is_shown) tell_failure(error, failure, failure_size);
    return is_shown;
}

static void free_device(testbed_usb *device) {
    g_free(device->node);
    g_free(device->path);
    g_free(device->name);
    g_free(device);
}

static testbed_usb *new_device(const testbed_usb_device *given) {
    testbed_usb *device = g_new0(testbed_usb, 1);
    device->node = node_name(given);
    device->path = g_strdup_printf("/sys%s/%s", controller, given->sysfs_path);
    device->name = g_strdup(last_name(given->sysfs_path));
    device->configuration = given->configuration;
    device->interface_count = MIN(given->interface_count, (size_t)testbed_usb_interface_limit);
    for (size_t index = 0; index < device->interface_count; index++)
        device->interfaces[index] = given->interfaces[index].number;
    return device;
}

testbed_usb *testbed_usb_plug(
    testbed *bed, const testbed_usb_device *given, const testbed_usb_events *events, void *context, char *failure,
    size_t failure_size
) {
    testbed_usb *device = new_device(given);
    GError *error = NULL;
    device->handler = handler_of(bed, device->node, &error);
    int wake = device->handler ? make_node(bed, device->node, given->may_be_opened) : -1;
    bool is_made = device->handler && (wake >= 0 || !given->may_be_opened);
    if (is_made) usb_node_begin(device->handler, given, events, context, wake);
    if (is_made && show(bed, given, device->node, &error)) return device;
    tell_failure(error, failure, failure_size);
    if (is_made) usb_node_end(device->handler);
    remove_node(bed, device->node);
    free_device(device);
    return NULL;
}

void testbed_usb_unplug(testbed *bed, testbed_usb *device) {
    // The name goes first, so that nobody opens what is leaving; transfers end before the announcement, as they do when
    // the kernel loses a device.
    remove_node(bed, device->node);
    usb_node_end(device->handler);
    hide(bed, device);
    free_device(device);
}

void testbed_usb_complete(testbed_usb *device, uint64_t transfer, int status, const uint8_t *bytes, size_t count) {
    usb_node_complete(device->handler, transfer, status, bytes, count);
}

testbed_usb_interface_state testbed_usb_interface_state_of(testbed_usb *device, uint8_t interface) {
    return usb_node_interface(device->handler, interface);
}

unsigned testbed_usb_programs(testbed_usb *device) { return usb_node_programs(device->handler); }
