// libumockdev as it is; only the C of CTestbed includes it.
#include <umockdev.h>
