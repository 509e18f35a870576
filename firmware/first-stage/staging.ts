// An update that comes from a host while the device runs: its header first, then the file in order, then the whole
// check. What has come whole outlives a restart: ARRIVED has a mark for each sector. Called by index.ts.
import { Size, Update } from '../../protocol/generated/firmware/update';
import { equalBytes } from '../shared/constant-time';
import { flashErase, flashProgram, flashRead } from '../shared/flash';
import { digestBegin, digestStep, signatureBegin, signatureStep } from './check';
import { forget, want } from './copy';
import { buffer, checkHeader, header, imageLength, readHeader, version } from './header';
import { ARRIVED, PAGE, RUN, SECTOR, STAGING } from './layout';
import { isMarked, mark } from './marks';

const enum Phase { None, Header, Taking, Signature, Image, Checked }
let phase: Phase = Phase.None;
/** Bytes of the file that are in flash. */
let arrived: u32 = 0;

export function have(): u32 {
  return arrived;
}

function fileLength(): u32 {
  return imageLength() + Size.Header;
}

function refuse(why: Update): Update {
  phase = Phase.None;
  return why;
}

/** A header lies in `buffer`: nothing is written before its signature was checked. */
export function begin(): Update {
  const running: u32 = readHeader(RUN) == Update.Good ? version() : 0;
  memory.copy(header, buffer, Size.Header);
  let result = checkHeader();
  if (result == Update.Good) result = version() > running ? signatureBegin() : Update.Older;
  if (result != Update.Working) return refuse(result);
  phase = Phase.Header;
  return Update.Working;
}

/** Goes on with the check that was begun. */
export function step(): Update {
  switch (phase) {
    case Phase.Header:
    case Phase.Signature: {
      const result = signatureStep();
      if (result == Update.Working) return result;
      if (result != Update.Good) return refuse(result);
      if (phase == Phase.Header) return accept();
      phase = Phase.Image;
      digestBegin();
      return Update.Working;
    }
    case Phase.Image: {
      const result = digestStep(STAGING);
      if (result == Update.Working) return result;
      if (result != Update.Good) return startAnew(result);
      phase = Phase.Checked;
      return result;
    }
    default:
      return Update.State;
  }
}

/** The bytes are wrong though all came: they must all come again. */
function startAnew(why: Update): Update {
  flashErase(ARRIVED / SECTOR);
  return refuse(why);
}

/** The header is good: goes on with the file that was begun with the same header, or makes room. */
function accept(): Update {
  arrived = 0;
  flashRead(STAGING, buffer, Size.Header);
  if (equalBytes(buffer, header, Size.Header) == 1)
    while (arrived < fileLength() && isMarked(ARRIVED + arrived / SECTOR)) arrived += SECTOR;
  if (arrived == 0) {
    forget();
    flashErase(ARRIVED / SECTOR);
    flashErase(STAGING / SECTOR);
    flashProgram(STAGING, header, Size.Header);
    arrived = Size.Header;
  }
  arrived = min<u32>(arrived, fileLength());
  phase = Phase.Taking;
  return Update.Good;
}

/** `length` bytes of the file lie in `buffer`; they are those after what is there. */
export function take(offset: u32, length: u32): Update {
  if (phase != Phase.Taking || offset != arrived || length > fileLength() - arrived) return Update.State;
  for (let from = buffer; length > 0; ) {
    const part = min<u32>(PAGE - (arrived & (PAGE - 1)), length);
    if ((arrived & (SECTOR - 1)) == 0) flashErase((STAGING + arrived) / SECTOR);
    flashProgram(STAGING + arrived, from, part);
    arrived += part;
    from += part;
    length -= part;
    if ((arrived & (SECTOR - 1)) == 0 || arrived == fileLength()) mark(ARRIVED + (arrived - 1) / SECTOR);
  }
  return Update.Good;
}

/** Begins the whole check of what lies in flash. */
export function check(): Update {
  if (phase != Phase.Taking || arrived != fileLength()) return Update.State;
  const result = readHeader(STAGING) == Update.Good ? signatureBegin() : Update.Damaged;
  if (result != Update.Working) return refuse(result);
  phase = Phase.Signature;
  return result;
}

/** Somebody pressed the key: the next reset copies it. */
export function activate(): Update {
  if (phase != Phase.Checked) return Update.State;
  return refuse(want() ? Update.Good : Update.Damaged);
}
