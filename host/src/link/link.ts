// One connection to a device: frames, session, and requests joined to their answers. device/ is the only caller.
import type { Answers, Requests } from '@sigillator/protocol/generated/messages';
import { frameKinds, limits } from '@sigillator/protocol/tables/limits';
import { messages } from '@sigillator/protocol/tables/messages';
import { SealError } from '../errors.ts';
import type { Transport } from '../transport/transport.ts';
import { CodecError, decodeFromDevice, encodeRequest } from './codec.ts';
import { encodeFrame, type Frame, FrameReader } from './frames.ts';
import { Handshake, type KeyPair, keyPairOf, type Session } from './noise.ts';
import { disconnected, wireError } from './wire-error.ts';

/** Why a request waits, as the device said last. */
export interface ProgressNews {
  reason: number;
  done: number;
  index: number;
}

export interface RequestOptions {
  /** How long to wait in all; without it, the budget of the protocol table. */
  budgetMs?: number;
  onProgress?: (news: ProgressNews) => void;
  signal?: AbortSignal;
}

/** Timers, so that tests may own time. */
export interface Timers {
  after(milliseconds: number, call: () => void): { cancel(): void };
}

export const realTimers: Timers = {
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds);
    return { cancel: () => clearTimeout(timer) };
  },
};

export interface LinkOptions {
  /** The long-lived key of this host. */
  key: KeyPair;
  /** Random bytes; the platform's generator unless a test brings its own. */
  random?: (length: number) => Uint8Array;
  timers?: Timers;
  /** Sees every message in clear, for recordings; `secret` fields are cut by the recorder. */
  onMessage?: (direction: 'request' | 'answer', message: Uint8Array) => void;
}

interface Open {
  name: keyof Requests;
  resolve: (fields: never) => void;
  reject: (error: Error) => void;
  onProgress: ((news: ProgressNews) => void) | undefined;
  timer: { cancel(): void };
}

const prologue = new TextEncoder().encode('sigillator 1');
const byName = new Map(messages.map((message) => [message.name, message]));
export const platformRandom = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

/** A handshake of no message ends the session that stands and begins none. */
const goodbye = encodeFrame(frameKinds.handshake, new Uint8Array(0));
const GOODBYE_MS = 500;

/** Nothing there speaks this protocol, or nothing is on. */
const mute = ' Check that it is on and that this is its port; then unplug it and plug it in again.';

export class Link {
  /** What the device said in hello. */
  hello!: Answers['hello'];
  readonly #transport: Transport;
  readonly #timers: Timers;
  readonly #onMessage: LinkOptions['onMessage'];
  readonly #reader = new FrameReader();
  readonly #open = new Map<number, Open>();
  readonly #waiting: (() => void)[] = [];
  readonly #random: (length: number) => Uint8Array;
  readonly #key: KeyPair;
  #session: Session | undefined;
  #handshake: { take: (message: Uint8Array) => void; fail: (error: Error) => void } | undefined;
  #tag = 0;
  #window = 1;
  #ended: SealError | undefined;
  #writing: Promise<void> = Promise.resolve();

  private constructor(transport: Transport, options: LinkOptions) {
    this.#transport = transport;
    this.#timers = options.timers ?? realTimers;
    this.#onMessage = options.onMessage;
    this.#random = options.random ?? platformRandom;
    this.#key = options.key;
  }

  /** Says hello, agrees on a session, and takes requests from then on. */
  static async connect(transport: Transport, options: LinkOptions): Promise<Link> {
    const link = new Link(transport, options);
    void link.#readLoop();
    try {
      // A zero ends whatever an earlier program left half sent.
      await link.#write(Uint8Array.of(0));
      link.hello = await link.#exchange('hello', { oldest: limits.protocolOldest, newest: limits.protocolVersion }, {});
      link.#window = Math.max(1, link.hello.window);
      await link.#agree();
      return link;
    } catch (error) {
      await link.close();
      throw error;
    }
  }

  get remoteKey(): Uint8Array {
    return this.#session!.remoteKey;
  }

  get handshakeHash(): Uint8Array {
    return this.#session!.handshakeHash;
  }

  random(length: number): Uint8Array {
    return this.#random(length);
  }

