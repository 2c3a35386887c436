#define _GNU_SOURCE
#include "testbed.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <umockdev.h>
#include <unistd.h>

#include "line_speed.h"
#include "modem_lines.h"
#include "world.h"

/// Major numbers of cdc-acm ttys and of event nodes, and the first minor of the latter
/// (Documentation/admin-guide/devices.txt).
enum { acm_major = 166, input_major = 13, first_event_minor = 64 };

/// Where USB devices hang in the fake sysfs; a device's folder, its interface's and its tty's follow.
static const char bus_folder[] = "/devices/pci0000:00/0000:00:14.0/usb1";

struct testbed_port {
    char *node;
    char *device_path;
    char *interface_path;
    /// A keyboard's input device; NULL for a serial port.
    char *input_path;
    /// The node's own folder: the tty's or the event node's.
    char *tty_path;
    char *pty_name;
    int wire;
    int host_end;
    UMockdevIoctlBase *lines;  ///< the testbed's
};

bool testbed_preload_is_loaded(void) {
    void *library = dlopen("libumockdev-preload.so.0", RTLD_LAZY | RTLD_NOLOAD);
    if (!library) return false;
    dlclose(library);
    return true;
}

/// A host that is killed takes its connections with it in mid-request; umockdev says so on standard error each time.
static void log_all_but_lost_hosts(const char *domain, GLogLevelFlags level, const char *text, gpointer nothing) {
    if (strstr(text, "umockdev-ioctl.vala")) return;
    g_log_default_handler(domain, level, text, nothing);
}

testbed *testbed_create(void) {
    if (!testbed_preload_is_loaded()) return NULL;
    g_log_set_default_handler(log_all_but_lost_hosts, NULL);
    testbed *bed = g_new0(testbed, 1);
    bed->umockdev = umockdev_testbed_new();
    bed->root = umockdev_testbed_get_root_dir(bed->umockdev);
    bed->lines_of_nodes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_object_unref);
    bed->usb_nodes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_object_unref);
    return bed;
}

static void detach_all(testbed *bed, GHashTable *handlers) {
    GHashTableIter nodes;
    gpointer node;
    g_hash_table_iter_init(&nodes, handlers);
    while (g_hash_table_iter_next(&nodes, &node, NULL)) umockdev_testbed_detach_ioctl(bed->umockdev, node, NULL);
    g_hash_table_destroy(handlers);
}

void testbed_destroy(testbed *bed) {
    detach_all(bed, bed->lines_of_nodes);
    detach_all(bed, bed->usb_nodes);
    g_object_unref(bed->umockdev);
    g_free(bed->root);
    g_free(bed);
}

const char *testbed_root(const testbed *bed) { return bed->root; }

int testbed_port_wire(const testbed_port *port) { return port->wire; }

int testbed_port_speed(const testbed_port *port) { return line_speed(port->wire); }

int testbed_port_unread(const testbed_port *port) {
    int count = 0;
    return ioctl(port->host_end, FIONREAD, &count) == 0 ? count : 0;
}

/// Opens the pair of ends. The host's end is kept open too, so that the wire is no dead end while no program has it.
static bool open_wire(testbed_port *port) {
    char name[64];
    if (openpty(&port->wire, &port->host_end, name, NULL, NULL) != 0) return false;
    struct termios settings;
    bool raw = tcgetattr(port->host_end, &settings) == 0;
    cfmakeraw(&settings);
    raw = raw && tcsetattr(port->host_end, TCSANOW, &settings) == 0;
    fcntl(port->wire, F_SETFD, FD_CLOEXEC);
    fcntl(port->host_end, F_SETFD, FD_CLOEXEC);
    fcntl(port->wire, F_SETFL, O_NONBLOCK);
    port->pty_name = g_strdup(name);
    return raw;
}

/// The places where the preload library looks for a node: the node itself, its number by pty, its number by name.
/// The library makes the last one when it is told of the tty, and forgets it when the tty goes.
enum { node_link, pty_link, name_link, links };

/// The library's own way to make the first two cannot take a name a second time, which replugging does.
static char *link_path(const testbed *bed, const testbed_port *port, int which) {
    if (which == node_link) return g_strdup_printf("%s/dev/%s", bed->root, port->node);
    if (which == name_link) {
        char *name = g_strdelimit(g_strdup(port->node), "/", '_');
        char *path = g_strdup_printf("%s/dev/.node/%s", bed->root, name);
        g_free(name);
        return path;
    }
    char *flat = g_strdelimit(g_strdup(port->pty_name), "/", '_');
    char *path = g_strdup_printf("%s/dev/.ptymap/%s", bed->root, flat);
    g_free(flat);
    return path;
}

