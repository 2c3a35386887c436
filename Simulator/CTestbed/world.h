#ifndef SCANSTATION_WORLD_H
#define SCANSTATION_WORLD_H

#include <umockdev.h>

#include "testbed.h"

struct testbed {
    UMockdevTestbed *umockdev;
    char *root;
    /// The modem lines behind every tty that was ever plugged, by its path.
    GHashTable *lines_of_nodes;
    /// What answers for every USB node that was ever plugged, by its path.
    GHashTable *usb_nodes;
};

#endif
