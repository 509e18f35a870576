// A page that seals a file with a device on WebUSB or Web Serial: the same link and device code as in Node.
import { profiles } from '@sigillator/protocol/tables/profiles';
import { Device } from '../../src/device/device.ts';
import type { SealError } from '../../src/errors.ts';
import { Link } from '../../src/link/link.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { requestSerial, requestUsb } from '../../src/transport/web.ts';
import { keepLanguage, type Language, languageNames, languages, preferredLanguage } from '../office/shell/language.ts';
import { browserKey } from './browser-key.ts';
import { type PageTexts, pageTexts } from './page-texts.ts';

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const said = element<HTMLOutputElement>('said');
const [pairButton, sealButton] = [element<HTMLButtonElement>('pair'), element<HTMLButtonElement>('seal')];
const profile = element<HTMLSelectElement>('profile');
for (const { id } of profiles) profile.append(new Option(id, id));

/** What stands in the output, in whatever language is chosen. */
let saying: (texts: PageTexts) => string = ({ none }) => none;
let texts = pageTexts.en;
function say(words: (texts: PageTexts) => string): void {
  saying = words;
  said.textContent = words(texts);
}

const language = element<HTMLSelectElement>('language');
for (const id of languages) language.append(new Option(languageNames[id], id));
function choose(chosen: Language): void {
  texts = pageTexts[chosen];
  document.documentElement.lang = chosen;
  language.value = chosen;
  for (const place of document.querySelectorAll<HTMLElement>('[data-text]'))
    place.textContent = texts[place.dataset.text as 'about'];
  say(saying);
}
language.addEventListener('change', () => {
  keepLanguage(language.value as Language);
  choose(language.value as Language);
});
choose(preferredLanguage());

let device: Device | undefined;
const grouped = (digits: string): string => `${digits.slice(0, 3)} ${digits.slice(3)}`;

/** Does something at a click, and shows how it went: every failure of the library is a sentence. */
function atClick(id: string, act: () => Promise<(texts: PageTexts) => string>): void {
  element(id).addEventListener('click', async () => {
    try {
      say(await act());
    } catch (error) {
      const { code, message } = error as SealError;
      say(({ errors }) => errors[code] ?? message);
    }
  });
}

async function connected(open: () => Promise<Transport>): Promise<(texts: PageTexts) => string> {
  await device?.close();
  device = new Device(await Link.connect(await open(), { key: browserKey() }));
  pairButton.disabled = false;
  sealButton.disabled = false;
  const { firmware } = device.link.hello;
  return (words) => words.connected(firmware);
}

atClick('usb', () => connected(() => requestUsb()));
atClick('serial', () => connected(() => requestSerial()));
atClick('pair', async () => {
  await device!.pair('Browser', (digits) => say(({ compare }) => compare(grouped(digits))));
  return ({ paired }) => paired;
});
atClick('seal', async () => {
  const [file] = element<HTMLInputElement>('file').files ?? [];
  if (!file) return ({ noFile }) => noFile;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const onProgress = (reason: string): void => say(({ waits }) => waits[reason] ?? waits.working!);
  const { documentSeal6, issuerSeal6, issuer } = await device!.sealDocument(bytes, {
    profile: profile.value,
    onProgress,
  });
  return ({ sealed }) => sealed(grouped(documentSeal6), grouped(issuerSeal6), issuer);
});
