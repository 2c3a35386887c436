// ALSA's library as it is, and a way to keep it from writing to standard error: what fails is told by its codes.
#ifndef SCANSTATION_CALSA_SHIM_H
#define SCANSTATION_CALSA_SHIM_H

#include <alsa/asoundlib.h>

// Swift cannot write a function with variable arguments.
static void scanstation_alsa_silent(
    const char *file, int line, const char *function, int error, const char *format, ...)
{
    (void)file, (void)line, (void)function, (void)error, (void)format;
}

static inline int scanstation_alsa_keep_quiet(void)
{
    return snd_lib_error_set_handler(scanstation_alsa_silent);
}

#endif
