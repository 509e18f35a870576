// Target `usb-vm`: a QEMU guest with Debian's kernel, whose xhci, usbfs and cdc-acm see the simulated device. Emulated
// (no KVM), no network, the host's files read-only. Judged by a marker on its console.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
  #usb!: Socket;
  #peer: UsbRedirPeer | undefined;
  #channel = 0;
  #exited!: Promise<void>;

  static async start(): Promise<UsbVm> {
    const vm = new UsbVm();
    await vm.#start();
    return vm;
  }

  async #start(): Promise<void> {
    const guest = guestFiles();
    const usb = await this.#listen('usb');
    const line = await this.#listen('line');
    const append = `console=ttyS0 quiet panic=-1 nokaslr mitigations=off tsc=reliable NODE=${process.execPath} GUEST=${guestProgram}`;
    const words = [
      ...['-accel', 'tcg', '-cpu', 'max', '-m', '1024', '-smp', '1', '-nodefaults', '-nographic', '-no-reboot'],
      ...['-monitor', 'none', '-serial', `file:${this.#console}`, '-kernel', guest.kernel, '-initrd', guest.initrd],
      ...['-append', append],
      ...['-virtfs', 'local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap'],
      ...['-device', 'qemu-xhci', '-chardev', `socket,id=usb,path=${usb.path}`, '-device', 'usb-redir,chardev=usb'],
      ...['-device', 'virtio-serial-pci', '-chardev', `socket,id=line,path=${line.path}`],
      ...['-device', 'virtserialport,chardev=line,name=line'],
    ];
    this.#process = spawn('qemu-system-x86_64', words, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    this.#process.stderr!.on('data', (bytes) => {
      said += bytes;
    });
    this.#exited = new Promise((resolve) => this.#process.on('exit', () => resolve()));
    const fail = this.#exited.then(() => {
      throw new Error(`The guest ended before it was up. ${said}\n${this.#consoleText()}`);
    });
    [this.#usb, this.#line] = await Promise.race([Promise.all([usb.peer, line.peer]), fail]);
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
      const error = new SealError(code, message, { retryable });
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

  /** Puts this device on the guest's USB in place of the one before. */
  plug(device: UsbDevice): void {
    if (this.#peer) this.#peer.replace(device);
    else this.#peer = new UsbRedirPeer(this.#usb, device);
  }

  /** Opens a device by its name in the guest. */
  async open(name: string): Promise<Transport> {
    let number = 0;
    let queue!: ByteQueue;
    await new Promise<void>((resolve, reject) => {
      ({ number, queue } = this.#new({ opened: { resolve, reject } }));
      this.#order(Order.open, number, name);
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
    return readFileSync(this.#console, 'utf8').replaceAll('\r', '').slice(-4_000);
  }

  /** Ends the guest and holds its console to the marker of a good end. */
  async stop(): Promise<void> {
    this.#order(Order.end, 0);
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), 20_000);
    await this.#exited;
    clearTimeout(timer);
    const text = this.#consoleText();
    for (const socket of [this.#usb, this.#line]) socket.destroy();
    for (const server of this.#servers) server.close();
    rmSync(this.#folder, { recursive: true });
    if (!text.includes('@@ guest ended 0') || /BUG:|Oops|insmod \S+ failed/.test(text))
      throw new Error(`The guest did not end well:\n${text}`);
  }
}
