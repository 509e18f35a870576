// A simulated device in real time, for hosts that live outside this process: past its first start, ready to be paired.
import { DriverPlayer } from '@sigillator/simulator/driver-player';
import { Paced } from '@sigillator/simulator/pace';
import { screenText } from '@sigillator/simulator/screen-text';
import { UsbDevice } from '@sigillator/simulator/usb-device';
import { desk } from '../device/desk.ts';
import type { SimRig } from '../targets/sim.ts';
import { openPairing } from '../wire/wired.ts';

export class LiveDesk {
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

  /** The clerk confirms the six digits, if they are the ones on the display. */
  async confirm(digits: string): Promise<void> {
    await this.player.waitFor(`${digits.slice(0, 3)} ${digits.slice(3)}`);
    // The device takes no key in the first half second of a screen that a host brought up.
    await this.player.passTime(600);
    await this.player.press('ok');
    await this.player.waitFor('is paired');
  }

  close(): void {
    this.driver.stop();
  }
}

/** A device whose clerk has opened pairing. */
export async function liveDesk(): Promise<LiveDesk> {
  const rig = await desk('en');
  await openPairing(rig);
  return new LiveDesk(rig);
}
