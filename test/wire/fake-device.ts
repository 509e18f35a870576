// A device that says what a test wants, in a session of its own: for what a host must do when a device misbehaves.
import { decodeRequest, encodeFields } from '@sigillator/host/link/codec';
import { encodeFrame, FrameReader } from '@sigillator/host/link/frames';
import { Handshake, type Session } from '@sigillator/host/link/noise';
import type { Transport } from '@sigillator/host/transport';
import { errors } from '@sigillator/protocol/tables/errors';
import { frameKinds } from '@sigillator/protocol/tables/limits';
import { messages, notices } from '@sigillator/protocol/tables/messages';
import { keyOf } from './raw-host.ts';

const prologue = new TextEncoder().encode('sigillator 1');
export type Asked = ReturnType<typeof decodeRequest>;

export class FakeDevice implements Transport {
  readonly kind = 'fake';
  readonly asked: Asked[] = [];
  /** Sees every request in a session; says nothing unless it does. */
  onRequest: (asked: Asked) => void = () => {};
  /** What hello answers, and whether the handshake goes on. */
  hello: Record<string, unknown> = { protocol: 1, firmware: 'fake', maxMessage: 2304, window: 8 };
  shakes = true;
  readonly #handshake = new Handshake('responder', keyOf(1), prologue, keyOf(2));
  readonly #frames = new FrameReader();
  #session: Session | undefined;
  #out: Uint8Array[] = [];
  #reader: ((bytes: Uint8Array | undefined) => void) | undefined;
  #closed = false;

  async write(bytes: Uint8Array): Promise<void> {
    for (const { kind, message } of this.#frames.feed(bytes)) {
      if (kind === frameKinds.handshake) this.#shake(message);
      else if (kind === frameKinds.plain) this.answer('hello', decodeRequest(message).tag, this.hello);
      else {
        const asked = decodeRequest(this.#session!.receive.decrypt(message));
        this.asked.push(asked);
        this.onRequest(asked);
      }
    }
  }

  #shake(message: Uint8Array): void {
    if (!this.shakes) return;
    this.#handshake.read(message);
    if (this.#handshake.session) this.#session = this.#handshake.session;
    else this.raw(encodeFrame(frameKinds.handshake, this.#handshake.write()));
  }

  answer(name: string, tag: number, fields: Record<string, unknown> = {}): void {
    const { number, answer } = messages.find((message) => message.name === name)!;
    this.#say(encodeFields(number, tag, answer, fields));
  }

  progress(tag: number, reason: number): void {
    const { number, fields } = notices.find(({ name }) => name === 'progress')!;
    this.#say(encodeFields(number, tag, fields, { reason, done: 0, index: 0 }));
  }

  error(name: string, tag: number): void {
    const { number, fields } = notices.find((notice) => notice.name === 'error')!;
    const code = errors.find((error) => error.name === name)!.number;
    this.#say(encodeFields(number, tag, fields, { code, message: 0 }));
  }

  #say(message: Uint8Array): void {
    if (this.#session) this.raw(encodeFrame(frameKinds.session, this.#session.send.encrypt(message)));
    else this.raw(encodeFrame(frameKinds.plain, message));
  }

  /** Any bytes. */
  raw(bytes: Uint8Array): void {
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader) reader(bytes);
    else this.#out.push(bytes);
  }

  read(): Promise<Uint8Array | undefined> {
    const next = this.#out.shift();
    if (next !== undefined || this.#closed) return Promise.resolve(next);
    return new Promise((resolve) => {
      this.#reader = resolve;
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#reader?.(undefined);
    this.#reader = undefined;
  }
}
