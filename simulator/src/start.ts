// `npm start`: a device with sample cards on a web page and, with `--office` (npm start gives it, the CLI does not), a whole
// office around it, until Ctrl-C; `--demo` lets a scripted clerk play a day and ends; `--terminal` draws the device in this
// terminal. `--port N`, `--seed N`, `--language en|sv|fr`, `--new`. Further ports: `--pty`, `--usb-redir FILE`,
// `--usb-ip PORT`, `--vpcd CARD` (further-ports.ts).
import { parseArgs } from 'node:util';
import { build } from '../../firmware/build.ts';
import { layCardFile } from './card-file.ts';
import { demonstration } from './demo.ts';
import type { Desk } from './desk.ts';
import { loadProgram } from './firmware.ts';
import { type FurtherPorts, furtherPorts } from './further-ports.ts';
import { serveHttp } from './http.ts';
import { Paced } from './pace.ts';
import { portNames } from './ports.ts';
import { removeRunning, writeRunning } from './running.ts';
import { sampleHolderPin, sampleIssuerPin, sampleTerminalDigits } from './sample-cards.ts';
import { sampleDesk } from './sample-desk.ts';
import type { SampleOffice } from './sample-office.ts';
import { type DeviceLanguage, deviceLanguages, sampleDeviceCode, sampleOfficers } from './sample-scripts.ts';
import { serveTcp } from './tcp-port.ts';
import { terminalPanel } from './terminal-panel.ts';

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

const options = {
  demo: { type: 'boolean', default: false },
  office: { type: 'boolean', default: false },
  terminal: { type: 'boolean', default: false },
  new: { type: 'boolean', default: false },
  port: { type: 'string', default: '0' },
  seed: { type: 'string' },
  language: { type: 'string', default: 'en' },
  pty: { type: 'boolean', default: false },
  'usb-redir': { type: 'string' },
  'usb-ip': { type: 'string' },
  vpcd: { type: 'string' },
} as const;

function usage(problem: string): never {
  process.stderr.write(
    `npm start: ${problem}\nTakes --demo, --terminal, --new, --port N, --seed N, --language en|sv|fr, --pty, --usb-redir FILE, --usb-ip PORT, --vpcd CARD.\n`,
  );
  process.exit(2);
}

function wishes() {
  try {
    const { values } = parseArgs({ options });
    const number = (text: string, name: string): number =>
      /^\d{1,10}$/.test(text) ? Number(text) : usage(`expected a number after --${name}, got "${text}".`);
    if (!deviceLanguages.includes(values.language as DeviceLanguage))
      usage(`expected en, sv or fr, got "${values.language}".`);
    const portOf = (text: string, name: string): number => {
      const port = number(text, name);
      return port <= 65_535 ? port : usage(`expected a port, 0 to 65535, after --${name}, got "${text}".`);
    };
    const seed = values.seed === undefined ? undefined : number(values.seed, 'seed');
    const usbIp = values['usb-ip'] === undefined ? undefined : portOf(values['usb-ip'], 'usb-ip');
    const further = { pty: values.pty, usbRedir: values['usb-redir'], usbIp, vpcd: values.vpcd };
    return { ...values, language: values.language as DeviceLanguage, port: portOf(values.port, 'port'), seed, further };
  } catch (error) {
    return usage((error as Error).message);
  }
}

const { demo, office: withOffice, terminal, port, seed, language, further, new: fresh } = wishes();
await build(['device', 'first-stage', 'card', 'primitives', 'bulk', 'bulk-simd']);
if (demo) await demonstrate();
else await serve();

async function demonstrate(): Promise<void> {
  await demonstration(print);
  if (!withOffice) return;
  const [{ sampleOffice }, { officeStory }] = await Promise.all([
    import('./sample-office.ts'),
    import('./office-story.ts'),
  ]);
  const { desk, driver } = await liveDesk(1);
  const link = await serveTcp(driver, 0);
  try {
    const office = await sampleOffice({ desk, port: link.port, pair: true, hidden: true });
    await officeStory(desk, office, print).finally(() => office.close());
  } finally {
    driver.stop();
    await link.close();
  }
}

