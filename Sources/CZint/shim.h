// libzint as it is, and one of its modules; Swift cannot index the array of arrays that holds them.
#ifndef SCANSTATION_CZINT_SHIM_H
#define SCANSTATION_CZINT_SHIM_H

#include <stdbool.h>
#include <zint.h>

static inline bool zint_module_is_dark(const struct zint_symbol *symbol, int row, int column) {
    return symbol->encoded_data[row][column / 8] >> (column % 8) & 1;
}

static inline const char *zint_error_text(const struct zint_symbol *symbol) { return symbol->errtxt; }

#endif
