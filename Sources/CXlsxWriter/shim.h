// libxlsxwriter: sheets that spreadsheet programs open.
#ifndef SCANSTATION_CXLSXWRITER_SHIM_H
#define SCANSTATION_CXLSXWRITER_SHIM_H

#include <xlsxwriter.h>

#endif
