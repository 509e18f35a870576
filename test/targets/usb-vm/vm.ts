// Target `usb-vm`: a QEMU guest with Debian's kernel, whose xhci, usbfs and cdc-acm see the simulated device. Emulated
// (no KVM), no network, the host's files read-only. Judged by a marker on its console.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SealError } from '@sigillator/host';
import type { Transport } from '@sigillator/host/transport';
import { ByteQueue } from '@sigillator/host/transport/byte-queue';
import { ByteSource } from '@sigillator/simulator/byte-source';
import type { UsbDevice } from '@sigillator/simulator/usb-device';
import { UsbRedirPeer } from '@sigillator/simulator/usb-redir';
import { guestFiles } from './kernel.ts';
import { News, Order, type Packet, packet, packetLength, type Ran, type Run, unpacked } from './relay.ts';

const START_MS = 90_000;
const guestProgram = fileURLToPath(new URL('guest.ts', import.meta.url));

interface Channel {
  queue: ByteQueue;
  opened?: { resolve: () => void; reject: (error: Error) => void };
  ran?: (ran: Ran) => void;
  said?: (text: string) => void;
}

export interface Running {
  /** What it ended with. */
  ended: Promise<Ran>;
  /** Resolves when its output holds the text. */
  says(text: string): Promise<void>;
  kill(): void;
}

export class UsbVm {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sigillator-vm-'));
  readonly #console = join(this.#folder, 'console');
  readonly #channels = new Map<number, Channel>();
  readonly #servers: Server[] = [];
  #process!: ChildProcess;
  #line!: Socket;
  /** Two places on the guest's USB. */
  readonly #usb: Socket[] = [];
  readonly #peers: (UsbRedirPeer | undefined)[] = [];
  #channel = 0;
  #exited!: Promise<void>;

  /** A guest that is up; `more` are further words for QEMU. One that does not come up leaves nothing behind. */
  static async start(more: string[] = []): Promise<UsbVm> {
    const vm = new UsbVm();
    try {
      await vm.#start(more);
    } catch (error) {
      vm.#process?.kill('SIGKILL');
      vm.#cleanUp();
      throw error;
    }
    return vm;
  }

