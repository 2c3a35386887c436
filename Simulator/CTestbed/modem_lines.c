#include "modem_lines.h"

#include <errno.h>
#include <linux/input.h>
#include <stdint.h>
#include <sys/ioctl.h>

typedef struct {
    UMockdevIoctlBase parent;
    GMutex lock;
    /// Which device this is, counted from the testbed's start.
    unsigned plug;
    int lines;
    /// How many programs hold this device open.
    int programs;
    testbed_lines_changed changed;
    void *context;
} ModemLines;

typedef struct {
    UMockdevIoctlBaseClass parent;
} ModemLinesClass;

G_DEFINE_TYPE(ModemLines, modem_lines, UMOCKDEV_TYPE_IOCTL_BASE)

/// One program's connection, and the plug it was made under.
typedef struct {
    ModemLines *lines;
    unsigned plug;
} Holder;

/// Sets the lines and tells of a change of DTR. The lock is held, so that silence is complete when it returns.
static void set_lines(ModemLines *self, int lines) {
    bool before = (self->lines & TIOCM_DTR) != 0;
    bool after = (lines & TIOCM_DTR) != 0;
    self->lines = lines;
    if (before != after && self->changed) self->changed(self->context, after);
}

static int answer(ModemLines *self, unsigned long request, UMockdevIoctlData *argument) {
    int value = *(int *)argument->data;
    g_mutex_lock(&self->lock);
    switch (request) {
    case TIOCMSET: set_lines(self, value); break;
    case TIOCMBIS: set_lines(self, self->lines | value); break;
    case TIOCMBIC: set_lines(self, self->lines & ~value); break;
    default: value = self->lines; break;
    }
    g_mutex_unlock(&self->lock);
    if (request == TIOCMGET) umockdev_ioctl_data_update(argument, 0, (guint8 *)&value, sizeof value);
    return 0;
}

/// A program takes a keyboard for itself, or gives it back: 0, or the errno.
static int grab(ModemLines *self, bool on) {
    g_mutex_lock(&self->lock);
    bool taken = (self->lines & TIOCM_DTR) != 0;
    int code = on == taken ? (on ? EBUSY : EINVAL) : 0;
    if (code == 0) set_lines(self, on ? TIOCM_DTR : 0);
    g_mutex_unlock(&self->lock);
    return code;
}

static gboolean handle_ioctl(UMockdevIoctlBase *base, UMockdevIoctlClient *client) {
    unsigned long request = umockdev_ioctl_client_get_request(client);
    switch (request) {
    case TIOCEXCL:
    case TIOCNXCL:
        // Kept from the pty: it would stay exclusive for ever, because the testbed itself holds it open.
        umockdev_ioctl_client_complete(client, 0, 0);
        return TRUE;
    case EVIOCGRAB: {
        // Its argument is a number, where others have a pointer.
        UMockdevIoctlData *argument = umockdev_ioctl_client_get_arg(client);
        int code = grab((ModemLines *)base, *(uintptr_t *)argument->data != 0);
        umockdev_ioctl_client_complete(client, code == 0 ? 0 : -1, code);
        return TRUE;
    }
    case TIOCMGET:
    case TIOCMSET:
    case TIOCMBIS:
    case TIOCMBIC: break;
    default: return FALSE;
    }
    GError *error = NULL;
    UMockdevIoctlData *pointer = umockdev_ioctl_client_get_arg(client);
    UMockdevIoctlData *argument = umockdev_ioctl_data_resolve(pointer, 0, sizeof(int), &error);
    if (argument) {
        umockdev_ioctl_client_complete(client, answer((ModemLines *)base, request, argument), 0);
        umockdev_ioctl_data_unref(argument);
    } else {
        umockdev_ioctl_client_complete(client, -1, EFAULT);
    }
    g_clear_error(&error);
    return TRUE;
}

/// A program closed the port or ended.
static void connection_ended(gpointer data, GObject *client) {
    (void)client;
    Holder *holder = data;
    ModemLines *self = holder->lines;
    g_mutex_lock(&self->lock);
    if (holder->plug == self->plug) {
        self->programs -= 1;
        if (self->programs == 0) set_lines(self, 0);
    }
    g_mutex_unlock(&self->lock);
    g_object_unref(self);
    g_free(holder);
}

/// The library declares a signal for a vanished client and never sends it; that it drops the client can be heard.
static void client_connected(UMockdevIoctlBase *base, UMockdevIoctlClient *client) {
    ModemLines *self = (ModemLines *)base;
    Holder *holder = g_new(Holder, 1);
    holder->lines = g_object_ref(self);
    g_mutex_lock(&self->lock);
    holder->plug = self->plug;
    self->programs += 1;
    g_mutex_unlock(&self->lock);
    g_object_weak_ref((GObject *)client, connection_ended, holder);
}

static void modem_lines_class_init(ModemLinesClass *class) {
    class->parent.handle_ioctl = handle_ioctl;
    class->parent.client_connected = client_connected;
}

static void modem_lines_init(ModemLines *self) { g_mutex_init(&self->lock); }

UMockdevIoctlBase *modem_lines_new(void) { return g_object_new(modem_lines_get_type(), NULL); }

void modem_lines_begin(UMockdevIoctlBase *lines, testbed_lines_changed changed, void *context) {
    ModemLines *self = (ModemLines *)lines;
    g_mutex_lock(&self->lock);
    self->plug += 1;
    self->lines = 0;
    self->programs = 0;
    self->changed = changed;
    self->context = context;
    g_mutex_unlock(&self->lock);
}

void modem_lines_end(UMockdevIoctlBase *lines) { modem_lines_begin(lines, NULL, NULL); }
