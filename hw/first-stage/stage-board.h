/* What stage-board.c offers a board's main.c. */
#ifndef STAGE_BOARD_H_
#define STAGE_BOARD_H_
#include <stdbool.h>

/* Does what is left to do of an update; whether there is something to start. */
bool stage_boot(void);
#endif
