// A page that seals a file with a device on WebUSB or Web Serial: the same link and device code as in Node.
import { profiles } from '@sigillator/protocol/tables/profiles';
import { Device } from '../../src/device/device.ts';
import { Link } from '../../src/link/link.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { requestSerial, requestUsb } from '../../src/transport/web.ts';
import { browserKey } from './browser-key.ts';

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const said = element<HTMLOutputElement>('said');
const [pairButton, sealButton] = [element<HTMLButtonElement>('pair'), element<HTMLButtonElement>('seal')];
const profile = element<HTMLSelectElement>('profile');
for (const { id } of profiles) profile.append(new Option(id, id));

let device: Device | undefined;
const grouped = (digits: string): string => `${digits.slice(0, 3)} ${digits.slice(3)}`;

/** Does something at a click, and shows how it went: every failure of the library is a sentence. */
function atClick(id: string, act: () => Promise<string>): void {
  element(id).addEventListener('click', async () => {
    try {
      said.textContent = await act();
    } catch (error) {
      said.textContent = (error as Error).message;
    }
  });
}

async function connected(open: () => Promise<Transport>): Promise<string> {
  await device?.close();
  device = new Device(await Link.connect(await open(), { key: browserKey() }));
  pairButton.disabled = false;
  sealButton.disabled = false;
  return `Connected: firmware ${device.link.hello.firmware}.`;
}

atClick('usb', () => connected(() => requestUsb()));
atClick('serial', () => connected(() => requestSerial()));
atClick('pair', async () => {
  await device!.pair('Browser', (digits) => {
    said.textContent = `The device must show ${grouped(digits)}. If it does, press OK there.`;
  });
  return 'Paired.';
});
atClick('seal', async () => {
  const [file] = element<HTMLInputElement>('file').files ?? [];
  if (!file) return 'Choose a file first.';
  const bytes = new Uint8Array(await file.arrayBuffer());
  const onProgress = (reason: string): void => {
    said.textContent = `Waiting: ${reason}. Look at the device.`;
  };
  const result = await device!.sealDocument(bytes, { profile: profile.value, onProgress });
  return `Document seal ${grouped(result.documentSeal6)}, issuer seal ${grouped(result.issuerSeal6)}, by ${result.issuer}.`;
});
