/* What the first stage offers the image that it started: the functions of firmware/first-stage/index.ts, by their names there.
   The table and all behind it never change once a chip has left the factory; later ones may only grow. An image that wants what
   version 1 lacks looks at the length first. Used by updates.c. */
#ifndef FIRST_STAGE_H_
#define FIRST_STAGE_H_
#include <stdint.h>

struct first_stage {
  /* 1; and bytes of this table. */
  uint32_t version;
  uint32_t length;
  /* 1 where a key is the repository's own. */
  uint32_t development;
  uint8_t* (*room)(void);
  uint32_t (*begin)(void);
  uint32_t (*step)(void);
  uint32_t (*have)(void);
  uint32_t (*take)(uint32_t offset, uint32_t length);
  uint32_t (*check)(void);
  uint32_t (*activate)(void);
};
/* FlashMap_StageTable: the linker scripts of both ends put it there. */
extern const struct first_stage first_stage;
#endif
