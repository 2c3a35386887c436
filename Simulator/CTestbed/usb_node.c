#include "usb_node.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "usb_interfaces.h"

/// One submitted transfer. The program is told apart by its connection's address, which is not followed.
typedef struct {
    uint64_t id;
    const void *program;
    UMockdevIoctlData *urb;
    UMockdevIoctlData *buffer;
} Transfer;

typedef struct {
    UMockdevIoctlBase parent;
    GMutex lock;
    /// Which device this is, counted from the testbed's start, and whether it is still there.
    guint plug;
    bool is_present;
    unsigned programs;
    UsbInterfaces interfaces;
    uint64_t transfers_so_far;
    GList *pending;
    GList *done;
    int wake;
    bool is_ready;
    testbed_usb_events events;
    void *context;
} UsbNode;

typedef struct {
    UMockdevIoctlBaseClass parent;
} UsbNodeClass;

G_DEFINE_TYPE(UsbNode, usb_node, UMOCKDEV_TYPE_IOCTL_BASE)

/// The longest transfer taken, in bytes.
enum { transfer_limit = 1 << 20 };

// MARK: Transfers

static void free_transfer(Transfer *transfer) {
    umockdev_ioctl_data_unref(transfer->urb);
    if (transfer->buffer) umockdev_ioctl_data_unref(transfer->buffer);
    g_free(transfer);
}

/// Lets poll find something exactly while there is something to reap.
static void update_readiness(UsbNode *self) {
    bool is_ready = self->done != NULL;
    if (self->wake < 0 || is_ready == self->is_ready) return;
    char byte = 0;
    ssize_t moved = is_ready ? read(self->wake, &byte, 1) : write(self->wake, &byte, 1);
    if (moved == 1) self->is_ready = is_ready;
}

static void finish(UsbNode *self, GList *link, int status, const uint8_t *bytes, size_t count) {
    Transfer *transfer = link->data;
    struct usbdevfs_urb *urb = (struct usbdevfs_urb *)transfer->urb->data;
    if (bytes && transfer->buffer) {
        size_t front = urb->type == USBDEVFS_URB_TYPE_CONTROL ? 8 : 0;
        size_t room = (size_t)transfer->buffer->data_len - MIN(front, (size_t)transfer->buffer->data_len);
        count = MIN(count, room);
        memcpy(transfer->buffer->data + front, bytes, count);
    }
    urb->status = status;
    urb->actual_length = (int)count;
    self->pending = g_list_delete_link(self->pending, link);
    self->done = g_list_append(self->done, transfer);
    update_readiness(self);
}

void usb_node_complete(UMockdevIoctlBase *node, uint64_t id, int status, const uint8_t *bytes, size_t count) {
    UsbNode *self = (UsbNode *)node;
    g_mutex_lock(&self->lock);
    for (GList *link = self->pending; link; link = link->next) {
        if (((Transfer *)link->data)->id != id) continue;
        finish(self, link, status, bytes, count);
        break;
    }
    g_mutex_unlock(&self->lock);
}

static int submit(UsbNode *self, UMockdevIoctlClient *program, UMockdevIoctlData *argument) {
    struct usbdevfs_urb *urb = (struct usbdevfs_urb *)argument->data;
    Transfer *transfer = g_new0(Transfer, 1);
    transfer->id = ++self->transfers_so_far;
    transfer->program = program;
    transfer->urb = umockdev_ioctl_data_ref(argument);
    GError *error = NULL;
    if (urb->buffer_length > 0 && urb->buffer_length <= transfer_limit)
        transfer->buffer = umockdev_ioctl_data_resolve(
            argument, offsetof(struct usbdevfs_urb, buffer), (gsize)urb->buffer_length, &error);
    g_clear_error(&error);
    if (urb->type == USBDEVFS_URB_TYPE_ISO || (urb->buffer_length != 0 && !transfer->buffer)) {
        free_transfer(transfer);
        return -EINVAL;
    }
    self->pending = g_list_append(self->pending, transfer);
    testbed_usb_transfer told = {transfer->id, urb->type, urb->endpoint, NULL, (size_t)urb->buffer_length};
    if (transfer->buffer) told.bytes = transfer->buffer->data;
    self->events.submitted(self->context, &told);
    return 0;
}

/// Hands back the program's oldest finished transfer: its argument, and with it what it points at.
static int reap(UsbNode *self, const void *program, UMockdevIoctlData *argument, bool is_connected) {
    for (GList *link = self->done; link; link = link->next) {
        Transfer *transfer = link->data;
        if (transfer->program != program) continue;
        self->done = g_list_delete_link(self->done, link);
        umockdev_ioctl_data_set_ptr(argument, 0, transfer->urb);
        free_transfer(transfer);
        update_readiness(self);
        return 0;
    }
    return is_connected ? -EAGAIN : -ENODEV;
}

