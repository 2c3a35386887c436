#ifndef SCANSTATION_LINE_SPEED_H
#define SCANSTATION_LINE_SPEED_H

/// The output speed of a terminal in baud, odd speeds too; 0 when it cannot be told.
int line_speed(int descriptor);

#endif
