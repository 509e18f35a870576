// After reset: an update that was asked for is checked and copied to the run slot, and what will run is looked at.
// Power may go at any write. LOG holds WANTED (somebody pressed the key: the digest of what was shown, so that no torn
// erase looks like it) and the marks STARTED (the slot is being changed), DONE, and one for each sector copied whole.
import { Header, Size, Update } from '../../protocol/generated/firmware/update';
import { flashErase, flashProgram, flashRead } from '../shared/flash';
import { equalBytes } from '../shared/constant-time';
import { checksumIsGood, digestBegin, digestStep, signatureBegin, signatureStep } from './check';
import { buffer, header, imageLength, readHeader, version } from './header';
import { LOG, PAGE, RUN, SECTOR, SECTORS, STAGING } from './layout';
import { isMarked, mark } from './marks';

const WANTED: u32 = LOG;
const STARTED: u32 = LOG + 32;
const DONE: u32 = LOG + 33;
const COPIED: u32 = LOG + 64;
const DIGEST: u32 = 32;
const wanted: usize = memory.data(32, 4);

/** True if what lies in the run slot can be started. */
export function boot(): bool {
  if (isWanted() && !isMarked(DONE)) install();
  if (runs()) return true;
  // The slot is damaged: what was approved and copied may still lie in the staging area.
  if (!isWanted() || !isGenuine()) return false;
  copy();
  return runs();
}

/** True if the key was pressed for the file that is staged. */
function isWanted(): bool {
  flashRead(WANTED, wanted, DIGEST);
  return readHeader(STAGING) == Update.Good && equalBytes(wanted, header + <usize>Header.Digest, DIGEST) == 1;
}

function install(): void {
  // An update is never older than what runs. Once the slot was changed there is nothing to compare with any more.
  if (!isMarked(STARTED) && !isNewer()) return mark(DONE);
  if (!isGenuine()) return mark(DONE);
  mark(STARTED);
  copy();
  if (runs()) mark(DONE);
}

function runs(): bool {
  return readHeader(RUN) == Update.Good && checksumIsGood(RUN);
}

/** True if the staged header is above the version in the run slot, or nothing whole is there. */
function isNewer(): bool {
  const running: u32 = runs() ? version() : 0;
  return readHeader(STAGING) == Update.Good && version() > running;
}

/** The whole check of what is staged. */
function isGenuine(): bool {
  if (readHeader(STAGING) != Update.Good) return false;
  let result = signatureBegin();
  while (result == Update.Working) result = signatureStep();
  if (result != Update.Good) return false;
  digestBegin();
  do result = digestStep(STAGING); while (result == Update.Working);
  return result == Update.Good;
}

/** Copies every sector that was not copied whole, or is not what it was. `header` is that of the staged file. */
function copy(): void {
  const bytes = imageLength() + Size.Header;
  for (let sector: u32 = 0; sector < SECTORS && sector * SECTOR < bytes; sector++) {
    const at = sector * SECTOR;
    if (isMarked(COPIED + sector) && isSame(at)) continue;
    flashErase((RUN + at) / SECTOR);
    for (let page = at; page < at + SECTOR; page += PAGE) {
      flashRead(STAGING + page, buffer, PAGE);
      flashProgram(RUN + page, buffer, PAGE);
    }
    mark(COPIED + sector);
  }
}

function isSame(at: u32): bool {
  for (let page = at; page < at + SECTOR; page += PAGE) {
    flashRead(STAGING + page, buffer, PAGE);
    flashRead(RUN + page, buffer + PAGE, PAGE);
    if (equalBytes(buffer, buffer + PAGE, PAGE) == 0) return false;
  }
  return true;
}

/** A new file comes: nothing of an older one is wanted any more. */
export function forget(): void {
  flashErase(LOG / SECTOR);
}

/** The key was pressed for the file that `header` speaks of; false where flash did not keep that. */
export function want(): bool {
  forget();
  flashProgram(WANTED, header + <usize>Header.Digest, DIGEST);
  return isWanted();
}