static int discard(UsbNode *self, const void *program, gulong address) {
    for (GList *link = self->pending; link; link = link->next) {
        Transfer *transfer = link->data;
        if (transfer->program != program || transfer->urb->client_addr != address) continue;
        self->events.cancelled(self->context, transfer->id);
        return 0;
    }
    return -EINVAL;
}

// MARK: Requests

enum { usbfs_capabilities = USBDEVFS_CAP_ZERO_PACKET | USBDEVFS_CAP_BULK_CONTINUATION |
           USBDEVFS_CAP_NO_PACKET_SIZE_LIM | USBDEVFS_CAP_BULK_SCATTER_GATHER |
           USBDEVFS_CAP_REAP_AFTER_DISCONNECT };

/// What a request's argument points at, in bytes; 0 for one that is a number itself, -1 for an unknown request.
static int argument_size(unsigned request) {
    switch (request) {
    case USBDEVFS_GET_CAPABILITIES:
    case USBDEVFS_CLAIMINTERFACE:
    case USBDEVFS_RELEASEINTERFACE:
    case USBDEVFS_SETCONFIGURATION:
    case USBDEVFS_CLEAR_HALT: return sizeof(unsigned);
    case USBDEVFS_SETINTERFACE: return sizeof(struct usbdevfs_setinterface);
    case USBDEVFS_GETDRIVER: return sizeof(struct usbdevfs_getdriver);
    case USBDEVFS_IOCTL: return sizeof(struct usbdevfs_ioctl);
    case USBDEVFS_DISCONNECT_CLAIM: return sizeof(struct usbdevfs_disconnect_claim);
    case USBDEVFS_SUBMITURB: return sizeof(struct usbdevfs_urb);
    case USBDEVFS_REAPURB:
    case USBDEVFS_REAPURBNDELAY: return sizeof(void *);
    case USBDEVFS_DISCARDURB:
    case USBDEVFS_RESET: return 0;
    default: return -1;
    }
}

/// Answers a program that holds the device; the lock is held.
static int answer(UsbNode *self, UMockdevIoctlClient *program, unsigned request, UMockdevIoctlData *argument) {
    void *data = argument->data;
    unsigned number = argument->data_len >= (int)sizeof(unsigned) ? *(unsigned *)data : 0;
    switch (request) {
    case USBDEVFS_GET_CAPABILITIES: *(unsigned *)data = usbfs_capabilities; return 0;
    case USBDEVFS_CLAIMINTERFACE: return usb_interface_claim(&self->interfaces, program, number);
    case USBDEVFS_RELEASEINTERFACE: return usb_interface_release(&self->interfaces, program, number);
    case USBDEVFS_SETCONFIGURATION: {
        int result = usb_interfaces_configure(&self->interfaces);
        if (result == 0) self->events.configured(self->context, (uint8_t)number);
        return result;
    }
    case USBDEVFS_CLEAR_HALT: self->events.halt_cleared(self->context, (uint8_t)number); return 0;
    case USBDEVFS_SETINTERFACE: {
        struct usbdevfs_setinterface *choice = data;
        if (!usb_interface(&self->interfaces, choice->interface)) return -EINVAL;
        self->events.setting_chosen(self->context, (uint8_t)choice->interface, (uint8_t)choice->altsetting);
        return 0;
    }
    case USBDEVFS_GETDRIVER: return usb_interface_get_driver(&self->interfaces, data);
    case USBDEVFS_IOCTL: return usb_interface_driver_order(&self->interfaces, data);
    case USBDEVFS_DISCONNECT_CLAIM: return usb_interface_disconnect_claim(&self->interfaces, program, data);
    case USBDEVFS_SUBMITURB: return submit(self, program, argument);
    case USBDEVFS_DISCARDURB: return discard(self, program, *(gulong *)data);
    default: return 0;
    }
}

static guint plug_of(UMockdevIoctlClient *program) {
    return GPOINTER_TO_UINT(g_object_get_data((GObject *)program, "plug"));
}

static gboolean handle_ioctl(UMockdevIoctlBase *base, UMockdevIoctlClient *program) {
    UsbNode *self = (UsbNode *)base;
    unsigned request = (unsigned)umockdev_ioctl_client_get_request(program);
    int size = argument_size(request);
    if (size < 0) {
        umockdev_ioctl_client_complete(program, -1, ENOTTY);
        return TRUE;
    }
    GError *error = NULL;
    UMockdevIoctlData *pointer = umockdev_ioctl_client_get_arg(program);
    UMockdevIoctlData *argument = size == 0 ? umockdev_ioctl_data_ref(pointer)
                                            : umockdev_ioctl_data_resolve(pointer, 0, (gsize)size, &error);
    g_clear_error(&error);
    int result = -EFAULT;
    g_mutex_lock(&self->lock);
    bool is_connected = self->is_present && plug_of(program) == self->plug;
    bool is_reap = request == USBDEVFS_REAPURB || request == USBDEVFS_REAPURBNDELAY;
    if (argument && is_reap) result = reap(self, program, argument, is_connected);
    else if (argument) result = is_connected ? answer(self, program, request, argument) : -ENODEV;
    g_mutex_unlock(&self->lock);
    umockdev_ioctl_client_complete(program, result < 0 ? -1 : result, result < 0 ? -result : 0);
    if (argument) umockdev_ioctl_data_unref(argument);
    return TRUE;
}

