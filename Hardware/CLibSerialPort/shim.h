// libserialport as it is, and the calls on the port's file descriptor that Swift cannot spell because they are variadic.
#ifndef SCANSTATION_CLIBSERIALPORT_SHIM_H
#define SCANSTATION_CLIBSERIALPORT_SHIM_H

#include <errno.h>
#include <fcntl.h>
#include <libserialport.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>

/// Takes an open port for this process alone: TIOCEXCL keeps other users out, the advisory lock keeps out a second
/// station that runs as root (whom TIOCEXCL lets pass), and child processes do not inherit the descriptor.
/// Returns 0, or the errno of the call that failed (EWOULDBLOCK: somebody holds the lock).
static inline int serial_port_claim(int descriptor) {
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) return errno;
    if (ioctl(descriptor, TIOCEXCL) != 0) return errno;
    if (fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0) return errno;
    return 0;
}

#endif
