#ifndef SCANSTATION_MODEM_LINES_H
#define SCANSTATION_MODEM_LINES_H

#include <umockdev.h>

#include "testbed.h"

/// The modem control lines behind one node: answers what a pty does not know (TIOCMGET and its kin), and tells when DTR
/// changes. DTR falls when the last program closes the port. A keyboard has one line, which is up while it is grabbed.
///
/// It stays with the node for as long as the testbed lives, whatever is plugged there: a program that is just opening a
/// port that vanishes would otherwise be ended by the preload library.
UMockdevIoctlBase *modem_lines_new(void);

/// A device was plugged in: tell from now, with all lines low. Programs that still hold an earlier device are ignored.
void modem_lines_begin(UMockdevIoctlBase *lines, testbed_lines_changed changed, void *context);

/// The device is gone. Nothing is told any more once this returned.
void modem_lines_end(UMockdevIoctlBase *lines);

#endif
