// FreeType as it is: its headers are found by macros, which Swift does not see.
#ifndef SCANSTATION_CFREETYPE_SHIM_H
#define SCANSTATION_CFREETYPE_SHIM_H

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

#endif
