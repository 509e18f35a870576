// Version: which firmware this is, and the digest by which it can be compared with the published one.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { versionLength, versionText } from '../../../protocol/generated/firmware/version';
import { developmentKey, firmwareDigest, separateChip } from '../board';
import { drawHint, drawText, drawTitle } from '../display/sentence';
import { drawCodes, drawHex } from '../display/text';
import { rest, talk } from '../talk';

const PAGES: u32 = 2;
const digest: usize = memory.data(32, 4);

export function enterVersion(): void {
  talk.chosen = 0;
}

export function drawVersion(): void {
  drawHint(Text.HintPages);
  if (talk.chosen == 0) {
    drawTitle(Text.VersionTitle);
    drawCodes(0, 2, versionText, versionLength);
    if (developmentKey()) drawText(0, 4, Text.Development);
    if (!separateChip()) drawText(0, 5, Text.SoftCard);
    return;
  }
  drawTitle(Text.VersionDigest);
  firmwareDigest(digest);
  drawDigest(digest);
}

/** Four rows of four groups of four digits; also for screens/update-asked.ts. */
export function drawDigest(bytes: usize): void {
  for (let row: u32 = 0; row < 4; row++)
    for (let group: u32 = 0; group < 4; group++) drawHex(1 + group * 5, 2 + row, bytes + row * 8 + group * 2, 2);
}

export function onVersion(on: On): State {
  if (on == On.Idle) return rest();
  if (on == On.Ok || on == On.Cancel) return State.DeviceMenu;
  if (on == On.Up || on == On.Down) talk.chosen = (talk.chosen + 1) % PAGES;
  return State.Version;
}