/// The device number of the node, as sysfs writes it.
static void write_number(char *number, size_t size, const testbed_device *device) {
    if (device->kind == testbed_keyboard) {
        snprintf(number, size, "%d:%d", input_major, first_event_minor + device->minor);
    } else {
        snprintf(number, size, "%d:%d", acm_major, device->minor);
    }
}

static bool make_node(const testbed *bed, const testbed_port *port, const testbed_device *device) {
    const char *folders[] = {".ptymap", "input"};
    for (size_t index = 0; index < G_N_ELEMENTS(folders); index++) {
        char *folder = g_strdup_printf("%s/dev/%s", bed->root, folders[index]);
        g_mkdir_with_parents(folder, 0755);
        g_free(folder);
    }
    char number[32];
    write_number(number, sizeof number, device);
    bool made = true;
    for (int which = node_link; which <= pty_link; which++) {
        char *path = link_path(bed, port, which);
        unlink(path);
        made = symlink(which == node_link ? port->pty_name : number, path) == 0 && made;
        g_free(path);
    }
    return made;
}

static void remove_node(const testbed *bed, const testbed_port *port) {
    for (int which = node_link; which < links; which++) {
        char *path = link_path(bed, port, which);
        unlink(path);
        g_free(path);
    }
}

static void describe_tty(GString *text, const testbed_device *device, const testbed_port *port) {
    g_string_append(text, "A: bInterfaceClass=02\nA: bInterfaceSubClass=02\nA: bInterfaceNumber=00\n\n");
    g_string_append_printf(text, "P: %s\nE: SUBSYSTEM=tty\nE: DEVNAME=/dev/%s\n", port->tty_path, port->node);
    g_string_append_printf(text, "E: MAJOR=%d\nE: MINOR=%d\nE: ID_BUS=usb\n", acm_major, device->minor);
    g_string_append_printf(text, "E: ID_VENDOR_ID=%04x\nE: ID_MODEL_ID=%04x\n", device->vendor, device->product);
    if (device->serial) g_string_append_printf(text, "E: ID_SERIAL_SHORT=%s\n", device->serial);
    g_string_append_printf(
        text, "A: dev=%d:%d\nL: device=../../../%s:1.0\n\n", acm_major, device->minor, device->port_path);
}

/// The key bitmap of an ordinary keyboard with a keypad: every key up to KEY_COMPOSE, the highest word first.
static const char all_keys[] = "ffffffffffffffff fffffffffffffffe";

static void describe_keyboard(GString *text, const testbed_device *device, const testbed_port *port) {
    g_string_append(text, "A: bInterfaceClass=03\nA: bInterfaceSubClass=01\nA: bInterfaceProtocol=01\n\n");
    g_string_append_printf(text, "P: %s\nE: SUBSYSTEM=input\nE: ID_INPUT_KEYBOARD=1\n", port->input_path);
    g_string_append_printf(text, "A: name=%s\nA: uniq=\n", device->name ? device->name : "");
    g_string_append_printf(text, "A: id/vendor=%04x\nA: id/product=%04x\n", device->vendor, device->product);
    g_string_append_printf(text, "A: capabilities/key=%s\n\n", all_keys);
    int minor = first_event_minor + device->minor;
    g_string_append_printf(text, "P: %s\nE: SUBSYSTEM=input\nE: DEVNAME=/dev/%s\n", port->tty_path, port->node);
    g_string_append_printf(text, "E: MAJOR=%d\nE: MINOR=%d\nA: dev=%d:%d\n", input_major, minor, input_major, minor);
    g_string_append_printf(text, "L: device=../../%s\n\n", strrchr(port->input_path, '/') + 1);
}

/// The device, its interface and its node in umockdev's description language, parents first.
static char *describe(const testbed_device *device, const testbed_port *port) {
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "P: %s\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\n", port->device_path);
    g_string_append_printf(text, "A: idVendor=%04x\nA: idProduct=%04x\n", device->vendor, device->product);
    if (device->serial) g_string_append_printf(text, "A: serial=%s\n", device->serial);
    if (device->name) g_string_append_printf(text, "A: product=%s\n", device->name);
    const char *ports = strchr(device->port_path, '-');
    g_string_append_printf(
        text, "A: busnum=%d\nA: devnum=%d\nA: devpath=%s\n\n", atoi(device->port_path), device->device_number,
        ports ? ports + 1 : "");
    g_string_append_printf(text, "P: %s\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_interface\n", port->interface_path);
    if (device->kind == testbed_keyboard) {
        describe_keyboard(text, device, port);
    } else {
        describe_tty(text, device, port);
    }
    return g_string_free(text, FALSE);
}