// MARK: Programs

/// One program's connection, and the plug it was made under.
typedef struct {
    UsbNode *node;
    guint plug;
} Holder;

/// Once the device is gone, its last program needs no waking any more.
static void close_wake_when_alone(UsbNode *self) {
    if (self->is_present || self->programs > 0 || self->wake < 0) return;
    close(self->wake);
    self->wake = -1;
}

static GList *without(UsbNode *self, GList *transfers, const void *program, bool is_told) {
    for (GList *link = transfers, *next; link; link = next) {
        next = link->next;
        Transfer *transfer = link->data;
        if (transfer->program != program) continue;
        if (is_told) self->events.forgotten(self->context, transfer->id);
        free_transfer(transfer);
        transfers = g_list_delete_link(transfers, link);
    }
    return transfers;
}

/// A program closed the node or ended. As in the kernel, its claims end and no driver comes back.
static void connection_ended(gpointer data, GObject *program) {
    Holder *holder = data;
    UsbNode *self = holder->node;
    g_mutex_lock(&self->lock);
    bool is_current = self->is_present && holder->plug == self->plug;
    self->pending = without(self, self->pending, program, is_current);
    self->done = without(self, self->done, program, false);
    update_readiness(self);
    if (is_current) usb_interfaces_forget(&self->interfaces, program);
    if (holder->plug == self->plug) self->programs -= 1;
    close_wake_when_alone(self);
    g_mutex_unlock(&self->lock);
    g_object_unref(self);
    g_free(holder);
}

/// The library declares a signal for a vanished program and never sends it; that it drops the program can be heard.
static void client_connected(UMockdevIoctlBase *base, UMockdevIoctlClient *program) {
    UsbNode *self = (UsbNode *)base;
    Holder *holder = g_new(Holder, 1);
    holder->node = g_object_ref(self);
    g_mutex_lock(&self->lock);
    holder->plug = self->plug;
    self->programs += 1;
    g_mutex_unlock(&self->lock);
    g_object_set_data((GObject *)program, "plug", GUINT_TO_POINTER(holder->plug));
    g_object_weak_ref((GObject *)program, connection_ended, holder);
}

static void finalize(GObject *object) {
    UsbNode *self = (UsbNode *)object;
    usb_interfaces_clear(&self->interfaces);
    if (self->wake >= 0) close(self->wake);
    g_mutex_clear(&self->lock);
    G_OBJECT_CLASS(usb_node_parent_class)->finalize(object);
}

static void usb_node_class_init(UsbNodeClass *class) {
    class->parent.handle_ioctl = handle_ioctl;
    class->parent.client_connected = client_connected;
    G_OBJECT_CLASS(class)->finalize = finalize;
}

static void usb_node_init(UsbNode *self) {
    g_mutex_init(&self->lock);
    self->wake = -1;
}

UMockdevIoctlBase *usb_node_new(void) { return g_object_new(usb_node_get_type(), NULL); }

// MARK: Plugging

void usb_node_begin(
    UMockdevIoctlBase *node, const testbed_usb_device *device, const testbed_usb_events *events, void *context,
    int wake
) {
    UsbNode *self = (UsbNode *)node;
    g_mutex_lock(&self->lock);
    self->plug += 1;
    self->is_present = true;
    self->programs = 0;
    usb_interfaces_begin(&self->interfaces, device);
    self->interfaces.changed = events->interface_changed;
    self->interfaces.context = context;
    if (self->wake >= 0) close(self->wake);
    self->wake = wake;
    self->is_ready = true;
    self->events = *events;
    self->context = context;
    update_readiness(self);
    g_mutex_unlock(&self->lock);
}

void usb_node_end(UMockdevIoctlBase *node) {
    UsbNode *self = (UsbNode *)node;
    g_mutex_lock(&self->lock);
    self->is_present = false;
    self->interfaces.changed = NULL;
    while (self->pending) finish(self, self->pending, -ESHUTDOWN, NULL, 0);
    close_wake_when_alone(self);
    g_mutex_unlock(&self->lock);
}

testbed_usb_interface_state usb_node_interface(UMockdevIoctlBase *node, uint8_t number) {
    UsbNode *self = (UsbNode *)node;
    g_mutex_lock(&self->lock);
    UsbInterface *interface = usb_interface(&self->interfaces, number);
    testbed_usb_interface_state state = interface ? interface->state : (testbed_usb_interface_state){0};
    g_mutex_unlock(&self->lock);
    return state;
}

unsigned usb_node_programs(UMockdevIoctlBase *node) {
    UsbNode *self = (UsbNode *)node;
    g_mutex_lock(&self->lock);
    unsigned programs = self->programs;
    g_mutex_unlock(&self->lock);
    return programs;
}
