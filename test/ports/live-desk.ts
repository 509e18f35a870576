// A simulated device in real time, for hosts that live outside this process: past its first start, ready to be paired.
import { DriverPlayer } from '@sigillator/simulator/driver-player';
import { Paced } from '@sigillator/simulator/pace';
import { screenText } from '@sigillator/simulator/screen-text';
import { UsbDevice } from '@sigillator/simulator/usb-device';
import { desk, digitKeys, holderPin } from '../device/desk.ts';
import type { SimOptions, SimRig } from '../targets/sim.ts';
import { openPairing } from '../wire/wired.ts';
import type { Clerk } from './link-suite.ts';

export class LiveDesk implements Clerk {
  readonly rig: SimRig;
  readonly driver: Paced;
  readonly player: DriverPlayer;
  /** The same device as USB sees it. */
  readonly usb: UsbDevice;

  constructor(rig: SimRig) {
    this.rig = rig;
    this.driver = new Paced(rig.machine, () => screenText(rig.machine.display.pages()));
    this.player = new DriverPlayer(this.driver);
    this.usb = new UsbDevice(this.driver);
    this.driver.start();
  }

  async confirm(digits: string): Promise<void> {
    await this.player.waitFor(`${digits.slice(0, 3)} ${digits.slice(3)}`);
    // The device takes no key in the first half second of a screen that a host brought up.
    await this.player.passTime(600);
    await this.player.press('ok');
    await this.player.waitFor('is paired');
  }

  async clerkComes(): Promise<void> {
    for (const key of ['ok', 'cancel', 'cancel', 'cancel']) await this.player.press(key);
    await this.player.insertCard('active');
    await this.givePin();
    await this.player.waitFor('What do you want?');
  }

  /** The card is in, and its holder is asked. */
  async givePin(): Promise<void> {
    await this.player.waitFor('Your PIN');
    await this.player.press(`${digitKeys(holderPin)} ok`);
  }

  async answer(key: 'ok' | 'cancel', question = 'Seal this?'): Promise<void> {
    await this.player.waitFor(question);
    await this.player.passTime(600);
    while (key === 'ok' && !this.driver.screen().includes('OK approve')) await this.player.press('down');
    await this.player.press(key);
  }

  async shows(text: string): Promise<void> {
    await this.player.waitFor(text);
  }

  close(): void {
    this.driver.stop();
  }
}

/** A device whose clerk has opened pairing. */
export async function liveDesk(options: SimOptions = {}): Promise<LiveDesk> {
  const rig = await desk('en', options);
  await openPairing(rig);
  return new LiveDesk(rig);
}