  async #start(more: string[]): Promise<void> {
    const guest = guestFiles();
    const places = [await this.#listen('usb0'), await this.#listen('usb1')];
    const line = await this.#listen('line');
    const append = `console=ttyS0 quiet panic=-1 nokaslr mitigations=off tsc=reliable NODE=${process.execPath} GUEST=${guestProgram}`;
    const words = [
      ...['-accel', 'tcg', '-cpu', 'max', '-m', '1024', '-smp', '1', '-nodefaults', '-nographic', '-no-reboot'],
      ...['-monitor', 'none', '-serial', `file:${this.#console}`, '-kernel', guest.kernel, '-initrd', guest.initrd],
      ...['-append', append],
      ...['-virtfs', 'local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap'],
      ...['-device', 'qemu-xhci'],
      ...places.flatMap(({ path }, i) => [
        ...['-chardev', `socket,id=usb${i},path=${path}`, '-device', `usb-redir,chardev=usb${i}`],
      ]),
      ...['-device', 'virtio-serial-pci', '-chardev', `socket,id=line,path=${line.path}`],
      ...['-device', 'virtserialport,chardev=line,name=line'],
      ...more,
    ];
    this.#process = spawn('qemu-system-x86_64', words, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    this.#process.stderr!.on('data', (bytes) => {
      said += bytes;
    });
    this.#exited = new Promise((resolve) => {
      this.#process.on('exit', () => resolve());
      this.#process.on('error', (error) => {
        said += error.message;
        resolve();
      });
    });
    const fail = this.#exited.then(() => {
      throw new Error(`The guest ended before it was up. ${said}\n${this.#consoleText()}`);
    });
    const peers = Promise.all([line, ...places].map(({ peer }) => peer));
    const [first, ...rest] = await Promise.race([peers, fail]);
    this.#line = first!;
    this.#usb.push(...rest);
    const ready = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#process.kill();
        reject(new Error(`The guest was not up within ${START_MS / 1000} s:\n${this.#consoleText()}`));
      }, START_MS);
      this.#channels.set(0, {
        queue: new ByteQueue(),
        opened: {
          resolve: () => {
            clearTimeout(timer);
            resolve();
          },
          reject,
        },
      });
    });
    const source = new ByteSource(packetLength);
    this.#line.on('data', (bytes: Buffer) => {
      for (const one of source.feed(bytes)) this.#take(unpacked(one));
    });
    await Promise.race([ready, fail]);
    fail.catch(() => {});
  }

  #listen(name: string): Promise<{ path: string; peer: Promise<Socket> }> {
    const path = join(this.#folder, name);
    return new Promise((resolve) => {
      const peer = new Promise<Socket>((connected) => {
        const server = createServer(connected).listen(path, () => resolve({ path, peer }));
        this.#servers.push(server);
      });
    });
  }

  #take({ kind, channel, body }: Packet): void {
    const { queue, opened, ran, said } = this.#channels.get(channel)!;
    if (kind === News.ready || kind === News.opened) opened?.resolve();
    else if (kind === News.bytes) queue.push(body);
    else if (kind === News.gone) queue.end();
    else if (kind === News.said) said?.(String(body));
    else if (kind === News.ran) ran?.(JSON.parse(String(body)) as Ran);
    else if (kind === News.failed) {
      const { code, message, retryable } = JSON.parse(String(body));
      // A plain error of a transport stays one: what is above it makes a sentence of it, as it does without a guest.
      const error = code === 'failure' ? new Error(message) : new SealError(code, message, { retryable });
      opened?.reject(error);
      queue.end(error);
    }
  }

  #new(channel: Omit<Channel, 'queue'>): { number: number; queue: ByteQueue } {
    this.#channel = (this.#channel % 255) + 1;
    const queue = new ByteQueue();
    this.#channels.set(this.#channel, { queue, ...channel });
    return { number: this.#channel, queue };
  }

  #order(kind: number, channel: number, body: Uint8Array | string = ''): void {
    this.#line.write(packet(kind, channel, body));
  }

  /** Puts this device on one of the two places of the guest's USB, instead of the one before. */
  plug(device: UsbDevice, place = 0): void {
    const peer = this.#peers[place];
    if (peer) peer.replace(device);
    else this.#peers[place] = new UsbRedirPeer(this.#usb[place]!, device);
  }

  /** Opens a device by its name in the guest; `patient`, it waits there for one that is not there yet. */
  async open(name: string, patient = true): Promise<Transport> {
    let number = 0;
    let queue!: ByteQueue;
    await new Promise<void>((resolve, reject) => {
      ({ number, queue } = this.#new({ opened: { resolve, reject } }));
      this.#order(patient ? Order.await : Order.open, number, name);
    });
    return {
      kind: `guest ${name}`,
      write: async (bytes) => {
        if (queue.ended) throw new Error('Writing to the device: it went away before all bytes were sent.');
        this.#order(Order.write, number, bytes);
      },
      read: () => queue.read(),
      close: async () => {
        this.#order(Order.close, number);
        while (await queue.read().catch(() => undefined));
      },
    };
  }

  /** Runs a program in the guest. */
  start(words: string[], uid?: number): Running {
    let text = '';
    let wake = (): void => {};
    let number = 0;
    const ended = new Promise<Ran>((resolve) => {
      const said = (more: string): void => {
        text += more;
        wake();
      };
      number = this.#new({ ran: resolve, said }).number;
      const order: Run = { words, ...(uid === undefined ? {} : { uid }) };
      this.#order(Order.run, number, JSON.stringify(order));
    });
    return {
      ended,
      says: async (wanted) => {
        while (!text.includes(wanted))
          await Promise.race([
            new Promise<void>((resolve) => {
              wake = resolve;
            }),
            ended.then(({ code }) => {
              if (!text.includes(wanted)) throw new Error(`"${words.join(' ')}" ended with ${code}: ${text}`);
            }),
          ]);
      },
      kill: () => this.#order(Order.kill, number),
    };
  }

  run(words: string[], uid?: number): Promise<Ran> {
    return this.start(words, uid).ended;
  }

  #consoleText(): string {
    const text = existsSync(this.#console) ? readFileSync(this.#console, 'utf8') : '';
    return text.replaceAll('\r', '').slice(-4_000);
  }

  #cleanUp(): void {
    for (const socket of [...this.#usb, this.#line]) socket?.destroy();
    for (const server of this.#servers) server.close();
    rmSync(this.#folder, { recursive: true });
  }

  /** Ends the guest and holds its console to the marker of a good end. */
  async stop(): Promise<void> {
    this.#order(Order.end, 0);
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), 20_000);
    await this.#exited;
    clearTimeout(timer);
    const text = this.#consoleText();
    this.#cleanUp();
    if (!text.includes('@@ guest ended 0') || /BUG:|Oops|insmod \S+ failed/.test(text))
      throw new Error(`The guest did not end well:\n${text}`);
  }
}
