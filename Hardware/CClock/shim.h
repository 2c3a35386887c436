// What Swift's Glibc module leaves out, and times as numbers: which of Swift's modules `struct timespec` belongs to depends on the
// order in which a compiler's job meets them.
#include <stdint.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <time.h>

static inline int64_t clock_in_nanoseconds(int clock) {
    struct timespec now = {0, 0};
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// Of the machine's time zone, at a time in seconds since 1970-01-01 UTC.
static inline long minutes_east_of_utc(int64_t seconds) {
    time_t time = seconds;
    struct tm local = {0};
    localtime_r(&time, &local);
    return local.tm_gmtoff / 60;
}

// SO_SNDTIMEO or SO_RCVTIMEO.
static inline void limit_socket(int socket, int option, int seconds) {
    struct timeval limit = {seconds, 0};
    setsockopt(socket, SOL_SOCKET, option, &limit, sizeof limit);
}
