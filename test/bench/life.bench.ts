// How long the flash lasts at a desk that seals 200 documents and checks 20 PINs a day: years until a sector has been erased
// 100,000 times, the least that makers of such parts promise. Writes are counted on the flash model that simulator and emulator
// share; test/board holds their number to that of the real images.
import type { Flash } from '@sigillator/simulator/flash';
import { act } from '../device/desk.ts';
import { activeCard, holderPin, requestHash, sealData, terminalChannel, verify } from '../targets/card-harness.ts';
import { approve, ask, clerkComes, declaration, result } from '../wire/sealing.ts';
import { wired } from '../wire/wired.ts';
import { absolute, type Row } from './row.ts';

const ERASES = 100_000;
const SEALS_A_DAY = 200;
const PINS_A_DAY = 20;
const SEALS_A_PIN = SEALS_A_DAY / PINS_A_DAY;
/** Whole rounds of the card's log before counting. */
const WARM_UP_DAYS = 3;
/** firmware/shared/STORE.md: a round of the log takes so many new bytes a sector, less the live ones. */
const SECTOR_TAKES = 4032;
/** The fullest journal. */
const DEVICE_LIVE = 300 * 1024;

export default async function life(): Promise<Row[]> {
  return [
    { ...absolute('flash-life-card-years', await cardYears(), 'years', 10), exact: true },
    { ...absolute('flash-life-device-years', await deviceYears(), 'years', 10), exact: true },
  ];
}

/** The card's, by the erases of its busiest sector. */
async function cardYears(): Promise<number> {
  const card = await activeCard();
  let request = 0;
  const day = (): void => {
    for (let pin = 0; pin < PINS_A_DAY; pin++) {
      const channel = terminalChannel(card.powerOn());
      if (verify(channel, holderPin) !== 0x9000) throw new Error('Counting erases: the card refused its PIN.');
      for (let seal = 0; seal < SEALS_A_PIN; seal++) {
        const hash = requestHash(0).map((_, i) => (request >> (8 * i)) & 255);
        request++;
        const { sw } = channel.send('seal', { data: sealData(hash, '469935') });
        if (sw !== 0x9000)
          throw new Error(`Counting erases: the card refused seal ${request} with ${sw.toString(16)}.`);
      }
    }
  };
  for (let i = 0; i < WARM_UP_DAYS; i++) day();
  const before = card.flash.wear.slice();
  const days = 4;
  for (let i = 0; i < days; i++) day();
  return (ERASES * days) / Math.max(...card.flash.wear.map((count, i) => count - before[i]!)) / 365;
}

/** The device's, by the bytes that connected seals and PINs program; its log takes too long to go round here. */
async function deviceYears(): Promise<number> {
  const { rig, host } = await wired();
  const flash = rig.machine.flash as Flash;
  let bytes = 0;
  const program = flash.program.bind(flash);
  flash.program = (address, data) => {
    bytes += data.length;
    program(address, data);
  };
  await clerkComes(rig);
  for (let seal = 1; seal <= SEALS_A_PIN; seal++) {
    ask(host, BigInt(seal), [{ document: declaration(`18SE00000000${String(seal).padStart(2, '0')}`) }]);
    await approve(rig);
    result(host, BigInt(seal));
    host.take();
  }
  await act(rig, '-');
  const bytesADay = bytes * PINS_A_DAY;
  return (ERASES * (SECTOR_TAKES * flash.wear.length - DEVICE_LIVE)) / bytesADay / 365;
}