  /** Sends a request when the window has room and resolves with its answer. */
  async request<Name extends keyof Requests>(
    name: Name,
    fields: Requests[Name],
    options: RequestOptions = {},
  ): Promise<Answers[Name]> {
    while (this.#open.size >= this.#window && !this.#ended) await new Promise<void>((go) => this.#waiting.push(go));
    return this.#exchange(name, fields, options);
  }

  /** False once the connection or its session has ended. */
  get isOpen(): boolean {
    return this.#ended === undefined;
  }

  /** How many requests could be sent now without waiting. */
  get room(): number {
    return this.#window - this.#open.size;
  }

  async close(): Promise<void> {
    const stood = this.#session !== undefined && !this.#ended;
    this.#end(new SealError('closed', 'The connection was closed by this program.'));
    // A UART has no plug that the device could see: unless told, it would keep the session and every other port out.
    if (stood && this.#transport.kind === 'serial') await this.#sayGoodbye();
    await this.#transport.close();
  }

  /** A port whose cable is gone may take it without a word, or not at all. */
  #sayGoodbye(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#timers.after(GOODBYE_MS, resolve);
      const said = (): void => {
        timer.cancel();
        resolve();
      };
      this.#write(goodbye).then(said, said);
    });
  }

  #exchange<Name extends keyof Requests>(
    name: Name,
    fields: Requests[Name],
    options: RequestOptions,
  ): Promise<Answers[Name]> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      if (options.signal?.aborted) return reject(cancelled(name));
      const tag = this.#freeTag();
      let message: Uint8Array;
      try {
        message = encodeRequest(name, tag, fields);
      } catch (cause) {
        return reject(
          new SealError('bad-field', `Asking the device for ${name}: ${(cause as Error).message}.`, { cause }),
        );
      }
      const budgetMs = options.budgetMs ?? byName.get(name)!.budgetMs;
      const timer = this.#timers.after(budgetMs, () => {
        this.#finish(tag)?.reject(
          new SealError(
            'timed-out',
            `Asking the device for ${name}: no answer within ${budgetMs / 1000} s.${name === 'hello' ? mute : ''}`,
            { retryable: true },
          ),
        );
      });
      this.#open.set(tag, { name, resolve: resolve as never, reject, onProgress: options.onProgress, timer });
      options.signal?.addEventListener(
        'abort',
        () => {
          if (!this.#open.has(tag)) return;
          // The device ends the wait and answers the request with `cancelled`; that answer settles the promise.
          void this.#exchange('cancel', {}, {}).catch(() => this.#finish(tag)?.reject(cancelled(name)));
        },
        { once: true },
      );
      this.#onMessage?.('request', message);
      this.#send(message).catch((cause) => this.#end(disconnected(`Asking the device for ${name}`, cause)));
    });
  }

  #send(message: Uint8Array): Promise<void> {
    // Encryption and writing keep the same order, or the counters of the two sides would part.
    if (!this.#session) return this.#write(encodeFrame(frameKinds.plain, message));
    return this.#write(encodeFrame(frameKinds.session, this.#session.send.encrypt(message)));
  }

  #write(bytes: Uint8Array): Promise<void> {
    const write = this.#writing.then(() => this.#transport.write(bytes));
    this.#writing = write.catch(() => {});
    return write;
  }

  async #agree(): Promise<void> {
    const handshake = new Handshake('initiator', this.#key, prologue, keyPairOf(this.#random(32)));
    const second = new Promise<Uint8Array>((take, fail) => {
      this.#handshake = { take, fail };
    });
    const timer = this.#timers.after(10_000, () =>
      this.#handshake?.fail(
        new SealError('timed-out', 'Agreeing on a session: the device did not answer.', { retryable: true }),
      ),
    );
    try {
      await this.#write(encodeFrame(frameKinds.handshake, handshake.write()));
      const message = await second;
      try {
        handshake.read(message);
      } catch (cause) {
        throw new SealError('session-failed', 'Agreeing on a session: the answer of the device is not genuine.', {
          cause,
        });
      }
      await this.#write(encodeFrame(frameKinds.handshake, handshake.write()));
      this.#session = handshake.session;
    } finally {
      timer.cancel();
      this.#handshake = undefined;
    }
  }

  async #readLoop(): Promise<void> {
    let cause: unknown;
    try {
      for (let bytes = await this.#transport.read(); bytes; bytes = await this.#transport.read())
        for (const frame of this.#reader.feed(bytes)) this.#take(frame);
    } catch (error) {
      cause = error;
    }
    this.#end(disconnected('Waiting for the device', cause));
  }

  #take(frame: Frame): void {
    if (frame.kind === frameKinds.handshake) {
      this.#handshake?.take(frame.message);
      return;
    }
    let message = frame.message;
    if (frame.kind === frameKinds.session) {
      if (!this.#session) return;
      try {
        message = this.#session.receive.decrypt(frame.message);
      } catch (cause) {
        this.#end(disconnected('Reading from the device: a message was not genuine', cause));
        return;
      }
    } else if (frame.kind !== frameKinds.plain) return;
    this.#dispatch(message, frame.kind === frameKinds.session);
  }

  #dispatch(message: Uint8Array, inSession: boolean): void {
    let news: ReturnType<typeof decodeFromDevice>;
    try {
      news = decodeFromDevice(message);
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      return; // not of this protocol; the request it may have answered runs into its time budget
    }
    this.#onMessage?.('answer', message);
    // In a session only what comes through the session counts: a plain answer could be anybody's.
    if (this.#session && !inSession) {
      if (news.kind === 'error') this.#end(wireError(news.fields.code, 'The session ended'));
      return;
    }
    if (news.kind === 'error' && !this.#open.has(news.tag)) {
      this.#handshake?.fail(wireError(news.fields.code, 'Agreeing on a session'));
      return;
    }
    const open = this.#open.get(news.tag);
    if (!open) return;
    if (news.kind === 'progress') {
      open.onProgress?.(news.fields);
      return;
    }
    if (news.kind === 'answer' && news.name !== open.name) return;
    this.#finish(news.tag);
    if (news.kind === 'error') open.reject(wireError(news.fields.code, `Asking the device for ${open.name}`));
    else open.resolve(news.fields as never);
  }

  #finish(tag: number): Open | undefined {
    const open = this.#open.get(tag);
    if (!open) return undefined;
    open.timer.cancel();
    this.#open.delete(tag);
    this.#waiting.shift()?.();
    return open;
  }

  #freeTag(): number {
    do this.#tag = (this.#tag + 1) & 0xffff;
    while (this.#open.has(this.#tag));
    return this.#tag;
  }

  #end(error: SealError): void {
    if (this.#ended) return;
    this.#ended = error;
    this.#session?.send.wipe();
    this.#session?.receive.wipe();
    this.#handshake?.fail(error);
    for (const tag of [...this.#open.keys()]) this.#finish(tag)!.reject(error);
    for (const go of this.#waiting.splice(0)) go();
  }
}

const cancelled = (name: string): SealError =>
  new SealError('cancelled', `Asking the device for ${name}: cancelled by this program.`, { retryable: true });