static void announce_removal(const testbed *bed, const testbed_port *port) {
    char *path = g_strconcat("/sys", port->tty_path, NULL);
    umockdev_testbed_uevent(bed->umockdev, path, "remove");
    g_free(path);
}

static void remove_folder(const testbed *bed, const char *path) {
    char *full = g_strconcat("/sys", path, NULL);
    umockdev_testbed_remove_device(bed->umockdev, full);
    g_free(full);
}

static void free_port(testbed_port *port) {
    if (port->wire >= 0) close(port->wire);
    if (port->host_end >= 0) close(port->host_end);
    g_free(port->node);
    g_free(port->device_path);
    g_free(port->interface_path);
    g_free(port->input_path);
    g_free(port->tty_path);
    g_free(port->pty_name);
    g_free(port);
}

static testbed_port *new_port(const testbed_device *device) {
    testbed_port *port = g_new0(testbed_port, 1);
    port->wire = port->host_end = -1;
    port->node = g_strdup(device->node);
    port->device_path = g_strdup_printf("%s/%s", bus_folder, device->port_path);
    port->interface_path = g_strdup_printf("%s/%s:1.0", port->device_path, device->port_path);
    if (device->kind == testbed_keyboard) {
        port->input_path = g_strdup_printf(
            "%s/0003:%04X:%04X.%04X/input/input%d", port->interface_path, device->vendor, device->product,
            device->device_number, device->device_number);
        port->tty_path = g_strdup_printf("%s/%s", port->input_path, strrchr(device->node, '/') + 1);
    } else {
        port->tty_path = g_strdup_printf("%s/tty/%s", port->interface_path, device->node);
    }
    return port;
}

/// The modem lines behind a node, attached on its first plug.
static UMockdevIoctlBase *lines_of_node(testbed *bed, const char *name, GError **error) {
    char *node = g_strconcat("/dev/", name, NULL);
    UMockdevIoctlBase *lines = g_hash_table_lookup(bed->lines_of_nodes, node);
    if (lines) {
        g_free(node);
        return lines;
    }
    lines = modem_lines_new();
    if (umockdev_testbed_attach_ioctl(bed->umockdev, node, lines, error)) {
        g_hash_table_insert(bed->lines_of_nodes, node, lines);
        return lines;
    }
    g_object_unref(lines);
    g_free(node);
    return NULL;
}

testbed_port *testbed_plug(
    testbed *bed, const testbed_device *device, testbed_lines_changed changed, void *context, char *failure,
    size_t failure_size
) {
    testbed_port *port = new_port(device);
    if (!open_wire(port)) {
        snprintf(failure, failure_size, "no pseudo terminal could be opened");
        free_port(port);
        return NULL;
    }
    GError *error = NULL;
    char *description = describe(device, port);
    port->lines = lines_of_node(bed, port->node, &error);
    if (port->lines) modem_lines_begin(port->lines, changed, context);
    // The description comes last, because it announces the tty: what is announced can be opened.
    bool plugged = port->lines && make_node(bed, port, device);
    plugged = plugged && umockdev_testbed_add_from_string(bed->umockdev, description, &error);
    g_free(description);
    if (plugged) return port;
    snprintf(failure, failure_size, "%s", error ? error->message : "the node could not be made");
    g_clear_error(&error);
    if (port->lines) modem_lines_end(port->lines);
    remove_node(bed, port);
    free_port(port);
    return NULL;
}

void testbed_unplug(testbed *bed, testbed_port *port) {
    modem_lines_end(port->lines);
    // The names go first, so that nobody opens what is leaving; the hang-up comes before the announcement, as it does
    // when the kernel loses a device.
    remove_node(bed, port);
    close(port->wire);
    close(port->host_end);
    port->wire = port->host_end = -1;
    announce_removal(bed, port);
    remove_folder(bed, port->tty_path);
    if (port->input_path) remove_folder(bed, port->input_path);
    remove_folder(bed, port->interface_path);
    remove_folder(bed, port->device_path);
    free_port(port);
}
