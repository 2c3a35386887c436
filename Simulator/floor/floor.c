// The latency floor: what a scan's way to a durable verdict costs without any station in between.
//
//   floor NODE FILE VERDICT [ROW-BYTES]
//
// Opens NODE as the station does (9600 8N1, DTR raised last), then for every scan: reads to CR, appends ROW-BYTES
// (default 500) to FILE, calls fdatasync, writes VERDICT. Ends with status 0 when the port hangs up.
#include <fcntl.h>
#include <libserialport.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { read_bytes = 512, row_bytes_default = 500, row_bytes_most = 65536 };

static int fail(const char *what) {
    perror(what);
    return 1;
}

static struct sp_port *open_port(const char *node) {
    struct sp_port *port;
    if (sp_get_port_by_name(node, &port) != SP_OK) return NULL;
    if (sp_open(port, SP_MODE_READ_WRITE) != SP_OK) return NULL;
    struct sp_port_config *config;
    if (sp_new_config(&config) != SP_OK) return NULL;
    sp_set_config_baudrate(config, 9600);
    sp_set_config_bits(config, 8);
    sp_set_config_parity(config, SP_PARITY_NONE);
    sp_set_config_stopbits(config, 1);
    sp_set_config_cts(config, SP_CTS_IGNORE);
    sp_set_config_dsr(config, SP_DSR_IGNORE);
    sp_set_config_xon_xoff(config, SP_XONXOFF_DISABLED);
    enum sp_return set = sp_set_config(port, config);
    sp_free_config(config);
    if (set != SP_OK || sp_flush(port, SP_BUF_INPUT) != SP_OK) return NULL;
    if (sp_set_rts(port, SP_RTS_ON) != SP_OK || sp_set_dtr(port, SP_DTR_ON) != SP_OK) return NULL;
    return port;
}

/// Waits for a carriage return; 1 when it came, 0 when the port hung up.
static int wait_for_scan(struct sp_port *port, int descriptor) {
    char bytes[read_bytes];
    for (;;) {
        struct pollfd watched = {descriptor, POLLIN, 0};
        if (poll(&watched, 1, -1) < 0) return 0;
        int count = (int)sp_nonblocking_read(port, bytes, sizeof bytes);
        if (count <= 0) return 0;
        if (memchr(bytes, '\r', (size_t)count)) return 1;
    }
}

int main(int count, char **arguments) {
    if (count < 4) {
        fprintf(stderr, "usage: floor NODE FILE VERDICT [ROW-BYTES]\n");
        return 2;
    }
    const char *verdict = arguments[3];
    size_t row_bytes = count > 4 ? strtoul(arguments[4], NULL, 10) : row_bytes_default;
    static char row[row_bytes_most];
    if (row_bytes > sizeof row) return fail("ROW-BYTES");
    memset(row, 'r', sizeof row);
    int file = open(arguments[2], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) return fail(arguments[2]);
    struct sp_port *port = open_port(arguments[1]);
    int descriptor;
    if (!port || sp_get_port_handle(port, &descriptor) != SP_OK) return fail(arguments[1]);
    while (wait_for_scan(port, descriptor)) {
        if (write(file, row, row_bytes) != (ssize_t)row_bytes) return fail("append");
        if (fdatasync(file) != 0) return fail("fdatasync");
        if (sp_nonblocking_write(port, verdict, strlen(verdict)) < 0) return fail("verdict");
    }
    sp_close(port);
    sp_free_port(port);
    return 0;
}
