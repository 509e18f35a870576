// `npm start`: a device with sample cards on a web page, until Ctrl-C; `--demo` lets a scripted clerk seal a sample and
// ends; `--terminal` draws the device in this terminal. `--port N`, `--seed N`, `--language en|sv|fr`, `--new`. Further
// ports: `--pty`, `--usb-redir FILE`, `--usb-ip PORT`, `--vpcd CARD` (further-ports.ts).
import { parseArgs } from 'node:util';
import { build } from '../../firmware/build.ts';
import { demonstration } from './demo.ts';
import { loadProgram } from './firmware.ts';
import { furtherPorts } from './further-ports.ts';
import { serveHttp } from './http.ts';
import { Paced } from './pace.ts';
import { portNames } from './ports.ts';
import { removeRunning, writeRunning } from './running.ts';
import { sampleHolderPin, sampleIssuerPin } from './sample-cards.ts';
import { sampleDesk } from './sample-desk.ts';
import { type DeviceLanguage, deviceLanguages, sampleDeviceCode } from './sample-scripts.ts';
import { serveTcp } from './tcp-port.ts';
import { terminalPanel } from './terminal-panel.ts';

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

const options = {
  demo: { type: 'boolean', default: false },
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
    const seed = values.seed === undefined ? undefined : number(values.seed, 'seed');
    const usbIp = values['usb-ip'] === undefined ? undefined : number(values['usb-ip'], 'usb-ip');
    const further = { pty: values.pty, usbRedir: values['usb-redir'], usbIp, vpcd: values.vpcd };
    return { ...values, language: values.language as DeviceLanguage, port: number(values.port, 'port'), seed, further };
  } catch (error) {
    return usage((error as Error).message);
  }
}

const { demo, terminal, port, seed, language, further, new: fresh } = wishes();
await build(['device', 'card', 'primitives']);
if (demo) await demonstration(print);
else await serve();

async function serve(): Promise<void> {
  const { buildPanel } = await import('../panel/build.ts');
  await buildPanel();
  const desk = await sampleDesk({
    seed: seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!,
    device: await loadProgram('device'),
    card: await loadProgram('card'),
    timeOfDay: Math.floor(Date.now() / 1000),
    ...(fresh ? {} : { language }),
    drive: (machine, read) => new Paced(machine, read),
  });
  const driver = desk.driver as Paced;
  driver.start();
  const server = await serveHttp(desk, port);
  const links = await Promise.all(portNames.map((_, devicePort) => serveTcp(driver, devicePort)));
  const ports = Object.fromEntries(portNames.map((name, i) => [name, links[i]!.port]));
  const more = await furtherPorts(driver, further);
  await writeRunning({ url: server.url, pid: process.pid, ports, further: more.at });

  const stop = async (): Promise<void> => {
    driver.stop();
    await removeRunning(process.pid);
    await Promise.all([server.close(), ...links.map((link) => link.close()), more.close()]);
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  if (terminal) return terminalPanel(desk, process.stdin, process.stdout, stop);
  print(`The sigillator is on your desk: ${server.url}`);
  print(
    `  Cards: "anna" has PIN ${sampleHolderPin}; "new" wants its PIN changed, from ${sampleIssuerPin}. Device code ${sampleDeviceCode}.`,
  );
  print(
    '  By program: POST /press {"keys":"1 2 ok"}, GET /screen, /screen.png, /wait?text=…, POST /card, /power, GET /events.',
  );
  print(
    `  Its USB port for hosts: TCP 127.0.0.1:${ports['usb-bulk']}. Seed of this run: ${desk.state().seed}. Ctrl-C ends it.`,
  );
  for (const [name, at] of Object.entries(more.at)) print(`  Its ${name}: ${at}`);
}
