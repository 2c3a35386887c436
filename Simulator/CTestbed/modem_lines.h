#ifndef SCANSTATION_MODEM_LINES_H
#define SCANSTATION_MODEM_LINES_H

#include <umockdev.h>

#include "testbed.h"

/// The modem control lines of one fake port: answers what a pty does not know (TIOCMGET and its kin), and tells when
/// DTR changes. DTR falls when the last program closes the port.
UMockdevIoctlBase *modem_lines_new(testbed_lines_changed changed, void *context);

/// Nothing is told any more once this returned.
void modem_lines_silence(UMockdevIoctlBase *lines);

#endif