async function openFurther(desk: Desk, driver: Paced): Promise<FurtherPorts> {
  const { vpcd } = further;
  // A name of a card on the desk, or a file with a card of an earlier desk.
  const lent = vpcd === undefined || driver.machine.slot.cards.has(vpcd) ? vpcd : layCardFile(desk, vpcd);
  return furtherPorts(driver, { ...further, vpcd: lent });
}

async function liveDesk(ofSeed: number): Promise<{ desk: Desk; driver: Paced }> {
  const desk = await sampleDesk({
    seed: ofSeed,
    device: await loadProgram('device'),
    firstStage: await loadProgram('first-stage'),
    card: await loadProgram('card'),
    timeOfDay: Math.floor(Date.now() / 1000),
    ...(fresh ? {} : { language }),
    drive: (machine, read) => new Paced(machine, read),
  });
  const driver = desk.driver as Paced;
  driver.start();
  return { desk, driver };
}

async function serve(): Promise<void> {
  const { buildPanel } = await import('../panel/build.ts');
  await buildPanel();
  const { desk, driver } = await liveDesk(seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!);
  const server = await serveHttp(desk, port);
  const links = await Promise.all(portNames.map((_, devicePort) => serveTcp(driver, devicePort)));
  const ports = Object.fromEntries(portNames.map((name, i) => [name, links[i]!.port]));
  const more = await openFurther(desk, driver).catch((error: Error) => {
    process.stderr.write(`npm start: ${error.message}\n`);
    process.exit(1);
  });
  const groups = sampleTerminalDigits.match(/.{5}/g)!.join(' ');
  // Sample secrets, no real ones: who starts the simulator by the command line has to learn them too.
  const told = [
    `Cards: "anna", "ruth" and "oscar" have PIN ${sampleHolderPin}; "new" wants its PIN changed, from ${sampleIssuerPin}.`,
    fresh ? `At the first start the cards want terminal key ${groups}.` : `Device code ${sampleDeviceCode}.`,
    ...Object.entries(more.at).map(([name, at]) => `Its ${name}: ${at}`),
  ];
  await writeRunning({ url: server.url, pid: process.pid, ports, further: more.at, told });

  let office: SampleOffice | undefined;
  const stop = async (): Promise<void> => {
    await office?.close();
    driver.stop();
    await removeRunning(process.pid);
    await Promise.all([server.close(), ...links.map((link) => link.close()), more.close()]);
    process.exit();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  if (withOffice) {
    const { sampleOffice } = await import('./sample-office.ts');
    office = await sampleOffice({ desk, port: ports['usb-bulk']!, pair: !fresh }).catch((error: Error) => {
      process.stderr.write(`npm start: the office does not start. ${error.message}\n`);
      process.exitCode = 1;
      return undefined;
    });
    if (office === undefined) return stop();
  }
  if (terminal) return terminalPanel(desk, process.stdin, process.stdout, stop);
  print(`The sigillator is on your desk: ${server.url}`);
  for (const line of told) print(`  ${line}`);
  print(
    '  By program: POST /press {"keys":"1 2 ok"}, GET /screen, /screen.png, /wait?text=…, POST /card, /power, GET /events.',
  );
  print(
    `  Its USB port for hosts: TCP 127.0.0.1:${ports['usb-bulk']}. Seed of this run: ${desk.state().seed}. Ctrl-C ends it.`,
  );
  if (office) tellOffice(office);
}

/** Where to look, and who can log in how. */
function tellOffice({ url, folder, customs }: SampleOffice): void {
  const officers = sampleOfficers.map(({ officer, secret }) => `${officer}: "${secret}"`).join(', ');
  print(`The office is at ${url}`);
  print(
    '  "anna" logs in: card "anna" into the device, PIN, 2, the six digits of the page. She seals on the device (procedure 3).',
  );
  print(
    '  "ruth" and "oscar" are security officers, with cards to log in by the same way: people, cards, roles, ceremonies, journal.',
  );
  print(`  "new" is Åke Öst, whose seal key the office holds (procedure 2): card "new", a PIN of his own first.`);
  print(`  Its key store is open; two officers open it with their secrets: ${officers}.`);
  print(`Customs receives at ${customs.url}tes; what came is at ${customs.url}journal.`);
  print(`By command: XDG_STATE_HOME=${folder} npm run -s sigillator -- journal search, journal verify …`);
  print(
    `By program: … bridge token add NAME, as above, gives a token; ${url}openapi.json says what can be asked with it.`,
  );
}
