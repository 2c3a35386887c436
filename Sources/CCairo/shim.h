// cairo with the two kinds of file the station writes.
#ifndef SCANSTATION_CCAIRO_SHIM_H
#define SCANSTATION_CCAIRO_SHIM_H

#include <cairo.h>
#include <cairo-pdf.h>
#include <cairo-svg.h>

#endif
