// Runs inside the guest on the host's own Node and packages: opens devices through the real transports and runs real
// programs, as relay.ts orders.
import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, closeSync, mkdirSync, openSync, read, readdirSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import type { SealError } from '@sigillator/host';
import type { Transport } from '@sigillator/host/transport';
import { awaitTransport } from '@sigillator/host/transport/open';
import { ByteSource } from '@sigillator/simulator/byte-source';
import { News, Order, type Packet, packet, packetLength, type Run, unpacked } from './relay.ts';

const OPEN_MS = 10_000;
const line = openSync(`/dev/${readdirSync('/dev').find((name) => name.startsWith('vport'))}`, 'r+');
const transports = new Map<number, Transport>();
const children = new Map<number, ChildProcess>();

function tell(kind: number, channel: number, body: Uint8Array | string = ''): void {
  const bytes = packet(kind, channel, body);
  for (let at = 0; at < bytes.length; ) at += writeSync(line, bytes, at);
}

/** The error with what lies below it, as plain data. */
function told(error: Error): unknown {
  const below = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  const plain = 'toJSON' in error ? (error as SealError).toJSON() : { code: 'failure', retryable: false };
  return { ...plain, message: `${error.message}${below}` };
}

async function open(channel: number, name: string, waitMs: number): Promise<void> {
  const transport = await awaitTransport(name, waitMs);
  transports.set(channel, transport);
  tell(News.opened, channel);
  void pump(channel, transport);
}

async function pump(channel: number, transport: Transport): Promise<void> {
  try {
    for (let bytes = await transport.read(); bytes; bytes = await transport.read()) tell(News.bytes, channel, bytes);
    tell(News.gone, channel);
  } catch (error) {
    tell(News.failed, channel, JSON.stringify(told(error as Error)));
  }
}

/** Another user, with a folder of its own for what a program keeps. */
function user(uid: number): { uid: number; env: NodeJS.ProcessEnv } {
  const folder = `/run/${uid}`;
  mkdirSync(folder, { recursive: true });
  chownSync(folder, uid, uid);
  return { uid, env: { ...process.env, XDG_STATE_HOME: folder, XDG_RUNTIME_DIR: folder, XDG_CONFIG_HOME: folder } };
}

function run(channel: number, { words, uid }: Run): void {
  const [program = '', ...rest] = words.map((word) => (word === 'node' ? process.execPath : word));
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], ...(uid === undefined ? {} : user(uid)) });
  children.set(channel, child);
  let [output, errors] = ['', ''];
  child.stdout.on('data', (bytes) => {
    output += bytes;
    tell(News.said, channel, bytes);
  });
  child.stderr.on('data', (bytes) => {
    errors += bytes;
    tell(News.said, channel, bytes);
  });
  child.on('error', (error) => tell(News.ran, channel, JSON.stringify({ code: null, output, errors: String(error) })));
  child.on('close', (code) => tell(News.ran, channel, JSON.stringify({ code, output, errors })));
}

async function obey({ kind, channel, body }: Packet): Promise<void> {
  try {
    if (kind === Order.open) await open(channel, String(body), 0);
    else if (kind === Order.await) await open(channel, String(body), OPEN_MS);
    else if (kind === Order.write) await transports.get(channel)!.write(body);
    else if (kind === Order.close) await transports.get(channel)?.close();
    else if (kind === Order.run) run(channel, JSON.parse(String(body)) as Run);
    else if (kind === Order.kill) children.get(channel)?.kill('SIGKILL');
    else if (kind === Order.end) process.exit(0);
  } catch (error) {
    tell(News.failed, channel, JSON.stringify(told(error as Error)));
  }
}

process.on('exit', () => closeSync(line));
tell(News.ready, 0);
const source = new ByteSource(packetLength);
const chunk = Buffer.alloc(65_536);
for (;;) {
  const { bytesRead } = await promisify(read)(line, chunk, 0, chunk.length, null);
  if (bytesRead === 0) process.exit(1);
  for (const bytes of source.feed(Buffer.from(chunk.subarray(0, bytesRead)))) void obey(unpacked(bytes));
}
